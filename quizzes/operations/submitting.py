"""Handing in an attempt, and judging it."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from quizzes.enums import GradeReason
from quizzes.grading import Basis
from quizzes.kinds.base import FormData
from quizzes.models import Attempt, Grade
from quizzes.queries.sheets import Sheet, get_sheet, judge_sheet
from quizzes.signals import attempt_submitted

from .answers import add_events, advance_sequence, take_changes


class CannotSubmitAttempt(Exception):
    """Questions are without a whole answer, at ``positions``; the learner is asked before such an attempt is judged."""

    def __init__(self, positions: list[int]) -> None:
        super().__init__(f"unanswered: {positions}")
        self.positions = positions


def submit_attempt(
    *,
    attempt_id: UUID,
    learner: object,
    now: datetime,
    data: FormData | None = None,
    language: str = "",
    needs_all: bool = False,
) -> Grade:
    """Closes the attempt for ever and judges it; an attempt that is closed already keeps its grade, which is returned.

    ``data``: a sent form whose answers are saved in the same transaction. With ``needs_all`` an attempt with unanswered questions stays
    open: its answers are saved and CannotSubmitAttempt is raised. Raises Attempt.DoesNotExist, BadResponse.
    ``attempt_submitted`` is sent on commit, once an attempt. Six queries at most, whatever the number of questions.
    """
    with transaction.atomic():
        sheet = get_sheet(learner, attempt_id, is_locked=True)
        if sheet.attempt.submitted_at:
            return effective_grade(sheet.attempt)
        changed = take_changes(sheet, data) if data is not None else []
        unfinished = sheet.unfinished if needs_all else []
        if unfinished:
            if changed:
                advance_sequence(sheet.attempt, by=len(changed))
        elif not close_attempt(sheet.attempt, now, answers=len(changed)):
            return effective_grade(sheet.attempt)
        if changed:
            add_events(sheet, changed, language, now)
        grade = None if unfinished else add_grade(sheet, now)
    if grade is None:
        raise CannotSubmitAttempt(unfinished)
    return grade


def close_attempt(attempt: Attempt, now: datetime, *, answers: int) -> bool:
    """Whether it was this call that closed the attempt. Takes the places of the last answers in the same statement."""
    last = attempt.last_sequence + answers
    if not Attempt.objects.open().filter(pk=attempt.pk).update(submitted_at=now, last_sequence=last):
        return False
    attempt.submitted_at, attempt.last_sequence = now, last
    return True


def add_grade(sheet: Sheet, now: datetime) -> Grade:
    result = judge_sheet(sheet, until=now)
    grade = Grade.objects.create(
        attempt=sheet.attempt,
        score=result.score,
        points=list(result.points),
        basis=Basis(awaiting=frozenset(sheet.items[index].position for index in result.awaiting)).as_json(),
        is_passed=result.is_passed,
        pass_percent=sheet.attempt.rules["pass_percent"],
        reason=GradeReason.SUBMITTED,
        graded_at=now,
    )
    transaction.on_commit(partial(announce_submission, grade))
    return grade


def announce_submission(grade: Grade) -> None:
    """A receiver that fails must not turn a stored grade into an error page: Django logs it, and ``recompute_progress`` mends it."""
    attempt_submitted.send_robust(sender=Attempt, grade=grade)


def effective_grade(attempt: Attempt) -> Grade:
    return attempt.grades.order_by("number").latest("number")
