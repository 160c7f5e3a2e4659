"""Where the question bank stands in the CMS."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.bulk_actions import ExportQuestions
from quizzes.models import Question
from quizzes.queries.search import find_questions
from quizzes.views import health, imports
from quizzes.views.exports import make_export_views
from quizzes.views.written import judge_written
from quizzes.viewsets import QuestionBankGroup, QuestionViewSet

register_snippet(QuestionBankGroup)
hooks.register("register_bulk_action", ExportQuestions)


@hooks.register("insert_global_admin_css")
def style_question_forms() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/cms.css"))


@hooks.register("register_admin_urls")
def register_written_url() -> list:
    return [path("questions/written/", judge_written, name="quizzes_written")]


def narrow_questions(request: HttpRequest) -> QuerySet[Question]:
    """The questions that the listing shows by the same filter, or those whose ``id`` is named. A filter that makes no sense narrows nothing."""
    questions = Question.objects.all()
    if chosen := [int(key) for key in request.GET.getlist("id") if key.isdecimal()]:
        return questions.filter(pk__in=chosen)
    if language := request.GET.get("locale"):
        questions = questions.filter(locale__language_code=language)
    filters = QuestionViewSet.filterset_class(request.GET, queryset=questions, request=request)
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
