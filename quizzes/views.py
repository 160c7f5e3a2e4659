"""The pages of a test and of practice. Everything here is one reader's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elearn.lib import clock
from elearn.lib.http import is_fragment, private
from quizzes.enums import Mode
from quizzes.kinds import BadResponse
from quizzes.models import Attempt, Placement
from quizzes.operations import (
    CannotAnswerPractice,
    CannotSaveAnswer,
    CannotStartAttempt,
    CannotSubmitAttempt,
    answer_practice,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.permissions import get_placement_for, get_refusal, get_sheet_for, list_practices_for
from quizzes.queries import (
    PracticeQuestion,
    ask_practice,
    get_practice,
    get_practices,
    get_result_page,
    get_start_page,
    get_take_page,
    review_practice,
)
from quizzes.registry import lesson_address


def hides_what_is_not_yours[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A missing and a foreign object are the same 404."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except (Attempt.DoesNotExist, Placement.DoesNotExist):
            raise Http404 from None

    return wrapper


def reader_language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def get_learner(request: HttpRequest) -> object | None:
    return request.user if request.user.is_authenticated else None


def refuse(request: HttpRequest, code: str, status: int, back_url: str) -> HttpResponse:
    return render(request, "quizzes/refused.html", {"code": code, "back_url": back_url}, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@hides_what_is_not_yours
def start(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    """What a test asks for and where the reader stands with it; by POST, an attempt."""
    placement = get_placement_for(request.user, quiz_key)
    if placement.mode != Mode.GRADED:
        return redirect("quizzes:practice", quiz_key)
    learner = get_learner(request)
    problem = ""
    if request.method == "POST":
        if learner is None:
            return redirect_to_login(request.path)
        try:
            return redirect("quizzes:take", start_attempt(learner=learner, placement=placement, now=clock.now()).pk)
        except CannotStartAttempt as error:
            problem = error.code
    refusal = get_refusal(request.user, placement) if learner is not None else None
    page = get_start_page(placement, learner, refusal, reader_language(), clock.now())
    return render(request, "quizzes/start.html", {"quiz": page, "problem": problem}, status=409 if problem else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@hides_what_is_not_yours
def take(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The questions of an attempt under way. ``?check`` says which are unanswered and asks whether to hand in all the same."""
    learner = get_learner(request)
    if learner is None:
        return redirect_to_login(request.path)
    if request.method == "POST":
        return take_answers(request, attempt_id, learner)
    sheet = get_sheet_for(learner, attempt_id)
    if sheet.attempt.submitted_at:
        return redirect("quizzes:result", attempt_id)
    page = get_take_page(sheet, reader_language())
    return render(request, "quizzes/take.html", {"quiz": page, "is_checked": "check" in request.GET and bool(page.unfinished)})


def take_answers(request: HttpRequest, attempt_id: UUID, learner: object) -> HttpResponse:
    """Saves a whole form, and hands in if its button says so."""
    take_url = reverse("quizzes:take", args=[attempt_id])
    intent = request.POST.get("intent", "save")
    language, now = reader_language(), clock.now()
    try:
        if intent in {"submit", "submit_anyway"}:
            submit_attempt(
                attempt_id=attempt_id,
                learner=learner,
                now=now,
                data=request.POST,
                language=language,
                needs_all=intent == "submit",
            )
            return redirect("quizzes:result", attempt_id)
        save_answers(attempt_id=attempt_id, learner=learner, data=request.POST, language=language, now=now)
    except CannotSubmitAttempt:
        return redirect(f"{take_url}?check")
    except BadResponse:
        return refuse(request, "bad_response", 400, take_url)
    except CannotSaveAnswer as error:
        return refuse(request, error.code, 409, reverse("quizzes:result", args=[attempt_id]))
    return redirect(f"{take_url}#saved")


@private
@require_POST
@hides_what_is_not_yours
def answer(request: HttpRequest, attempt_id: UUID, position: int) -> JsonResponse:
    """One answer, sent by our script. Acknowledged only after the commit."""
    learner = get_learner(request)
    if learner is None:
        return refuse_json("signed_out", 401)
    client_event_id = parse_key(request.POST.get("event"))
    if client_event_id is None:
        return refuse_json("bad_event", 400)
    try:
        ack = save_answer(
            attempt_id=attempt_id,
            learner=learner,
            position=position,
            client_event_id=client_event_id,
            data=request.POST,
            language=reader_language(),
            now=clock.now(),
        )
    except BadResponse:
        return refuse_json("bad_response", 400)
    except CannotSaveAnswer as error:
        return refuse_json(error.code, 409)
    return JsonResponse({"saved": True, "sequence": ack.sequence})


def refuse_json(code: str, status: int) -> JsonResponse:
    return JsonResponse({"saved": False, "code": code}, status=status)


@private
@require_http_methods(["GET", "HEAD"])
@hides_what_is_not_yours
def result(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The judged attempt, every answer explained."""
    learner = get_learner(request)
    if learner is None:
        return redirect_to_login(request.path)
    sheet = get_sheet_for(learner, attempt_id)
    if not sheet.attempt.submitted_at:
        return redirect("quizzes:take", attempt_id)
    return render(request, "quizzes/result.html", {"quiz": get_result_page(sheet, reader_language(), clock.now())})


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
    entries = {quiz_key: practice_entries(request, quiz_key, questions) for quiz_key, questions in practices.items()}
    if is_fragment(request):
        return render(request, "quizzes/practices_fragment.html", {"practices": entries})
    title, url = lesson_address(lesson_key, language)
    context = {"entries": [entry for group in entries.values() for entry in group], "lesson_title": title, "lesson_url": url}
    return render(request, "quizzes/practice.html", context)


def parse_key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


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
    entries = practice_entries(request, placement.quiz_key, questions, current)
    context = {"quiz_key": placement.quiz_key, "entries": entries, "problem": problem}
    if is_fragment(request):
        template = "quizzes/practice_fragment.html" if current is None else "quizzes/practice_entry.html"
        return render(request, template, {**context, "entry": entries[0] if entries else None}, status=status)
    title, url = lesson_address(placement.lesson_key, reader_language())
    return render(request, "quizzes/practice.html", {**context, "lesson_title": title, "lesson_url": url}, status=status)


def practice_entries(
    request: HttpRequest, quiz_key: UUID, questions: list[PracticeQuestion], current: UUID | None = None
) -> list[dict[str, Any]]:
    """What the templates show of each question. One query at most."""
    language = reader_language()
    reviews = {review.name: review for review in review_practice(questions, language)}
    return [
        {
            "quiz_key": quiz_key,
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
