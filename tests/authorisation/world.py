"""One small platform with somebody of every role, and what belongs to whom."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse
from django.test import Client
from wagtail.models import GroupPagePermission

from accounts.enums import Role
from accounts.models import User
from accounts.operations import grant_page_permissions
from certificates.models import Certificate
from courses.models import CourseDocument, CoursePage, LessonPage, ModulePage
from learning.enums import CohortRole
from learning.models import Cohort, CohortMember
from learning.operations import enrol
from quizzes.models import Attempt, Placement
from quizzes.operations import submit_attempt
from tests.factories.accounts import (
    UserFactory,
    make_administrator,
    make_editor,
    make_facilitator,
    make_manager,
    make_staff,
    with_second_factor,
)
from tests.factories.certificates import CertificateFactory
from tests.factories.learning import CohortFactory
from tests.factories.pages import (
    NOW,
    make_course,
    make_glossary,
    make_home,
    make_lesson,
    make_module,
    quiz,
    release,
    section,
)
from tests.factories.quizzes import form, make_attempt, make_question

ANONYMOUS = "anonymous"
LEARNER, OTHER = "learner", "other learner"
EDITOR, FOREIGN_EDITOR, REVIEWER = "editor", "foreign editor", "reviewer"
FACILITATOR, MANAGER, FOREIGN_MANAGER, ADMIN = "facilitator", "manager", "foreign manager", "administrator"
ACTORS = (ANONYMOUS, LEARNER, OTHER, EDITOR, FOREIGN_EDITOR, REVIEWER, FACILITATOR, MANAGER, FOREIGN_MANAGER, ADMIN)


@dataclass
class Belongings:
    """What one learner has: an attempt under way, one that is handed in, a certificate."""

    open_attempt: Attempt
    done_attempt: Attempt
    certificate: Certificate


@dataclass
class World:
    course: CoursePage
    module: ModulePage
    lesson: LessonPage
    practice: Placement
    test: Placement
    other_test: Placement
    other_course: CoursePage
    cohort: Cohort
    other_cohort: Cohort
    document: CourseDocument
    people: dict[str, User | None] = field(default_factory=dict)
    own: dict[str, Belongings] = field(default_factory=dict)

    @property
    def course_key(self):
        return self.course.translation_key

    def make_key(self, actor: str) -> int:
        """A passkey of theirs. Made when it is asked about: it is none that a browser could answer with."""
        data = {"name": "key", "credential": {}}
        return Authenticator.objects.create(user=self.people[actor], type=Authenticator.Type.WEBAUTHN, data=data).pk

    def client(self, actor: str) -> Client:
        """Signed in a moment ago, so that no page asks for the password again."""
        client = Client(raise_request_exception=False)
        user = self.people[actor]
        if user is not None:
            client.force_login(user)
            request = HttpRequest()
            request.session = client.session
            record_authentication(request, user, "password", reauthenticated=True)
            request.session.save()
        return client


def make_foreign_editor(course: CoursePage) -> User:
    """Somebody who edits another course and nothing else."""
    group = Group.objects.create(name="Editors of another course")
    group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=course, permission=permission)
    user = UserFactory.create()
    user.groups.add(group)
    return with_second_factor(user)


def give_belongings(world: World, learner: User, cohort: Cohort) -> Belongings:
    enrol(learner=learner, course_key=world.course_key, now=NOW, cohort=cohort)
    done = make_attempt(learner, world.other_test, NOW)
    submit_attempt(attempt_id=done.pk, learner=learner, now=NOW + timedelta(hours=1), data=form(), language="ar")
    return Belongings(
        open_attempt=make_attempt(learner, world.test, NOW),
        done_attempt=done,
        certificate=CertificateFactory.create(learner=learner, course_key=world.course_key),
    )


def make_world() -> World:
    home = make_home()
    make_glossary(home)
    course, other_course = make_course(home), make_course(home)
    module = make_module(course)
    questions = [make_question() for _number in range(2)]
    lesson = make_lesson(module, body=[section(), quiz(questions), quiz(questions, "graded"), quiz(questions, "graded")])
    make_lesson(make_module(other_course))
    release(course)
    release(other_course)
    practice, test, other_test = (Placement.objects.get(pk=block.id) for block in lesson.quiz_blocks())
    cohorts = [CohortFactory.create(course_key=course.translation_key) for _number in range(2)]
    world = World(course, module, lesson, practice, test, other_test, other_course, *cohorts, CourseDocument())
    world.people = {
        ANONYMOUS: None,
        LEARNER: UserFactory.create(),
        OTHER: UserFactory.create(),
        EDITOR: make_editor(),
        FOREIGN_EDITOR: make_foreign_editor(other_course),
        REVIEWER: make_staff(Role.MODERATORS),
        FACILITATOR: make_facilitator(),
        MANAGER: make_manager(),
        FOREIGN_MANAGER: make_manager(),
        ADMIN: make_administrator(),
    }
    grant_page_permissions(root_page=home)
    for actor, cohort, role in [
        (MANAGER, world.cohort, CohortRole.MANAGER),
        (FACILITATOR, world.cohort, CohortRole.FACILITATOR),
        (FOREIGN_MANAGER, world.other_cohort, CohortRole.MANAGER),
    ]:
        CohortMember.objects.create(cohort=cohort, user=world.people[actor], role=role)
    for actor, cohort in [(LEARNER, world.cohort), (OTHER, world.other_cohort)]:
        world.own[actor] = give_belongings(world, world.people[actor], cohort)
    return world


def body_of(response: HttpResponse) -> bytes:
    """The whole body; a stream is read to its end, which closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content
