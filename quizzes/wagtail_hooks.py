from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from quizzes.allowances import AllowancePermissionPolicy, AllowanceViewSet
from quizzes.models import Allowance
from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)

register_permission_policy(Allowance, AllowancePermissionPolicy(Allowance))


@hooks.register("register_admin_viewset")
def register_allowances() -> AllowanceViewSet:
    return AllowanceViewSet("allowance", url_prefix="allowances")
