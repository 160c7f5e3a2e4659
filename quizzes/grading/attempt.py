from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Result:
    """What a grade says: the share of each item (None: not scored), the mean of the others, and whether the pass mark is reached.

    ``awaiting``: indexes of the items that a person has yet to judge.
    """

    points: tuple[float | None, ...]
    score: float
    is_passed: bool
    awaiting: frozenset[int] = frozenset()

    @property
    def earned(self) -> float:
        return sum(share for share in self.points if share is not None)


class Marker(Protocol):
    """The part of a kind of question that judges."""

    def is_scored(self, structure: dict[str, Any]) -> bool: ...

    def needs_person(self, structure: dict[str, Any]) -> bool: ...

    def mark(self, structure: dict[str, Any], words: list[dict[str, Any]], response: dict[str, Any]) -> float: ...


@dataclass(frozen=True)
class AnsweredItem:
    """One question of an attempt as it is judged: the version, the words in force, the last answer (``{}``: none).

    ``share``: what is settled already, by a person or by a correction.
    """

    marker: Marker
    structure: dict[str, Any]
    words: list[dict[str, Any]]
    response: dict[str, Any]
    share: float | None = None

    @property
    def is_awaiting(self) -> bool:
        return self.share is None and bool(self.response) and self.marker.needs_person(self.structure)

    @property
    def point(self) -> float | None:
        """Between 0 and 1; None for what is not scored. Nothing is earned without an answer, or before a person has judged it."""
        if not self.marker.is_scored(self.structure):
            return None
        if self.share is not None:
            return self.share
        if not self.response or self.is_awaiting:
            return 0.0
        return self.marker.mark(self.structure, self.words, self.response)


def grade_attempt(items: Sequence[AnsweredItem], pass_percent: int) -> Result:
    """Judges every item and the whole. Raises ValueError without items."""
    awaiting = frozenset(index for index, item in enumerate(items) if item.is_awaiting)
    return judge([item.point for item in items], pass_percent, awaiting)


def judge(points: Sequence[float | None], pass_percent: int, awaiting: frozenset[int] = frozenset()) -> Result:
    """``points``: one share between 0 and 1 an item, 0 where nothing was answered, None for what is not scored.

    Where nothing is scored, handing in is all that is asked: the score is 1. Raises ValueError outside these bounds.
    """
    if not points:
        raise ValueError("an attempt without questions cannot be judged")
    scored = [share for share in points if share is not None]
    if any(not 0 <= share <= 1 for share in scored):
        raise ValueError("a share outside 0 to 1")
    score = round(sum(scored) / len(scored), 6) if scored else 1.0
    # Compared in hundredths of a percent: 7 of 10 is 70 %, whatever binary fractions make of it.
    return Result(tuple(points), score, round(score * 10_000) >= pass_percent * 100, awaiting)
