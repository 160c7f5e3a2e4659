"""Joining through a cohort's address."""

import pytest
from django.urls import reverse

from learning.models import Enrolment
from learning.operations import enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseVersionFactory, ItemTitleFactory
from tests.factories.learning import START, CohortFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    version = CourseVersionFactory.create()
    ItemTitleFactory.create(item_key=version.course_key)
    return CohortFactory.create(course_key=version.course_key)


def address(cohort) -> str:
    return reverse("learning:cohort", args=[cohort.pk])


def test_stranger_is_told_who_sees_what_and_nothing_changes(client, cohort):
    page = client.get(address(cohort))

    assert page.status_code == 200
    assert cohort.name in page.content.decode()
    assert client.post(address(cohort)).status_code == 200
    assert Enrolment.objects.count() == 0


def test_learner_joins_by_post_only(client, cohort):
    learner = UserFactory.create()
    client.force_login(learner)

    client.get(address(cohort))
    before = Enrolment.objects.count()
    client.post(address(cohort))

    assert before == 0
    assert Enrolment.objects.get().cohort == cohort


def test_learner_who_studied_alone_keeps_the_enrolment(client, cohort):
    learner = UserFactory.create()
    enrolment = enrol(learner=learner, course_key=cohort.course_key, now=START)
    client.force_login(learner)

    client.post(address(cohort))

    enrolment.refresh_from_db()
    assert enrolment.cohort == cohort
    assert Enrolment.objects.count() == 1


def test_learner_of_another_cohort_stays_there(client, cohort):
    other = CohortFactory.create(course_key=cohort.course_key)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=cohort.course_key, now=START, cohort=other)
    client.force_login(learner)

    client.post(address(cohort))

    assert Enrolment.objects.get().cohort == other


def test_unknown_cohort_is_not_found(client):
    missing = reverse("learning:cohort", args=["00000000-0000-4000-8000-000000000000"])

    assert client.get(missing).status_code == 404
