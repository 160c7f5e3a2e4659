"""Who sees whom: a manager sees the people of their own cohorts, on the screen and in the file alike."""

import uuid

import pytest
from django.http import Http404

from accounts.models import User
from learning.enums import CohortRole
from learning.models import CohortMember
from reports.permissions import get_cohort_for, user_can_see_reports
from tests.factories.accounts import UserFactory, make_administrator, make_editor, make_facilitator, make_manager
from tests.factories.learning import CohortFactory, EnrolmentFactory, enrol_in, make_cohort_of
from tests.reports.screens import EXPORT, SCREEN, as_user, download, figures_on, file_rows, names_on, open_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    return make_manager()


@pytest.fixture
def other_manager() -> User:
    return make_manager()


def named(name: str) -> User:
    return UserFactory.create(display_name=name)


def test_manager_sees_own_cohorts_only_on_screen_and_in_file(manager: User, other_manager: User) -> None:
    mine, theirs = make_cohort_of(manager), make_cohort_of(other_manager)
    enrol_in(mine, learner=named("Amal"))
    enrol_in(theirs, learner=named("Basma"))
    EnrolmentFactory.create(learner=named("Without cohort"))

    seen = {}
    for user in (manager, other_manager):
        client = as_user(user)
        page = open_screen(client)
        seen[user.pk] = (names_on(page), figures_on(page), [row[0] for row in file_rows(download(client))])

    assert seen == {
        manager.pk: (["Amal"], ["1", "0", "0 (0%)"], ["Amal"]),
        other_manager.pk: (["Basma"], ["1", "0", "0 (0%)"], ["Basma"]),
    }


def test_administrator_sees_everybody() -> None:
    enrol_in(CohortFactory.create(), learner=named("Amal"))
    EnrolmentFactory.create(learner=named("Without cohort"))
    client = as_user(make_administrator())

    page = open_screen(client)

    assert names_on(page) == ["Without cohort", "Amal"]
    assert [row[0] for row in file_rows(download(client))] == ["Without cohort", "Amal"]


def test_cohort_that_somebody_only_facilitates_is_not_in_their_report(manager: User) -> None:
    mine, guided = make_cohort_of(manager), CohortFactory.create()
    CohortMember.objects.create(cohort=guided, user=manager, role=CohortRole.FACILITATOR)
    enrol_in(mine, learner=named("Amal"))
    enrol_in(guided, learner=named("Basma"))

    page = open_screen(as_user(manager))

    assert names_on(page) == ["Amal"]


@pytest.mark.parametrize("address", [SCREEN, EXPORT])
def test_cohort_of_others_answers_like_one_that_does_not_exist(manager: User, other_manager: User, address: str) -> None:
    make_cohort_of(manager)
    foreign = make_cohort_of(other_manager)
    client = as_user(manager)

    keys = [str(foreign.pk), str(uuid.UUID(int=1))]
    answers = [client.get(address, {"cohort": key}, follow=True) for key in keys]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.text.replace(key, "") for key, answer in zip(keys, answers, strict=True)}) == 1


def test_course_of_others_is_explained_like_one_that_does_not_exist(manager: User, other_manager: User) -> None:
    enrol_in(make_cohort_of(manager), learner=named("Amal"))
    foreign = make_cohort_of(other_manager)
    client = as_user(manager)

    pages = [open_screen(client, f"?course={key}") for key in (foreign.course_key, uuid.UUID(int=1))]

    assert len({str(page.select_one(".completion")) for page in pages}) == 1


@pytest.mark.parametrize("address", [SCREEN, EXPORT])
def test_report_is_closed_to_everybody_else(address: str) -> None:
    enrol_in(CohortFactory.create())
    staff = [make_editor(), make_facilitator()]

    answers = [as_user(user).get(address) for user in [*staff, UserFactory.create()]]

    # Wagtail sends staff back to its home page, others to the log-in.
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert [answer.url for answer in answers[:2]] == ["/cms/", "/cms/"]


def test_report_asks_the_anonymous_to_log_in(client) -> None:
    answer = client.get(SCREEN)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/ar/accounts/login/")


def test_cohort_accessor_gives_managed_cohorts_only(manager: User, other_manager: User) -> None:
    mine, theirs = make_cohort_of(manager), make_cohort_of(other_manager)

    assert get_cohort_for(manager, mine.pk) == mine
    with pytest.raises(Http404):
        get_cohort_for(manager, theirs.pk)
    with pytest.raises(Http404):
        get_cohort_for(manager, uuid.uuid4())


def test_reports_are_for_administrators_and_managers() -> None:
    editor_in_charge = make_editor()
    make_cohort_of(editor_in_charge)
    people = [make_administrator(), make_manager(), editor_in_charge, make_editor(), make_facilitator(), UserFactory.create()]

    answers = [user_can_see_reports(person) for person in people]

    assert answers == [True, True, True, False, False, False]


def test_menu_offers_the_report_to_those_allowed_only() -> None:
    offered = {
        role: SCREEN.encode() in as_user(user).get("/cms/").content
        for role, user in {"manager": make_manager(), "admin": make_administrator(), "editor": make_editor()}.items()
    }

    assert offered == {"manager": True, "admin": True, "editor": False}


def test_answers_are_not_kept_by_caches(manager: User) -> None:
    enrol_in(make_cohort_of(manager))
    client = as_user(manager)

    answers = [client.get(address) for address in (SCREEN, EXPORT)]
    answers[1].getvalue()

    kept = [answer.headers["Cache-Control"] for answer in answers]

    assert all("private" in value and "no-store" in value for value in kept)
