"""The pages of a test. Everything here is one reader's own."""

import re
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from elearn.lib import clock
from elearn.lib.http import is_fragment, private
from quizzes.enums import Mode
from quizzes.kinds import BadResponse
from quizzes.operations import (
    CannotCheckAnswer,
    CannotExtend,
    CannotSaveAnswer,
    CannotStartAttempt,
    CannotSubmitAttempt,
    check_answer,
    close_late_attempt,
    close_late_attempts,
    extend_attempt,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.permissions import get_placement_for, get_refusal, get_sheet_for
from quizzes.queries import get_result_page, get_start_page, get_take_page
from quizzes.views.access import get_learner, hides_what_is_not_yours, parse_count, parse_key, reader_language, refuse

CHECK = re.compile(r"check-([0-9]{1,3})", re.ASCII)


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
    if learner is not None:
        close_late_attempts(learner=learner, quiz_key=quiz_key, now=clock.now())
    refusal = get_refusal(request.user, placement) if learner is not None else None
    page = get_start_page(placement, learner, refusal, reader_language(), clock.now())
    return render(request, "quizzes/start.html", {"quiz": page, "problem": problem}, status=409 if problem else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@hides_what_is_not_yours
def take(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The questions of an attempt under way. ``?check`` says which are unanswered and asks whether to hand in all the same; ``?whole=3`` says
    that question 3 is explained once its answer is whole."""
    learner = get_learner(request)
    if learner is None:
        return redirect_to_login(request.path)
    if request.method == "POST":
        return take_answers(request, attempt_id, learner)
    sheet = get_sheet_for(learner, attempt_id)
    if sheet.attempt.is_late(clock.now()):
        close_late_attempt(attempt_id=attempt_id, now=clock.now())
        return redirect("quizzes:result", attempt_id)
    if sheet.attempt.submitted_at:
        return redirect("quizzes:result", attempt_id)
    page = get_take_page(sheet, reader_language(), clock.now())
    is_checked = "check" in request.GET and bool(page.unfinished)
    whole = request.GET.get("whole", "")
    return render(request, "quizzes/take.html", {"quiz": page, "is_checked": is_checked, "whole": whole})


def take_answers(request: HttpRequest, attempt_id: UUID, learner: object) -> HttpResponse:
    """Saves a whole form, and does what its button says: hand in, explain one answer, or give more time."""
    intent = request.POST.get("intent", "save")
    try:
        return act_on_answers(request, attempt_id, learner, intent)
    except CannotSubmitAttempt:
        return redirect(f"{take_address(attempt_id)}?check")
    except BadResponse:
        return refuse(request, "bad_response", 400, take_address(attempt_id))
    except CannotSaveAnswer as error:
        return refuse(request, error.code, 409, reverse("quizzes:result", args=[attempt_id]))


def take_address(attempt_id: UUID) -> str:
    return reverse("quizzes:take", args=[attempt_id])


def act_on_answers(request: HttpRequest, attempt_id: UUID, learner: object, intent: str) -> HttpResponse:
    """Raises what the operations raise."""
    sent: dict[str, Any] = {
        "attempt_id": attempt_id,
        "learner": learner,
        "data": request.POST,
        "language": reader_language(),
        "now": clock.now(),
    }
    if intent in {"submit", "submit_anyway"}:
        submit_attempt(**sent, needs_all=intent == "submit")
        return redirect("quizzes:result", attempt_id)
    if check := CHECK.fullmatch(intent):
        return explain(request, sent, int(check[1]))
    if intent == "more_time":
        save_answers(**sent)
        # What stands in the way is said on the page: none is left, or the time has ended.
        with suppress(CannotExtend):
            extend_attempt(
                attempt_id=attempt_id, learner=learner, now=sent["now"], used=parse_count(request.POST.get("extensions"))
            )
        return show_part(request, sent, "quizzes/time.html", "time")
    save_answers(**sent)
    return redirect(f"{take_address(attempt_id)}#saved")


def explain(request: HttpRequest, sent: dict[str, Any], position: int) -> HttpResponse:
    try:
        check_answer(**sent, position=position)
    except CannotCheckAnswer:
        return show_part(request, sent, "quizzes/take_entry.html", f"q{position}", position, whole=str(position))
    return show_part(request, sent, "quizzes/take_entry.html", f"q{position}", position)


def show_part(
    request: HttpRequest, sent: dict[str, Any], template: str, anchor: str, position: int | None = None, whole: str = ""
) -> HttpResponse:
    """For our script the part of the page that has changed; for everybody else the page, at that part."""
    if not is_fragment(request):
        return redirect(f"{take_address(sent['attempt_id'])}{f'?whole={whole}' if whole else ''}#{anchor}")
    sheet = get_sheet_for(sent["learner"], sent["attempt_id"])
    page = get_take_page(sheet, sent["language"], sent["now"], only=position)
    context = {"quiz": page, "entry": page.entries[0], "total": len(sheet.items), "whole": whole, "is_current": True}
    return render(request, template, context)


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
    """The judged attempt, its answers explained as far as the rules of the test allow."""
    learner = get_learner(request)
    if learner is None:
        return redirect_to_login(request.path)
    sheet = get_sheet_for(learner, attempt_id)
    if sheet.attempt.is_late(clock.now()):
        close_late_attempt(attempt_id=attempt_id, now=clock.now())
        sheet = get_sheet_for(learner, attempt_id)
    if not sheet.attempt.submitted_at:
        return redirect("quizzes:take", attempt_id)
    return render(request, "quizzes/result.html", {"quiz": get_result_page(sheet, reader_language(), clock.now())})
