"""What the listing of the bank offers besides its own: files in and out."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from quizzes.permissions import user_can_export, user_can_import


def file_buttons(request: HttpRequest) -> list[Button]:
    """The export keeps the filter that the listing has."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    buttons = []
    if user_can_import(request.user):
        buttons.append(Button(_("Import questions"), reverse("quizzes_imports"), icon_name="upload", priority=60))
    if user_can_export(request.user):
        buttons.append(Button(_("Export these questions"), reverse("quizzes_export") + query, icon_name="download", priority=61))
    return buttons
