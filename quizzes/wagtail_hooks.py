from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.bulk_actions import ExportQuestions
from quizzes.models import Question
from quizzes.views import imports
from quizzes.views.exports import make_export_views
from quizzes.viewsets import QuestionBankGroup, QuestionViewSet, find_questions

register_snippet(QuestionBankGroup)
hooks.register("register_bulk_action", ExportQuestions)


def narrow_questions(request: HttpRequest) -> QuerySet[Question]:
    """The questions that the listing shows by the same filter, or those whose ``id`` is named. A filter that makes no sense narrows nothing.

    One language in a file, the source language unless the listing shows another: by its key a question is the same in all of them.
    """
    questions = Question.objects.all()
    if chosen := [int(key) for key in request.GET.getlist("id") if key.isdecimal()]:
        return questions.filter(pk__in=chosen)
    questions = questions.filter(locale__language_code=request.GET.get("locale") or settings.LANGUAGE_CODE)
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
