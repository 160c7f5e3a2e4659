from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.views.written import judge_written
from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)


@hooks.register("register_admin_urls")
def register_written_url() -> list:
    return [path("questions/written/", judge_written, name="quizzes_written")]
