"""Who reads which report."""

from uuid import UUID

from django.http import Http404

from accounts.models import User
from learning.models import Cohort
from reports.queries import list_managed_cohorts

CACHE_NAME = "_cohorts_in_reports"


def get_cohorts_for(user: User) -> list[Cohort]:
    """The cohorts whose reports ``user`` may read. One query a request: kept on the user, as Wagtail keeps its permissions."""
    if not hasattr(user, CACHE_NAME):
        setattr(user, CACHE_NAME, list(list_managed_cohorts(user)))
    return getattr(user, CACHE_NAME)


def get_cohort_for(user: User, cohort_id: UUID) -> Cohort:
    """The cohort if ``user`` may read its report. Raises Http404 alike for one of others and for none at all."""
    cohort = next((cohort for cohort in get_cohorts_for(user) if cohort.pk == cohort_id), None)
    if cohort is None:
        raise Http404
    return cohort


def user_can_see_reports(user: User) -> bool:
    """Administrators, whoever manages a cohort, and programme managers who have none yet: they are told how to begin."""
    return user.is_superuser or user.has_perm("learning.add_cohort") or bool(get_cohorts_for(user))
