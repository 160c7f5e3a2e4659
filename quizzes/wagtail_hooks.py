from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.views import health
from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)


@hooks.register("register_admin_urls")
def register_health_urls() -> list[URLResolver]:
    addresses = [
        path("", health.TestListView.as_view(), name="tests"),
        path("refresh/", health.refresh, name="refresh"),
        path("tests/<uuid:quiz_key>/", health.TestView.as_view(), name="test"),
        path("questions/<uuid:question_key>/", health.QuestionView.as_view(), name="question"),
    ]
    return [path("item-health/", include((addresses, "health")))]
