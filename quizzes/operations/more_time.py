"""More time: asked for by the learner, or granted by whoever looks after them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Allowance, Attempt
from quizzes.timing import extension_of, find_deadline


class CannotExtend(Exception):
    """``code``: ``untimed``, ``submitted``, ``late`` (the deadline has passed), ``used_up`` (no extension is left)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def extend_attempt(*, attempt_id: UUID, learner: object, now: datetime, used: int | None = None) -> datetime:
    """Moves the deadline of one's own attempt by one extension, and returns the new one.

    ``used``: how many extensions the page showed as used. A second press of the same button, or a form sent again, then changes nothing.
    Raises Attempt.DoesNotExist, CannotExtend. Two queries.
    """
    with transaction.atomic():
        attempts = Attempt.objects.of_learner(learner).filter(mode=Mode.GRADED)
        attempt = attempts.select_for_update().get(pk=attempt_id)
        rules = QuizDefinition.from_json(attempt.rules)
        if attempt.submitted_at:
            raise CannotExtend("submitted")
        if attempt.deadline_at is None:
            raise CannotExtend("untimed")
        if now > attempt.deadline_at:
            raise CannotExtend("late")
        if used is not None and used != attempt.extensions_used:
            return attempt.deadline_at
        if attempt.extensions_used >= rules.extensions:
            raise CannotExtend("used_up")
        deadline_at = attempt.deadline_at + extension_of(rules.time_limit_minutes)
        # The condition is the guard where a database has no row locks.
        unchanged = Attempt.objects.open().filter(pk=attempt.pk, extensions_used=attempt.extensions_used)
        if unchanged.update(deadline_at=deadline_at, extensions_used=attempt.extensions_used + 1):
            return deadline_at
    raise CannotExtend("submitted")


def grant_allowance(
    *, learner_id: UUID, course_key: UUID, extra_percent: int, granted_by: object | None, now: datetime
) -> Allowance:
    """Gives the learner so much more time at every limited test of the course, instead of what they had before.

    Attempts under way get it at once, and none becomes shorter. One whose time is over stays over.
    """
    with transaction.atomic():
        allowance, _is_new = Allowance.objects.update_or_create(
            learner_id=learner_id,
            course_key=course_key,
            defaults={"extra_percent": extra_percent, "granted_by": granted_by, "granted_at": now},
        )
        apply_allowance(allowance, now)
    return allowance


def apply_allowance(allowance: Allowance, now: datetime) -> None:
    """Moves the deadlines of the learner's open attempts. Two queries and one for each attempt that moves."""
    mine = Attempt.objects.open().of_learner(allowance.learner_id).filter(course_key=allowance.course_key)
    for attempt in mine.exclude(deadline_at=None).select_for_update():
        limit = QuizDefinition.from_json(attempt.rules).time_limit_minutes
        deadline_at = find_deadline(
            attempt.started_at, limit, extra_percent=allowance.extra_percent, extensions=attempt.extensions_used
        )
        if attempt.is_late(now) or deadline_at is None:
            continue
        Attempt.objects.open().filter(pk=attempt.pk, deadline_at__lt=deadline_at).update(deadline_at=deadline_at)
