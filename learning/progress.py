"""How far somebody is: a pure function of what they follow and what they have shown. Plain Python."""

from collections.abc import Set
from dataclasses import dataclass

from courses.outline import Outline, OutlineLesson


@dataclass(frozen=True)
class Progress:
    """``done``: keys of finished lessons, required or not. ``percent``: of the required lessons, 0 to 100; 100 only when all are done."""

    done: frozenset[str]
    required_done: int
    required_total: int
    percent: int

    @property
    def is_complete(self) -> bool:
        return self.required_total > 0 and self.required_done == self.required_total

    @property
    def has_started(self) -> bool:
        return bool(self.done)


def is_lesson_done(lesson: OutlineLesson, evidence: Set[str]) -> bool:
    """A lesson with tests asks for all of them to be passed; any other, to be read."""
    return all(test in evidence for test in lesson.tests) if lesson.tests else lesson.key in evidence


def compute_progress(outline: Outline, evidence: Set[str]) -> Progress:
    """``evidence``: keys of lessons read and of quizzes passed, whatever outline they once belonged to."""
    done = frozenset(lesson.key for lesson in outline.lessons() if is_lesson_done(lesson, evidence))
    required = [lesson.key for lesson in outline.required_lessons()]
    required_done = sum(key in done for key in required)
    # Rounded down, so that 100 means all.
    percent = required_done * 100 // len(required) if required else 0
    return Progress(done, required_done, len(required), percent)
