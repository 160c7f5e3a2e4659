"""Handing in an attempt, and judging it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from quizzes.kinds.base import FormData
from quizzes.models import Attempt, Grade
from quizzes.queries.sheets import get_sheet

from .answers import add_events, advance_sequence, take_changes
from .closing import add_grade, close_attempt


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
    open: its answers are saved and CannotSubmitAttempt is raised. Once the time is over ``data`` comes too late: the attempt is closed at its
    deadline with what was saved before. Raises Attempt.DoesNotExist, BadResponse.
    ``attempt_submitted`` is sent on commit, once an attempt. Six queries at most, whatever the number of questions.
    """
    with transaction.atomic():
        sheet = get_sheet(learner, attempt_id, is_locked=True)
        if sheet.attempt.submitted_at:
            return effective_grade(sheet.attempt)
        is_late = sheet.attempt.is_late(now)
        changed = take_changes(sheet, data) if data is not None and not is_late else []
        unfinished = sheet.unfinished if needs_all and not is_late else []
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


def effective_grade(attempt: Attempt) -> Grade:
    return attempt.grades.order_by("number").latest("number")
