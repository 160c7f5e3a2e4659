"""Practising what was missed. Everything here is one learner's own."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from elearn.lib import clock
from elearn.lib.http import is_fragment, private
from quizzes.kinds import BadResponse
from quizzes.operations import CannotAnswerPractice, answer_review
from quizzes.permissions import get_review_for
from quizzes.queries import get_review_questions
from quizzes.registry import lesson_address
from quizzes.reviewing import ReviewPlan, ReviewSet
from quizzes.views.access import get_learner, hides_what_is_not_yours, parse_key, reader_language
from quizzes.views.practice import practice_entries, take_practice_state


@dataclass(frozen=True)
class Asked:
    """What an address asks for: which set, of those that are due or of those that are not yet."""

    course_key: UUID
    is_early: bool
    number: int | None

    @classmethod
    def from_request(cls, request: HttpRequest, course_key: UUID) -> "Asked":
        number = request.GET.get("set", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 5
        return cls(course_key, "early" in request.GET, int(number) if is_number else None)

    def url(self, number: int) -> str:
        query = {"set": number, **({"early": 1} if self.is_early else {})}
        return f"{reverse('quizzes:review', args=[self.course_key])}?{urlencode(query)}"


@private
@require_http_methods(["GET", "HEAD", "POST"])
@hides_what_is_not_yours
def review(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """The questions that are to be reviewed today; by POST, one answer judged and explained. As a fragment a POST answers with that one alone."""
    learner = get_learner(request)
    if learner is None:
        return show_notice(request, "signed_out", 401) if is_fragment(request) else redirect_to_login(request.get_full_path())
    asked, now = Asked.from_request(request, course_key), clock.now()
    plan = get_review_for(learner, course_key, clock.day_of(now))
    if request.method != "POST":
        only = parse_key(request.GET.get("question")) if is_fragment(request) else None
        return show_review(request, asked, plan, plan, current=only)
    question_key = parse_key(request.POST.get("question"))
    if question_key not in plan.states:
        return show_notice(request, "gone", 400)
    problem, status, after = "", 200, plan
    if "again" not in request.POST:
        try:
            after = answer_review(
                plan=plan,
                course_key=course_key,
                question_key=question_key,
                learner=learner,
                data=request.POST,
                language=reader_language(),
                now=now,
            )
        except CannotAnswerPractice:
            problem = "unanswered"
        except BadResponse:
            problem, status = "bad_response", 400
    return show_review(request, asked, plan, after, current=question_key, problem=problem, status=status)


def show_review(
    request: HttpRequest,
    asked: Asked,
    before: ReviewPlan,
    plan: ReviewPlan,
    *,
    current: UUID | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """``before``: the plan that the page was chosen by, so that answering the last question of a set does not turn the page."""
    shown = before.pick_set(is_early=asked.is_early, number=asked.number)
    later = plan.pick_set(is_early=asked.is_early, number=shown.number)
    if current in plan.states and (is_fragment(request) or current not in shown.keys):
        shown = ReviewSet(shown.number, (current,) if is_fragment(request) else (current, *shown.keys))
    is_sent = request.method == "POST"
    questions = [
        take_practice_state(question, request, is_current=question.key == current, is_blank=problem == "bad_response")
        if is_sent
        else question
        for question in get_review_questions(request.user, asked.course_key, plan, shown)
    ]
    url = asked.url(shown.number)
    entries = [
        {**entry, "state": plan.states[entry["key"]]}
        for entry in practice_entries(request, url, questions, current if is_sent else None)
    ]
    if is_fragment(request) and current in plan.states:
        if not entries:
            return show_notice(request, "gone", 400)
        return render(request, "quizzes/practice_entry.html", {"entry": entries[0], "problem": problem}, status=status)
    context: dict[str, Any] = {
        "course_key": asked.course_key,
        "plan": plan,
        "entries": entries,
        "problem": problem,
        "is_early": asked.is_early,
        "is_finished": bool(shown.keys) and plan.answered.issuperset(plan.list_early() if asked.is_early else plan.list_due()),
        "more": later.more,
        "url": url,
        "next_url": asked.url(shown.number + 1),
    }
    if is_fragment(request):
        return render(request, "quizzes/reviewing_fragment.html", context, status=status)
    title, course_url = lesson_address(asked.course_key, reader_language())
    return render(request, "quizzes/reviewing.html", {**context, "course_title": title, "course_url": course_url}, status=status)


def show_notice(request: HttpRequest, code: str, status: int) -> HttpResponse:
    """Instead of an entry: why it is not there any more, and where to go on."""
    template = "quizzes/reviewing_notice.html" if is_fragment(request) else "quizzes/reviewing_refused.html"
    return render(request, template, {"code": code, "url": request.get_full_path()}, status=status)
