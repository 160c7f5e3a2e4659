from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Result:
    """What a grade says: the share of each item, their mean, and whether the pass mark is reached."""

    points: tuple[float, ...]
    score: float
    is_passed: bool

    @property
    def earned(self) -> float:
        return sum(self.points)


class Marker(Protocol):
    """The part of a kind of question that judges."""

    def mark(self, structure: dict[str, Any], words: list[dict[str, Any]], response: dict[str, Any]) -> float: ...


@dataclass(frozen=True)
class AnsweredItem:
    """One question of an attempt as it is judged: the frozen version, the words in force, the last answer (``{}``: none)."""

    marker: Marker
    structure: dict[str, Any]
    words: list[dict[str, Any]]
    response: dict[str, Any]


def grade_attempt(items: Sequence[AnsweredItem], pass_percent: int) -> Result:
    """Judges every item and the whole. An item without an answer earns nothing. Raises ValueError without items."""
    points = [item.marker.mark(item.structure, item.words, item.response) if item.response else 0.0 for item in items]
    return judge(points, pass_percent)


def judge(points: Sequence[float], pass_percent: int) -> Result:
    """``points``: one share between 0 and 1 an item, 0 where nothing was answered. Raises ValueError outside these bounds."""
    if not points:
        raise ValueError("an attempt without questions cannot be judged")
    if any(not 0 <= share <= 1 for share in points):
        raise ValueError("a share outside 0 to 1")
    score = round(sum(points) / len(points), 6)
    # Compared in hundredths of a percent: 7 of 10 is 70 %, whatever binary fractions make of it.
    return Result(tuple(points), score, round(score * 10_000) >= pass_percent * 100)
