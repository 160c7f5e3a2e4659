"""Many enrolments at once, for benchmarks. Always the same rows for the same arguments."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import User
from courses.models import CourseVersion, ItemTitle
from learning.enums import CohortRole, State
from learning.models import Cohort, CohortMember, Enrolment
from tests.factories.courses import make_outline

FIRST = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
COURSE_KEY = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/benchmark/course")
LESSONS = 20
BATCH = 1000


@dataclass(frozen=True)
class Made:
    """``cohorts[0]`` is the only one that ``manager`` manages when ``managed`` is 1, and so on."""

    version: CourseVersion
    cohorts: list[Cohort]
    manager: User | None


def make_enrolments(count: int, cohorts: int = 10, *, manager: User | None = None, managed: int | None = None) -> Made:
    """``count`` enrolments spread evenly over ``cohorts``, a quarter not started, half midway, a quarter completed.

    ``manager`` becomes the manager of the first ``managed`` cohorts (all of them by default). A few statements a thousand rows.
    """
    version, _ = CourseVersion.objects.get_or_create(
        course_key=COURSE_KEY, number=1, defaults={"outline_json": make_outline(COURSE_KEY, required=LESSONS).as_json()}
    )
    ItemTitle.objects.get_or_create(item_key=COURSE_KEY, language="ar", defaults={"title": "المناصرة الإلكترونية"})
    ItemTitle.objects.get_or_create(item_key=COURSE_KEY, language="en", defaults={"title": "Electronic advocacy"})
    groups = Cohort.objects.bulk_create(
        Cohort(id=uuid.uuid5(COURSE_KEY, f"cohort-{number}"), name=f"فوج القياس {number + 1}", course_key=COURSE_KEY)
        for number in range(cohorts)
    )
    if manager:
        CohortMember.objects.bulk_create(
            CohortMember(cohort=group, user=manager, role=CohortRole.MANAGER) for group in groups[:managed]
        )
    User.objects.bulk_create((make_learner(number) for number in range(count)), batch_size=BATCH)
    Enrolment.objects.bulk_create(
        (make_enrolment(number, version, groups[number % cohorts]) for number in range(count)), batch_size=BATCH
    )
    return Made(version, groups, manager)


def learner_key(number: int) -> uuid.UUID:
    return uuid.uuid5(COURSE_KEY, f"learner-{number}")


def make_learner(number: int) -> User:
    return User(id=learner_key(number), username=f"bench-{number:07}", display_name=f"متعلّم القياس {number + 1}", password="!")


def make_enrolment(number: int, version: CourseVersion, cohort: Cohort) -> Enrolment:
    # Several people a minute, as when a room joins together: the order of equal moments has to hold too.
    enrolled_at = FIRST + timedelta(minutes=number // 3)
    state = (State.NOT_STARTED, State.IN_PROGRESS, State.IN_PROGRESS, State.COMPLETED)[number // 10 % 4]
    done = {State.NOT_STARTED: 0, State.COMPLETED: LESSONS}.get(state, 1 + number % (LESSONS - 1))
    return Enrolment(
        id=uuid.uuid5(COURSE_KEY, f"enrolment-{number}"),
        learner_id=learner_key(number),
        course_key=version.course_key,
        cohort=cohort,
        version=version,
        enrolled_at=enrolled_at,
        last_active_on=(enrolled_at + timedelta(days=done)).date(),
        state=state,
        required_done=done,
        required_total=LESSONS,
        percent=done * 100 // LESSONS,
        completed_at=enrolled_at + timedelta(days=done) if state == State.COMPLETED else None,
    )
