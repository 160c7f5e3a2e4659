"""The pages of a test. Everything here is one reader's own."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from elearn.lib import clock
from elearn.lib.http import private
from quizzes.enums import Mode
from quizzes.kinds import BadResponse
from quizzes.operations import (
    CannotSaveAnswer,
    CannotStartAttempt,
    CannotSubmitAttempt,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.permissions import get_placement_for, get_refusal, get_sheet_for
from quizzes.queries import get_result_page, get_start_page, get_take_page
from quizzes.views.access import get_learner, hides_what_is_not_yours, parse_key, reader_language, refuse


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
