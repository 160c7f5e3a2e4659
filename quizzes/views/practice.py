"""Practice: every answer explained at once. Everything here is one reader's own."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from elearn.lib import clock
from elearn.lib.http import is_fragment, private
from quizzes.enums import Mode
from quizzes.kinds import BadResponse
from quizzes.models import Placement
from quizzes.operations import CannotAnswerPractice, answer_practice
from quizzes.permissions import get_placement_for, list_practices_for
from quizzes.queries import PracticeQuestion, ask_practice, get_practice, get_practices, review_practice
from quizzes.registry import lesson_address
from quizzes.views.access import get_learner, hides_what_is_not_yours, parse_key, reader_language, refuse


@private
@require_http_methods(["GET", "HEAD", "POST"])
@hides_what_is_not_yours
def practice(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """Practice questions; by POST, one answer judged and explained. As a fragment a POST answers with that question alone."""
    placement = get_placement_for(request.user, quiz_key)
    if placement.mode != Mode.PRACTICE:
        return redirect("quizzes:start", quiz_key)
    learner = get_learner(request)
    if request.method != "POST":
        return show_practice(request, placement, get_practice(placement, learner, only=parse_key(request.GET.get("question"))))
    question_key = parse_key(request.POST.get("question"))
    if question_key is None:
        return refuse(request, "bad_response", 400, request.path)
    problem, status = "", 200
    if "again" not in request.POST:
        try:
            answer_practice(
                placement=placement,
                question_key=question_key,
                learner=learner,
                data=request.POST,
                language=reader_language(),
                now=clock.now(),
            )
        except CannotAnswerPractice:
            problem = "unanswered"
        except BadResponse:
            problem, status = "bad_response", 400
    questions = [
        take_practice_state(question, request, is_current=question.key == question_key, is_blank=problem == "bad_response")
        for question in get_practice(placement, learner, only=question_key if is_fragment(request) else None)
    ]
    if not questions:
        return refuse(request, "bad_response", 400, request.path)
    return show_practice(request, placement, questions, problem=problem, current=question_key, status=status)


@private
@require_safe
def lesson_practice(request: HttpRequest, lesson_key: UUID) -> HttpResponse:
    """Every practice of a lesson at once: a page asks once, however many it holds."""
    placements = list_practices_for(request.user, lesson_key)
    if not placements:
        raise Http404
    language = reader_language()
    practices = get_practices(placements, get_learner(request))
    entries = {
        quiz_key: practice_entries(request, practice_url(quiz_key), questions) for quiz_key, questions in practices.items()
    }
    if is_fragment(request):
        return render(request, "quizzes/practices_fragment.html", {"practices": entries})
    title, url = lesson_address(lesson_key, language)
    context = {"entries": [entry for group in entries.values() for entry in group], "lesson_title": title, "lesson_url": url}
    return render(request, "quizzes/practice.html", context)


def take_practice_state(
    question: PracticeQuestion, request: HttpRequest, *, is_current: bool, is_blank: bool
) -> PracticeQuestion:
    """The question with the answer that the sent form carries for it, whole or not; without any if it is to be asked anew."""
    if is_current and ("again" in request.POST or is_blank):
        return question.answered({})
    try:
        carried = question.frozen.kind.parse(question.version.structure, request.POST, question.name)
    except BadResponse:
        return question
    return question.answered(carried) if carried or is_current else question


def show_practice(
    request: HttpRequest,
    placement: Placement,
    questions: list[PracticeQuestion],
    *,
    problem: str = "",
    current: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    entries = practice_entries(request, practice_url(placement.quiz_key), questions, current)
    context = {"quiz_key": placement.quiz_key, "entries": entries, "problem": problem}
    if is_fragment(request):
        template = "quizzes/practice_fragment.html" if current is None else "quizzes/practice_entry.html"
        return render(request, template, {**context, "entry": entries[0] if entries else None}, status=status)
    title, url = lesson_address(placement.lesson_key, reader_language())
    return render(request, "quizzes/practice.html", {**context, "lesson_title": title, "lesson_url": url}, status=status)


def practice_url(quiz_key: UUID) -> str:
    return reverse("quizzes:practice", args=[quiz_key])


def practice_entries(
    request: HttpRequest, url: str, questions: list[PracticeQuestion], current: UUID | None = None
) -> list[dict[str, Any]]:
    """What the templates show of each question; answers are sent to ``url``. One query at most."""
    language = reader_language()
    reviews = {review.name: review for review in review_practice(questions, language)}
    return [
        {
            "url": url,
            "key": question.key,
            "question": ask_practice(question, language),
            "review": reviews.get(question.name),
            "carried": [] if request.user.is_authenticated else carried_fields(questions, question),
            "is_current": question.key == current,
        }
        for question in questions
    ]


def carried_fields(questions: list[PracticeQuestion], own: PracticeQuestion) -> list[tuple[str, str]]:
    """What the other questions were answered, for readers whose answers are stored nowhere but in the page."""
    return [field for question in questions if question is not own and question.is_answered for field in question.as_fields()]
