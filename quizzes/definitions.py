"""The rules of one quiz as plain data: what a placement stores and an attempt freezes."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True)
class QuizDefinition:
    """One quiz block of a lesson.

    ``draw``: how many questions an attempt holds, None for all of them. ``attempts``: 0 for no limit. ``question_keys`` are translation keys,
    in the editor's order.
    """

    quiz_key: UUID
    mode: str
    question_keys: tuple[UUID, ...]
    draw: int | None = None
    pass_percent: int = 70
    attempts: int = 0
    wait_minutes: int = 0
    is_shuffled: bool = False

    @property
    def size(self) -> int:
        """Questions in one attempt, if all of them are published."""
        return min(self.draw or len(self.question_keys), len(self.question_keys))

    def as_json(self) -> dict[str, Any]:
        return {
            "quiz": str(self.quiz_key),
            "mode": str(self.mode),
            "questions": [str(key) for key in self.question_keys],
            "draw": self.draw,
            "pass_percent": self.pass_percent,
            "attempts": self.attempts,
            "wait_minutes": self.wait_minutes,
            "is_shuffled": self.is_shuffled,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            quiz_key=UUID(data["quiz"]),
            mode=data["mode"],
            question_keys=tuple(UUID(key) for key in data["questions"]),
            draw=data["draw"],
            pass_percent=data["pass_percent"],
            attempts=data["attempts"],
            wait_minutes=data["wait_minutes"],
            is_shuffled=data["is_shuffled"],
        )
