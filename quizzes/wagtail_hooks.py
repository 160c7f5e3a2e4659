"""Where the question bank stands in the CMS."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from quizzes.allowances import AllowancePermissionPolicy, AllowanceViewSet
from quizzes.bulk_actions import ExportQuestions
from quizzes.models import Allowance, Question
from quizzes.permissions import get_markable_attempts_for, user_can_publish_questions
from quizzes.queries.bank import list_bank
from quizzes.queries.search import find_questions
from quizzes.views import corrections, health, imports, marking
from quizzes.views.exports import make_export_views
from quizzes.views.written import judge_written
from quizzes.viewsets import QuestionBankGroup
from quizzes.viewsets.bulk import ACTIONS
from quizzes.viewsets.filters import QuestionFilterSet

register_snippet(QuestionBankGroup)
for action in (*ACTIONS, ExportQuestions):
    # After Wagtail's own, so that ours takes the place of its deletion.
    hooks.register("register_bulk_action", action, order=100)
register_permission_policy(Allowance, AllowancePermissionPolicy(Allowance))


@hooks.register("insert_global_admin_css")
def style_question_forms() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/cms.css"))


@hooks.register("register_admin_urls")
def register_written_url() -> list:
    return [path("questions/written/", judge_written, name="quizzes_written")]


def narrow_questions(request: HttpRequest) -> QuerySet[Question]:
    """The questions that the listing shows by the same filter, or those whose ``id`` is named. A filter that makes no sense narrows nothing.

    One language in a file, the source language unless the listing shows another: by its key a question is the same in all of them.
    """
    questions = list_bank()
    if chosen := [int(key) for key in request.GET.getlist("id") if key.isdecimal()]:
        return questions.filter(pk__in=chosen)
    questions = questions.filter(locale__language_code=request.GET.get("locale") or settings.LANGUAGE_CODE)
    filters = QuestionFilterSet(request.GET, queryset=questions, request=request)
    return find_questions(filters.qs if filters.is_valid() else questions, request.GET.get("q", ""))


@hooks.register("register_admin_urls")
def register_file_urls() -> list:
    export, export_file = make_export_views(narrow_questions)
    return [
        path("questions/imports/", imports.imports, name="quizzes_imports"),
        path("questions/imports/template/", imports.template, name="quizzes_import_template"),
        path("questions/imports/<uuid:import_id>/", imports.one_import, name="quizzes_import"),
        path("questions/imports/<uuid:import_id>/confirm/", imports.confirm, name="quizzes_import_confirm"),
        path("questions/imports/<uuid:import_id>/drop/", imports.drop, name="quizzes_import_drop"),
        path("questions/imports/<uuid:import_id>/resume/", imports.resume, name="quizzes_import_resume"),
        path("questions/export/", export, name="quizzes_export"),
        path("questions/export/file/", export_file, name="quizzes_export_file"),
    ]


@hooks.register("register_admin_urls")
def register_health_urls() -> list[URLResolver]:
    addresses = [
        path("", health.TestListView.as_view(), name="tests"),
        path("refresh/", health.refresh, name="refresh"),
        path("tests/<uuid:quiz_key>/", health.TestView.as_view(), name="test"),
        path("questions/<uuid:question_key>/", health.QuestionView.as_view(), name="question"),
    ]
    return [path("item-health/", include((addresses, "health")))]


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
        return is_published and user_can_publish_questions(context["request"].user)

    def get_url(self, parent_context: dict) -> str:
        return reverse("quizzes_correct", args=[parent_context["instance"].translation_key])


@hooks.register("register_snippet_action_menu_item")
def offer_correction_in_editor(model: type) -> ActionMenuItem | None:
    return CorrectionMenuItem(order=95) if model is Question else None


@hooks.register("register_snippet_listing_buttons")
def offer_correction_in_listing(snippet: object, user: object, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Question) and snippet.first_published_at and user_can_publish_questions(user):
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


@hooks.register("register_admin_viewset")
def register_allowances() -> AllowanceViewSet:
    return AllowanceViewSet("allowance", url_prefix="allowances")
