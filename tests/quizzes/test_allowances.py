"""More time for single learners, granted in the CMS by whoever looks after them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from elearn.lib import clock
from learning.enums import CohortRole
from learning.models import CohortMember
from learning.operations import enrol
from quizzes.models import Allowance
from tests.factories.accounts import UserFactory, make_administrator, make_editor, make_facilitator, make_manager
from tests.factories.learning import CohortFactory
from tests.factories.quizzes import make_attempt, make_quiz
from tests.learning.test_operations import make_version

pytestmark = pytest.mark.django_db
INDEX, ADD = "allowance:index", "allowance:add"


@pytest.fixture
def version():
    return make_version(required=1)


def sign_in(user):
    client = Client()
    client.force_login(user)
    return client


def cohort_of(version, user, role):
    cohort = CohortFactory.create(course_key=version.course_key)
    CohortMember.objects.create(cohort=cohort, user=user, role=role)
    return cohort


def learner_in(version, cohort=None, **fields):
    learner = UserFactory.create(**fields)
    enrol(learner=learner, course_key=version.course_key, now=clock.now(), cohort=cohort)
    return learner


def choice(learner, version):
    return f"{learner.pk}:{version.course_key}"


@pytest.mark.parametrize(("make", "role"), [(make_facilitator, CohortRole.FACILITATOR), (make_manager, CohortRole.MANAGER)])
def test_whoever_looks_after_a_learner_grants_and_changes_and_withdraws(version, make, role):
    user = make()
    learner = learner_in(version, cohort_of(version, user, role))
    client = sign_in(user)

    client.post(reverse(ADD), {"charge": choice(learner, version), "extra_percent": "50"})
    allowance = Allowance.objects.get()
    assert (allowance.learner, allowance.extra_percent, allowance.granted_by) == (learner, 50, user)

    client.post(reverse("allowance:edit", args=[allowance.pk]), {"extra_percent": "75"})
    allowance.refresh_from_db()
    assert allowance.extra_percent == 75

    client.post(reverse("allowance:delete", args=[allowance.pk]))
    assert Allowance.objects.count() == 0


def test_learner_under_way_gets_the_time_at_once(version, open_gate):
    user = make_facilitator()
    learner = learner_in(version, cohort_of(version, user, CohortRole.FACILITATOR))
    attempt = make_attempt(learner, make_quiz(1, time_limit_minutes=20, course_key=version.course_key), clock.now())

    sign_in(user).post(reverse(ADD), {"charge": choice(learner, version), "extra_percent": "50"})

    before = attempt.deadline_at
    attempt.refresh_from_db()
    assert attempt.deadline_at - before == timedelta(minutes=10)


def test_learners_of_others_are_neither_shown_nor_reached(version):
    user, other = make_facilitator(), make_facilitator()
    own = cohort_of(version, user, CohortRole.FACILITATOR)
    learner_in(version, own, display_name="سلمى")
    foreign = learner_in(version, cohort_of(version, other, CohortRole.FACILITATOR), display_name="ليلى البعيدة")
    allowance = Allowance.objects.create(learner=foreign, course_key=version.course_key)
    client = sign_in(user)

    pages = [client.get(reverse(name)).content.decode() for name in (INDEX, ADD)]
    statuses = [
        client.get(reverse("allowance:edit", args=[allowance.pk])).status_code,
        client.post(reverse("allowance:delete", args=[allowance.pk])).status_code,
        client.get(reverse("allowance:history", args=[allowance.pk])).status_code,
    ]
    client.post(reverse(ADD), {"charge": choice(foreign, version), "extra_percent": "50"})

    assert ["ليلى البعيدة" in page for page in pages] == [False, False]
    assert statuses == [404, 404, 404]
    assert Allowance.objects.count() == 1


def test_second_allowance_is_refused_and_said(version):
    learner = learner_in(version)
    Allowance.objects.create(learner=learner, course_key=version.course_key)

    page = sign_in(make_administrator()).post(reverse(ADD), {"charge": choice(learner, version), "extra_percent": "50"})

    assert "لهذا المتعلّم" in page.content.decode() or page.context["form"].errors["charge"]
    assert Allowance.objects.count() == 1


@pytest.mark.parametrize("percent", ["0", "301", "-5", ""])
def test_allowance_out_of_bounds_is_refused(version, percent):
    learner = learner_in(version)

    page = sign_in(make_administrator()).post(reverse(ADD), {"charge": choice(learner, version), "extra_percent": percent})

    assert "extra_percent" in page.context["form"].errors
    assert Allowance.objects.count() == 0


@pytest.mark.parametrize("make", [make_facilitator, make_manager])
def test_whoever_has_no_cohort_yet_finds_nobody_there(make):
    page = sign_in(make()).get(reverse(ADD))

    assert page.context["form"].fields["charge"].choices == [("", "—")]


def test_whoever_has_to_do_with_no_cohort_has_no_such_page():
    client = sign_in(make_editor())

    replies = [client.get(reverse(name)) for name in (INDEX, ADD)]

    assert [reply.status_code for reply in replies] == [302, 302]
    assert reverse(INDEX) not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_listing_costs_the_same_for_one_and_three(version, django_assert_max_num_queries):
    client, counts = sign_in(make_administrator()), []
    for count in (1, 2):
        for _number in range(count):
            Allowance.objects.create(learner=learner_in(version), course_key=version.course_key, granted_by=make_manager())
        client.get(reverse(INDEX))
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse(INDEX))
        counts.append(len(queries.captured_queries))

    assert counts[0] == counts[1]
