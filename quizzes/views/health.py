"""Item health in the CMS: one question, one test, all tests, and the button that asks for newer figures."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from elearn.lib import clock
from quizzes.models import Placement, Question
from quizzes.permissions import user_can_see_health
from quizzes.queries.health import SORTS, find_question, get_question_health, get_test_health, list_items, list_tests, sort_items
from quizzes.queries.refreshing import get_refresh_state, is_refresh_due
from quizzes.tasks import ask_for_statistics

PER_PAGE = 100

# Headings of the list of questions, by the order that each asks for.
HEADINGS = {
    "flags": _("Worth a look"),
    "answers": _("First attempts"),
    "facility": _("Facility"),
    "discrimination": _("Discrimination"),
    "skipped": pgettext_lazy("answers", "Skipped"),
    "time": _("Median time"),
}


def require_editor(request: HttpRequest) -> None:
    if not user_can_see_health(request.user):
        raise PermissionDenied


class HealthView(WagtailAdminTemplateMixin, TemplateView):
    """What the three pages share: who may read them, and how old the figures are. Opening one sets a refresh going if it is due."""

    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_editor(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def language(self) -> str:
        return (get_language() or "ar")[:2]

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        items = [*self.breadcrumbs_items]
        if not isinstance(self, TestListView):
            items.append({"url": reverse("health:tests"), "label": gettext("Item health")})
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, now = get_refresh_state(), clock.now()
        if is_refresh_due(state, now):
            ask_for_statistics(now=now)
            state = get_refresh_state()
        return {**super().get_context_data(**kwargs), "refresh": state, "here": self.request.get_full_path()}


class TestListView(HealthView):
    """Every graded test."""

    __test__ = False
    template_name = "quizzes/health/tests.html"
    page_title = _("Item health")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tests": list_tests(self.language)}


class TestView(HealthView):
    """One test and its questions, in the order that ``?sort=`` names."""

    __test__ = False
    template_name = "quizzes/health/test.html"
    page_title = _("Item health of a test")

    def get_page_subtitle(self) -> str:
        return self.test.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            self.test = get_test_health(self.kwargs["quiz_key"], self.language)
        except Placement.DoesNotExist:
            raise Http404 from None
        context = super().get_context_data(**kwargs)
        sort = self.request.GET.get("sort", "")
        sort = sort if sort in SORTS else "flags"
        items = sort_items(list_items(self.test.definition, self.test.placement.course_key, self.language), sort)
        keys = self.test.definition.question_keys
        page = Paginator(items, PER_PAGE).get_page(self.request.GET.get("p"))
        headings = [(name, label, "?" + urlencode({"sort": name}), name == sort) for name, label in HEADINGS.items()]
        return {
            **context,
            "test": self.test,
            "page": page,
            "sort": sort,
            "headings": headings,
            "unanswered": len(set(keys) - {item.figures.question_key for item in items}) if keys else 0,
        }


class QuestionView(HealthView):
    """One question, every version of it."""

    template_name = "quizzes/health/question.html"
    page_title = _("Question health")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        question_key = self.kwargs["question_key"]
        try:
            health = get_question_health(question_key, self.language)
        except Question.DoesNotExist:
            raise Http404 from None
        return {**context, "health": health, "question": find_question(question_key, self.language)}


@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Asks for newer figures, and leads back."""
    require_editor(request)
    if ask_for_statistics(now=clock.now()):
        messages.success(request, gettext("Newer figures have been asked for. They appear here once they are made."))
    else:
        messages.info(request, gettext("Newer figures have been asked for already."))
    here = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure())
    return redirect(here if is_ours else reverse("health:tests"))
