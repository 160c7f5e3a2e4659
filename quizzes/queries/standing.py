"""Where a learner stands with one test: attempts made, the best of them, whether and when another may begin."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Attempt, Grade


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
    """``left`` is None without a limit. ``opens_at`` is set while the learner has to wait. Newest attempt last."""

    open_attempt_id: UUID | None
    past: list[PastAttempt] = field(default_factory=list)
    left: int | None = None
    opens_at: datetime | None = None

    @property
    def used(self) -> int:
        return len(self.past)

    @property
    def best(self) -> PastAttempt | None:
        return max(self.past, key=lambda attempt: (attempt.is_passed, attempt.score), default=None)

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
    if past and definition.wait_minutes:
        moment = past[-1].submitted_at + timedelta(minutes=definition.wait_minutes)
        opens_at = moment if moment > now else None
    return Standing(
        open_attempt_id=attempts.open().values_list("pk", flat=True).first(),
        past=past,
        left=max(0, definition.attempts - len(past)) if definition.attempts else None,
        opens_at=opens_at,
    )


def effective_grades(learner: object, quiz_keys: Iterable[UUID]) -> list[Grade]:
    """The effective grade of every submitted attempt at these tests, oldest attempt first. One query; ``attempt`` is loaded."""
    rows = Grade.objects.select_related("attempt").filter(
        attempt__learner=learner, attempt__quiz_key__in=list(quiz_keys), attempt__mode=Mode.GRADED
    )
    return list({grade.attempt_id: grade for grade in rows.order_by("attempt__number", "number")}.values())


def best_grades(learner: object, quiz_keys: Iterable[UUID]) -> dict[UUID, Grade]:
    """The grade that counts at each test: the best, a passed one before any other. No entry without a submitted attempt. One query."""
    best: dict[UUID, Grade] = {}
    for grade in effective_grades(learner, quiz_keys):
        key = grade.attempt.quiz_key
        if key not in best or (grade.is_passed, grade.score) > (best[key].is_passed, best[key].score):
            best[key] = grade
    return best


def best_grade(learner: object, quiz_key: UUID) -> Grade | None:
    """The grade that counts at one test; None without a submitted attempt. One query."""
    return best_grades(learner, [quiz_key]).get(quiz_key)
