"""Where a learner stands with one test: attempts made, which of them counts, whether and when another may begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from quizzes.definitions import QuizDefinition
from quizzes.enums import Counts, Mode
from quizzes.models import Allowance, Attempt, Grade


class Judged(Protocol):
    """What decides which of several attempts counts."""

    @property
    def is_passed(self) -> bool: ...

    @property
    def score(self) -> float: ...


def pick_counted[T: Judged](judged: Sequence[T], counts: str) -> T | None:
    """The one that counts of the submitted attempts at a test, or of their grades, oldest first. The best is a passed one before any other."""
    if not judged:
        return None
    if counts == Counts.FIRST:
        return judged[0]
    if counts == Counts.LAST:
        return judged[-1]
    return max(judged, key=lambda each: (each.is_passed, each.score))


@dataclass(frozen=True)
class PastAttempt:
    """One submitted attempt and its effective grade. ``earned`` is in points of ``total``; with ``is_awaiting`` a person may add to it."""

    attempt_id: UUID
    number: int
    submitted_at: datetime
    score: float
    earned: float
    total: int
    is_passed: bool
    is_awaiting: bool = False

    @classmethod
    def from_grade(cls, grade: Grade) -> "PastAttempt":
        return cls(
            attempt_id=grade.attempt_id,
            number=grade.attempt.number,
            submitted_at=grade.attempt.submitted_at or grade.graded_at,
            score=grade.score,
            earned=sum(share for share in grade.points if share is not None),
            total=sum(share is not None for share in grade.points),
            is_passed=grade.is_passed,
            is_awaiting="awaiting" in grade.basis,
        )


@dataclass(frozen=True)
class Standing:
    """``left`` is None without a limit. ``opens_at`` is set while the learner has to wait. Newest attempt last.

    ``counts`` is the rule that the newest attempt began with: an edit of the test changes no mark that has been given.
    """

    open_attempt_id: UUID | None
    past: list[PastAttempt] = field(default_factory=list)
    left: int | None = None
    opens_at: datetime | None = None
    counts: str = Counts.BEST

    @property
    def used(self) -> int:
        return len(self.past)

    @property
    def counted(self) -> PastAttempt | None:
        return pick_counted(self.past, self.counts)

    @property
    def has_passed(self) -> bool:
        return any(attempt.is_passed for attempt in self.past)

    @property
    def refusal(self) -> str:
        """The code of what stands in the way of a new attempt: ``used_up``, ``waiting``, or nothing."""
        if self.left == 0:
            return "used_up"
        return "waiting" if self.opens_at else ""

    @property
    def can_start(self) -> bool:
        return self.open_attempt_id is None and not self.refusal


def get_standing(learner: object, definition: QuizDefinition, now: datetime) -> Standing:
    """Two queries."""
    return standing_from(effective_grades(learner, [definition.quiz_key]), learner, definition, now)


def standing_from(grades: list[Grade], learner: object, definition: QuizDefinition, now: datetime) -> Standing:
    """``grades``: what ``effective_grades`` says of this test. One query."""
    attempts = Attempt.objects.of_learner(learner).filter(quiz_key=definition.quiz_key, mode=Mode.GRADED)
    past = [PastAttempt.from_grade(grade) for grade in grades]
    opens_at = None
    if past and definition.wait_minutes and len(past) >= definition.wait_after:
        moment = past[-1].submitted_at + timedelta(minutes=definition.wait_minutes)
        opens_at = moment if moment > now else None
    return Standing(
        open_attempt_id=attempts.open().values_list("pk", flat=True).first(),
        past=past,
        left=max(0, definition.attempts - len(past)) if definition.attempts else None,
        opens_at=opens_at,
        counts=counting_rule(grades) if grades else definition.counts,
    )


def effective_grades(learner: object, quiz_keys: Iterable[UUID]) -> list[Grade]:
    """The effective grade of every submitted attempt at these tests, oldest attempt first. One query; ``attempt`` is loaded."""
    rows = Grade.objects.select_related("attempt").filter(
        attempt__learner=learner, attempt__quiz_key__in=list(quiz_keys), attempt__mode=Mode.GRADED
    )
    return list({grade.attempt_id: grade for grade in rows.order_by("attempt__number", "number")}.values())


def counting_rule(grades: Sequence[Grade]) -> str:
    """Which attempt counts, by the rules that the newest of these attempts began with."""
    return grades[-1].attempt.rules.get("counts", Counts.BEST)


def counted_grades(learner: object, quiz_keys: Iterable[UUID]) -> dict[UUID, Grade]:
    """The grade that counts at each test. No entry without a submitted attempt. One query."""
    grades: dict[UUID, list[Grade]] = {}
    for grade in effective_grades(learner, quiz_keys):
        grades.setdefault(grade.attempt.quiz_key, []).append(grade)
    counted = {key: pick_counted(found, counting_rule(found)) for key, found in grades.items()}
    return {key: grade for key, grade in counted.items() if grade is not None}


def counted_grade(learner: object, quiz_key: UUID) -> Grade | None:
    """The grade that counts at one test; None without a submitted attempt. One query."""
    return counted_grades(learner, [quiz_key]).get(quiz_key)


def is_pass_counted(grade: Grade) -> bool:
    """Whether the grade that counts at its test is a pass, now that this one has been given. One query."""
    counted = counted_grade(grade.attempt.learner_id, grade.attempt.quiz_key)
    return counted is not None and counted.is_passed


def get_extra_percent(learner: object, course_key: UUID) -> int:
    """How much more time this learner has at the tests of a course. One query."""
    return Allowance.objects.filter(learner=learner, course_key=course_key).values_list("extra_percent", flat=True).first() or 0
