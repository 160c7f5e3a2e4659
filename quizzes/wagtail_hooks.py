from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.views.written import judge_written
from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)


@hooks.register("insert_global_admin_css")
def style_question_forms() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("quizzes/cms.css"))


@hooks.register("register_admin_urls")
def register_written_url() -> list:
    return [path("questions/written/", judge_written, name="quizzes_written")]
