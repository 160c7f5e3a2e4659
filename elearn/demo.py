"""Demo people, a cohort and learning activity, made through the same operations that real people use. Development only."""

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import QueryDict

from accounts.enums import Role
from accounts.models import User
from courses.models import CoursePage
from learning.enums import CohortRole
from learning.models import Cohort, CohortMember, Enrolment
from learning.operations import confirm_lesson, enrol
from quizzes.kinds import get_kind
from quizzes.models import Attempt, AttemptItem, Placement
from quizzes.operations import save_answer, start_attempt, submit_attempt

COHORT_NAME = "فوج بيت نرجس"
LEARNERS = ["سلمى", "نور", "ليلى", "كريم", "هبة", "يزن", "رنا", "آدم", "دانا", "مجد", "لينا", "عمر"]


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    role: Role | None = None
    is_administrator: bool = False

    @property
    def is_staff(self) -> bool:
        return self.is_administrator or self.role is not None


PEOPLE = (
    DemoPerson("learner@example.org", "سمر"),
    DemoPerson("editor@example.org", "محررة المحتوى", Role.EDITORS),
    DemoPerson("reviewer@example.org", "مراجع المحتوى", Role.MODERATORS),
    DemoPerson("facilitator@example.org", "ميسّرة الفوج", Role.FACILITATORS),
    DemoPerson("manager@example.org", "إدارة البرنامج", Role.MANAGERS),
    DemoPerson("admin@example.org", "إدارة المنصة", is_administrator=True),
)


def local_secret(name: str, make) -> str:
    """A secret of this machine's own, made once: nothing that opens an account is in the repository."""
    path = Path(settings.DATA_DIR) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make())
        path.chmod(0o600)
    return path.read_text().strip()


def demo_password() -> str:
    return local_secret("demo-password", lambda: "-".join(secrets.choice(WORDS) for _ in range(4)))


def demo_totp_secret() -> str:
    return local_secret("demo-totp", generate_totp_secret)


WORDS = [
    "thread",
    "needle",
    "linen",
    "cypress",
    "moon",
    "wheat",
    "olive",
    "river",
    "stone",
    "lamp",
    "cedar",
    "poppy",
    "almond",
    "basket",
    "window",
    "garden",
]


def make_people() -> dict[str, User]:
    """Everybody of the demo, by e-mail; whoever exists is left as they are."""
    return {person.email: make_person(person) for person in PEOPLE}


def make_person(person: DemoPerson) -> User:
    user = User.objects.filter(email=person.email).first()
    if user:
        return user
    user = User.objects.create_user(email=person.email, password=demo_password(), display_name=person.name)
    user.is_superuser = person.is_administrator
    user.save(update_fields=["is_superuser"])
    EmailAddress.objects.create(user=user, email=person.email, primary=True, verified=True)
    if person.role:
        user.groups.add(Group.objects.get(name=person.role))
    if person.is_staff and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, demo_totp_secret())
    return user


def make_activity(people: dict[str, User], now: datetime) -> int:
    """A cohort with learners at every stage of the course; returns how many were made. Again: nothing."""
    course = CoursePage.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE).first()
    if course is None or Cohort.objects.filter(name=COHORT_NAME).exists():
        return 0
    started = now - timedelta(days=20)
    cohort = Cohort.objects.create(name=COHORT_NAME, course_key=course.translation_key, starts_on=started.date())
    for email, role in (("manager@example.org", CohortRole.MANAGER), ("facilitator@example.org", CohortRole.FACILITATOR)):
        CohortMember.objects.create(cohort=cohort, user=people[email], role=role)
    chance = random.Random(7)  # noqa: S311 - a plausible spread, not a secret
    learners = [people["learner@example.org"]]
    learners += [User.objects.create_user(display_name=name, password=None) for name in LEARNERS]
    for index, learner in enumerate(learners):
        joined = started + timedelta(hours=9 * index)
        enrolment = enrol(learner=learner, course_key=course.translation_key, now=joined, cohort=cohort)
        # The demo's own learner stands in the middle; the others are spread from "not started" to "completed".
        share = 0.5 if index == 0 else index / len(LEARNERS)
        study(enrolment, share, joined, chance)
    return len(learners)


def study(enrolment: Enrolment, share: float, joined: datetime, chance: random.Random) -> None:
    """Lets a learner do the first ``share`` of the lessons, a day or so apart, tests included."""
    lessons = list(enrolment.version.outline.lessons())
    for number, lesson in enumerate(lessons[: round(len(lessons) * share)]):
        moment = joined + timedelta(hours=20 * number + chance.randrange(12))
        if lesson.tests:
            for test in lesson.tests:
                take_test(enrolment.learner, UUID(test), moment, chance)
        else:
            confirm_lesson(enrolment=enrolment, lesson_key=UUID(lesson.key), now=moment)


def take_test(learner: User, quiz_key: UUID, moment: datetime, chance: random.Random) -> None:
    """One attempt that may fall short, then one that passes."""
    placement = Placement.objects.get(quiz_key=quiz_key)
    for knowledge in (0.6, 1.0):
        attempt = start_attempt(learner=learner, placement=placement, now=moment)
        for item in AttemptItem.objects.filter(attempt=attempt).select_related("version"):
            answer_item(attempt, item, learner, moment, knows=chance.random() < knowledge)
        moment += timedelta(minutes=12)
        if submit_attempt(attempt_id=attempt.pk, learner=learner, now=moment).is_passed:
            return


def answer_item(attempt: Attempt, item: AttemptItem, learner: User, moment: datetime, *, knows: bool) -> None:
    data = right_form(item) if knows else wrong_form(item)
    if data is not None:
        save_answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=item.position,
            client_event_id=UUID(int=secrets.randbits(128)),
            data=data,
            language="ar",
            now=moment + timedelta(seconds=20 * item.position),
        )


def right_form(item: AttemptItem) -> QueryDict:
    """The form that a learner who knows the answer would send."""
    kind, structure = get_kind(item.version.kind), item.version.structure
    words = item.version.wordings.order_by("pk")[0].words
    data = QueryDict(mutable=True)
    for name, value in kind.form_fields(structure, kind.sample_answer(structure, words, "right") or {}, f"q{item.position}"):
        data.appendlist(name, value)
    return data


def wrong_form(item: AttemptItem) -> QueryDict | None:
    """A tempting wrong option; other kinds are left open."""
    if item.version.kind != "single_choice":
        return None
    data = QueryDict(mutable=True)
    data[f"q{item.position}"] = next(option["id"] for option in item.version.structure["options"] if not option["correct"])
    return data
