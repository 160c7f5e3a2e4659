from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from quizzes.models import Question
from quizzes.permissions import get_markable_attempts_for, user_can_correct_questions
from quizzes.views import corrections, marking
from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)


@hooks.register("register_admin_urls")
def register_judging_urls() -> list[URLPattern]:
    return [
        path("quizzes/corrections/<uuid:question_key>/", corrections.correct, name="quizzes_correct"),
        path("quizzes/corrections/<uuid:question_key>/preview/", corrections.preview, name="quizzes_correction_preview"),
        path("quizzes/marking/", marking.queue, name="quizzes_marking"),
        path("quizzes/marking/<uuid:attempt_id>/<int:position>/", marking.mark, name="quizzes_mark"),
    ]


class CorrectionMenuItem(ActionMenuItem):
    """In the editor of a question that has been published."""

    name = "action-correct"
    label = _("Correct a mistake")
    icon_name = "undo"

    def is_shown(self, context: dict) -> bool:
        is_published = context["view"] == "edit" and context["instance"].first_published_at is not None
        return is_published and user_can_correct_questions(context["request"].user)

    def get_url(self, parent_context: dict) -> str:
        return reverse("quizzes_correct", args=[parent_context["instance"].translation_key])


@hooks.register("register_snippet_action_menu_item")
def offer_correction_in_editor(model: type) -> ActionMenuItem | None:
    return CorrectionMenuItem(order=95) if model is Question else None


@hooks.register("register_snippet_listing_buttons")
def offer_correction_in_listing(snippet: object, user: object, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Question) and snippet.first_published_at and user_can_correct_questions(user):
        url = reverse("quizzes_correct", args=[snippet.translation_key])
        yield Button(_("Correct a mistake"), url, icon_name="undo", priority=60)


class MarkingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return get_markable_attempts_for(request.user) is not None


@hooks.register("register_admin_menu_item")
def register_marking_menu_item() -> MenuItem:
    return MarkingMenuItem(
        _("Answers to mark"), reverse_lazy("quizzes_marking"), name="quizzes-marking", icon_name="edit", order=230
    )
