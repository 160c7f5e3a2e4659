"""Where the reports stand in the CMS."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import User
from reports.permissions import user_can_see_reports


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern | URLResolver]:
    """Under the same prefix as Wagtail's own reports, which are tried first and claim other names."""
    return [path("reports/", include("reports.urls"))]


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and user_can_see_reports(request.user)


@hooks.register("register_reports_menu_item")
def register_completion_menu_item() -> MenuItem:
    return ReportMenuItem(_("Completion"), reverse_lazy("reports:completion"), name="completion", icon_name="tasks", order=100)
