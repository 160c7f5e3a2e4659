"""Closing attempts, and judging what has been closed: because it was handed in, or because its time was over."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from quizzes.enums import GradeReason
from quizzes.grading import Basis
from quizzes.models import Attempt, Grade
from quizzes.queries.sheets import Sheet, get_any_sheet, judge_sheet
from quizzes.signals import attempt_submitted
from quizzes.timing import closing_moment

BATCH = 500


def close_attempt(attempt: Attempt, now: datetime, *, answers: int = 0) -> bool:
    """Whether it was this call that closed the attempt, at its deadline at the latest. Takes the places of the last answers as well.

    The conditions are the guard where a database has no row locks: nobody has closed it, and nobody was given more time meanwhile.
    """
    last, moment = attempt.last_sequence + answers, closing_moment(attempt.deadline_at, now)
    still_open = Attempt.objects.open().filter(pk=attempt.pk, deadline_at=attempt.deadline_at)
    if not still_open.update(submitted_at=moment, last_sequence=last):
        return False
    attempt.submitted_at, attempt.last_sequence = moment, last
    return True


def close_by_time(sheet: Sheet, now: datetime) -> Grade | None:
    """Closes an attempt whose time is over, at its deadline, and judges what had been acknowledged. None if somebody else was first.

    Expects a transaction that holds the attempt. Three queries at most.
    """
    return add_grade(sheet, now) if close_attempt(sheet.attempt, now) else None


def add_grade(sheet: Sheet, now: datetime) -> Grade:
    """The first grade of a closed attempt; ``attempt_submitted`` is sent on commit."""
    result = judge_sheet(sheet, until=sheet.attempt.submitted_at or now)
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


def close_late_attempt(*, attempt_id: UUID, now: datetime) -> bool:
    """Closes the attempt if its time is over. Whether it was this call that did. Does nothing to any other attempt."""
    with transaction.atomic():
        sheet = get_any_sheet(attempt_id, is_locked=True)
        return sheet.attempt.is_late(now) and close_by_time(sheet, now) is not None


def close_late_attempts(*, now: datetime, learner: object | None = None, quiz_key: UUID | None = None) -> int:
    """Closes every attempt whose time is over, each in its own transaction, and returns how many.

    ``learner`` and ``quiz_key`` limit it to one person's at one test. One query where there are none.
    """
    late = Attempt.objects.late(now).order_by("pk")
    if learner is not None:
        late = late.of_learner(learner)
    if quiz_key is not None:
        late = late.filter(quiz_key=quiz_key)
    closed, last = 0, None
    while ids := list((late.filter(pk__gt=last) if last else late).values_list("pk", flat=True)[:BATCH]):
        closed += sum(close_late_attempt(attempt_id=attempt_id, now=now) for attempt_id in ids)
        last = ids[-1]
        if len(ids) < BATCH:
            break
    return closed
