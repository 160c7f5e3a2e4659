"""Where cohorts stand in the CMS."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from learning.models import Cohort
from learning.viewsets import CohortPermissionPolicy, CohortViewSet

register_permission_policy(Cohort, CohortPermissionPolicy(Cohort))


@hooks.register("register_admin_viewset")
def register_cohorts() -> CohortViewSet:
    return CohortViewSet("cohort", url_prefix="cohorts")
