"""Correcting a mistake in a question: past attempts are judged anew, and the record says why."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import batched
from uuid import UUID

from django.db import IntegrityError, transaction

from elearn.lib.arabic import clean_text
from quizzes.enums import GradeReason
from quizzes.models import Attempt, Correction, Grade
from quizzes.queries.corrections import BATCH_SIZE, Change, Plan, Totals, gained_passes, in_scope, iterate_changes
from quizzes.signals import attempt_regraded, question_corrected


class CannotCorrect(Exception):
    """Nothing was written. ``code``: ``moved`` if the changes are no longer those that were shown, ``nothing`` if none was chosen,
    ``reason`` if none was given."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def correct_question(
    *,
    correction_id: UUID,
    plan: Plan,
    scope: str,
    chosen: frozenset[UUID],
    seen: str,
    reason: str,
    user: object,
    now: datetime,
) -> Correction:
    """Adds one grade to each attempt of the plan that changes and is in ``scope``; no pass is ever taken away.

    ``seen`` is the digest of the changes that were shown: if anything has moved since, CannotCorrect("moved") is raised and nothing is
    written. The same ``correction_id`` again does nothing and returns what was written. One transaction; the changes are worked out twice, the
    first time before anything is locked, in batches, so that memory does not grow with the attempts. On commit ``question_corrected``.
    """
    if known := Correction.objects.filter(pk=correction_id).first():
        return known
    reason = clean_text(reason)
    if not reason:
        raise CannotCorrect("reason")
    expected = Tally(plan, scope, chosen, now)
    for _change in expected:
        pass
    if expected.totals.digest != seen:
        raise CannotCorrect("moved")
    if not expected.changed:
        raise CannotCorrect("nothing")
    correction = Correction(
        pk=correction_id,
        question_key=plan.question_key,
        rule=plan.rule,
        to_version=plan.to_version,
        reason=reason,
        attempts_changed=expected.changed,
        passes_gained=expected.gained,
        made_by=user,
        made_at=now,
    )
    try:
        with transaction.atomic():
            write_correction(correction, Tally(plan, scope, chosen, now), seen)
    except IntegrityError:
        # The same form sent twice, or a grade that somebody else has just added.
        if known := Correction.objects.filter(pk=correction_id).first():
            return known
        raise CannotCorrect("moved") from None
    return correction


class Tally:
    """The changes that are in scope, counted as they go by."""

    def __init__(self, plan: Plan, scope: str, chosen: frozenset[UUID], now: datetime) -> None:
        self.plan, self.scope, self.chosen, self.now = plan, scope, chosen, now
        self.totals = Totals()
        self.changed = self.gained = 0

    def __iter__(self) -> Iterator[Change]:
        for change in iterate_changes(self.plan, self.totals, now=self.now):
            if in_scope(change, self.scope, self.chosen):
                self.changed += 1
                self.gained += change.is_gained
                yield change


def write_correction(correction: Correction, tally: Tally, seen: str) -> None:
    """Raises CannotCorrect("moved"), which takes everything back, and IntegrityError if an attempt has got another grade meanwhile."""
    correction.save(force_insert=True)
    for batch in batched(tally, BATCH_SIZE):
        Grade.objects.bulk_create([grade_from(change, correction) for change in batch])
    if tally.totals.digest != seen:
        raise CannotCorrect("moved")
    transaction.on_commit(partial(question_corrected.send_robust, sender=Correction, correction_id=correction.pk))


def grade_from(change: Change, correction: Correction) -> Grade:
    return Grade(
        attempt_id=change.attempt_id,
        number=change.number + 1,
        score=change.score,
        points=change.points,
        is_passed=change.is_passed,
        pass_percent=change.pass_percent,
        reason=GradeReason.REGRADED,
        basis=change.basis.as_json(),
        correction=correction,
        graded_by_id=correction.made_by_id,
        graded_at=correction.made_at,
    )


def announce_gained_passes(*, correction_id: UUID) -> int:
    """Sends ``attempt_regraded`` for every pass that a correction has given, and says how many. Again: receivers do nothing twice."""
    sent = 0
    for grade in gained_passes(correction_id).iterator(chunk_size=BATCH_SIZE):
        attempt_regraded.send_robust(sender=Attempt, grade=grade)
        sent += 1
    return sent
