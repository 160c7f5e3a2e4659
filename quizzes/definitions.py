"""The rules of one quiz as plain data: what a placement stores and an attempt freezes."""

from dataclasses import dataclass, fields
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True)
class DrawRule:
    """``count`` questions that fit everything it names; what is None or empty narrows nothing."""

    count: int
    module_key: UUID | None = None
    objective_key: UUID | None = None
    tag: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "module": str(self.module_key) if self.module_key else None,
            "objective": str(self.objective_key) if self.objective_key else None,
            "tag": self.tag,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            count=data["count"],
            module_key=UUID(data["module"]) if data.get("module") else None,
            objective_key=UUID(data["objective"]) if data.get("objective") else None,
            tag=data.get("tag", ""),
        )


@dataclass(frozen=True)
class QuizDefinition:
    """One quiz block of a lesson.

    ``question_keys`` are translation keys, in the editor's order. ``draw``: how many of them an attempt holds, None for all. With
    ``blueprint`` each of its rules draws its number instead: from ``question_keys`` if there are any, else from all graded questions of the
    course. ``attempts``: 0 for no limit. ``wait_minutes`` pass between two attempts, once ``wait_after`` have been made.
    ``time_limit_minutes``: 0 for none; ``extensions``: how often a learner may ask for more of it. ``feedback`` and ``counts`` are values of
    ``quizzes.enums``.
    """

    quiz_key: UUID
    mode: str
    question_keys: tuple[UUID, ...]
    draw: int | None = None
    pass_percent: int = 70
    attempts: int = 0
    wait_minutes: int = 0
    is_shuffled: bool = False
    wait_after: int = 1
    time_limit_minutes: int = 0
    extensions: int = 10
    feedback: str = "submission"
    counts: str = "best"
    blueprint: tuple[DrawRule, ...] = ()

    @property
    def size(self) -> int:
        """Questions in one attempt, if enough of them are published."""
        if self.blueprint:
            return sum(rule.count for rule in self.blueprint)
        return min(self.draw or len(self.question_keys), len(self.question_keys))

    @property
    def draws(self) -> bool:
        """Whether attempts hold a choice of the questions rather than all of them."""
        return bool(self.blueprint) or (self.draw is not None and self.draw < len(self.question_keys))

    def as_json(self) -> dict[str, Any]:
        rules = {name: getattr(self, name) for name in RULES}
        return {
            "quiz": str(self.quiz_key),
            "mode": str(self.mode),
            "questions": [str(key) for key in self.question_keys],
            **rules,
            "feedback": str(self.feedback),
            "counts": str(self.counts),
            "blueprint": [rule.as_json() for rule in self.blueprint],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """A rule that was not known yet when ``data`` was stored is the usual one."""
        return cls(
            quiz_key=UUID(data["quiz"]),
            mode=data["mode"],
            question_keys=tuple(UUID(key) for key in data["questions"]),
            blueprint=tuple(DrawRule.from_json(rule) for rule in data.get("blueprint", [])),
            **{name: data[name] for name in (*RULES, "feedback", "counts") if name in data},
        )


STORED_OTHERWISE = {"quiz_key", "mode", "question_keys", "feedback", "counts", "blueprint"}
RULES = tuple(field.name for field in fields(QuizDefinition) if field.name not in STORED_OTHERWISE)
