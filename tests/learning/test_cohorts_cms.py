"""Cohorts in the CMS: managers open and edit their own, administrators all."""

import uuid

import pytest
from django.test import Client
from wagtail.models import Locale, Page

from accounts.models import User
from courses.models import CoursePage
from learning.enums import CohortRole
from learning.models import Cohort, CohortMember
from tests.factories.accounts import make_administrator, make_editor, make_facilitator, make_manager
from tests.factories.learning import CohortFactory, enrol_in, make_cohort_of

pytestmark = pytest.mark.django_db
INDEX = "/cms/cohorts/"
NEW = "/cms/cohorts/new/"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def edit_address(cohort: Cohort) -> str:
    return f"/cms/cohorts/edit/{cohort.pk}/"


@pytest.fixture
def manager() -> User:
    return make_manager(display_name="منى")


@pytest.fixture
def course() -> CoursePage:
    page = CoursePage(title="المناصرة", slug="advocacy-101", locale=Locale.get_default())
    return Page.objects.get(depth=1).add_child(instance=page)


def members_of(cohort: Cohort) -> set[tuple[uuid.UUID, str]]:
    return set(CohortMember.objects.filter(cohort=cohort).values_list("user", "role"))


def names_in_list(client: Client) -> list[str]:
    return [cohort.name for cohort in client.get(INDEX).context["object_list"]]


def test_manager_who_opens_a_cohort_manages_it(manager: User, course: CoursePage) -> None:
    answer = as_user(manager).post(NEW, {"name": "  فوج\u202e رام الله ", "course_key": course.translation_key})

    cohort = Cohort.objects.get()
    assert (answer.status_code, answer.url) == (302, INDEX)
    assert (cohort.name, cohort.course_key) == ("فوج رام الله", course.translation_key)
    assert members_of(cohort) == {(manager.pk, CohortRole.MANAGER)}


def test_administrator_chooses_the_people_in_charge(manager: User, course: CoursePage) -> None:
    facilitator = make_facilitator()
    data = {"name": "فوج", "course_key": course.translation_key, "managers": [manager.pk], "facilitators": [facilitator.pk]}

    as_user(make_administrator()).post(NEW, data)

    assert members_of(Cohort.objects.get()) == {
        (manager.pk, CohortRole.MANAGER),
        (facilitator.pk, CohortRole.FACILITATOR),
    }


def test_manager_hands_over_but_stays(manager: User, course: CoursePage) -> None:
    colleague, facilitator = make_manager(), make_facilitator()
    cohort = make_cohort_of(manager, course_key=course.translation_key)
    CohortMember.objects.create(cohort=cohort, user=facilitator, role=CohortRole.FACILITATOR)
    data = {"name": "فوج", "course_key": course.translation_key, "managers": [colleague.pk]}

    answer = as_user(manager).post(edit_address(cohort), data)

    assert answer.status_code == 302
    assert members_of(cohort) == {(manager.pk, CohortRole.MANAGER), (colleague.pk, CohortRole.MANAGER)}


def test_nobody_has_two_roles_in_a_cohort(manager: User, course: CoursePage) -> None:
    colleague = make_facilitator()
    colleague.groups.add(*manager.groups.all())
    data = {"name": "فوج", "course_key": course.translation_key, "managers": [colleague.pk], "facilitators": [colleague.pk]}

    answer = as_user(manager).post(NEW, data)

    assert list(answer.context["form"].errors) == ["facilitators"]
    assert not Cohort.objects.exists()


def test_learner_cannot_be_put_in_charge(manager: User, course: CoursePage) -> None:
    learner = enrol_in(make_cohort_of(manager)).learner
    data = {"name": "فوج", "course_key": course.translation_key, "managers": [learner.pk]}

    answer = as_user(manager).post(NEW, data)

    assert list(answer.context["form"].errors) == ["managers"]


def test_staff_are_offered_by_name_and_learners_not_at_all(manager: User) -> None:
    learner = enrol_in(make_cohort_of(manager)).learner

    body = as_user(manager).get(NEW).text

    assert ("منى" in body, manager.email in body, learner.display_name in body) == (True, False, False)


def test_end_before_start_is_refused(manager: User, course: CoursePage) -> None:
    data = {"name": "فوج", "course_key": course.translation_key, "starts_on": "2026-03-02", "ends_on": "2026-03-01"}

    answer = as_user(manager).post(NEW, data)

    assert list(answer.context["form"].errors) == ["__all__"]


def test_course_stays_once_people_are_enrolled(manager: User, course: CoursePage) -> None:
    cohort = make_cohort_of(manager)
    enrol_in(cohort)
    before = cohort.course_key

    answer = as_user(manager).post(edit_address(cohort), {"name": "اسم جديد", "course_key": course.translation_key})

    cohort.refresh_from_db()
    assert answer.status_code == 302
    assert (cohort.name, cohort.course_key) == ("اسم جديد", before)


def test_list_holds_own_cohorts_only(manager: User) -> None:
    make_cohort_of(manager, name="ب")
    make_cohort_of(manager, name="أ")
    make_cohort_of(make_manager(), name="غيره")
    guided = CohortFactory.create(name="ميسّر فقط")
    CohortMember.objects.create(cohort=guided, user=manager, role=CohortRole.FACILITATOR)

    assert names_in_list(as_user(manager)) == ["أ", "ب"]
    assert sorted(names_in_list(as_user(make_administrator()))) == sorted(["أ", "ب", "غيره", "ميسّر فقط"])


@pytest.mark.parametrize("address", ["/cms/cohorts/edit/{}/", "/cms/cohorts/history/{}/", "/cms/cohorts/history-results/{}/"])
def test_cohort_of_others_answers_like_one_that_does_not_exist(manager: User, address: str) -> None:
    foreign = make_cohort_of(make_manager())
    make_cohort_of(manager)
    keys = [str(foreign.pk), str(uuid.UUID(int=1))]
    client = as_user(manager)

    answers = [client.get(address.format(key), follow=True) for key in keys]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({answer.text.replace(key, "") for key, answer in zip(keys, answers, strict=True)}) == 1


def test_cohort_of_others_cannot_be_changed(manager: User, course: CoursePage) -> None:
    foreign = make_cohort_of(make_manager(), name="غيره")

    as_user(manager).post(edit_address(foreign), {"name": "سُرق", "course_key": course.translation_key})

    foreign.refresh_from_db()
    assert foreign.name == "غيره"
    assert not CohortMember.objects.filter(cohort=foreign, user=manager).exists()


def test_manager_does_not_delete_and_administrator_does(manager: User) -> None:
    cohort = make_cohort_of(manager)
    address = f"/cms/cohorts/delete/{cohort.pk}/"

    as_user(manager).post(address)
    kept = Cohort.objects.filter(pk=cohort.pk).exists()
    as_user(make_administrator()).post(address)

    assert (kept, Cohort.objects.filter(pk=cohort.pk).exists()) == (True, False)


@pytest.mark.parametrize("address", [INDEX, NEW])
def test_cohorts_are_closed_to_other_staff(address: str) -> None:
    answers = [as_user(user).get(address) for user in (make_editor(), make_facilitator())]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/cms/"), (302, "/cms/")]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number_of_cohorts(manager: User, count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        enrol_in(make_cohort_of(manager))
    client = as_user(manager)
    client.get(INDEX)

    with django_assert_num_queries(12):
        answer = client.get(INDEX)

    assert len(answer.context["object_list"]) == count
