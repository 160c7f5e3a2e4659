"""Cohorts and enrolments."""

from datetime import UTC, datetime, timedelta

import factory

from accounts.models import User
from courses.models import CourseVersion
from learning.enums import CohortRole, State
from learning.models import Cohort, CohortMember, Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseVersionFactory

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class CohortFactory(factory.django.DjangoModelFactory[Cohort]):
    class Meta:
        model = Cohort

    name = factory.Sequence(lambda number: f"فوج {number}")
    course_key = factory.LazyFunction(lambda: CourseVersionFactory.create().course_key)


class EnrolmentFactory(factory.django.DjangoModelFactory[Enrolment]):
    """Somebody who has just joined; each one a minute after the one before."""

    class Meta:
        model = Enrolment

    learner = factory.SubFactory(UserFactory)
    version = factory.SubFactory(CourseVersionFactory)
    course_key = factory.SelfAttribute("version.course_key")
    enrolled_at = factory.Sequence(lambda number: START + timedelta(minutes=number))
    required_total = 5

    class Params:
        is_in_progress = factory.Trait(
            state=State.IN_PROGRESS,
            required_done=3,
            percent=60,
            last_active_on=factory.LazyAttribute(lambda enrolment: enrolment.enrolled_at.date() + timedelta(days=2)),
        )
        is_completed = factory.Trait(
            state=State.COMPLETED,
            required_done=5,
            percent=100,
            last_active_on=factory.LazyAttribute(lambda enrolment: enrolment.enrolled_at.date() + timedelta(days=9)),
            completed_at=factory.LazyAttribute(lambda enrolment: enrolment.enrolled_at + timedelta(days=9)),
        )


def make_cohort_of(manager: User, **fields: object) -> Cohort:
    cohort = CohortFactory.create(**fields)
    CohortMember.objects.create(cohort=cohort, user=manager, role=CohortRole.MANAGER)
    return cohort


def enrol_in(cohort: Cohort, **fields: object) -> Enrolment:
    """Somebody new in the cohort and its course, which gets a first release if it has none."""
    version = CourseVersion.objects.filter(course_key=cohort.course_key).first()
    return EnrolmentFactory.create(
        cohort=cohort, version=version or CourseVersionFactory.create(course_key=cohort.course_key), **fields
    )
