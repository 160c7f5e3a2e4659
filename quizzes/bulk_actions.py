"""What can be done with the questions chosen in the listing."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from quizzes.models import Question


class ExportQuestions(SnippetBulkAction):
    """Leads to the page of the export, narrowed to what was chosen."""

    models = [Question]
    display_name = _("Export")
    action_type = "export"
    aria_label = _("Export the chosen questions")
    template_name = "quizzes/cms/export.html"
    action_priority = 50

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = [key for key in request.GET.getlist("id") if key.isdecimal()]
        query = urlencode({"id": chosen}, doseq=True)
        return redirect(f"{reverse('quizzes_export')}?{query}")
