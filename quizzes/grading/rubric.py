"""The criteria by which a person judges an answer, and the share of the point that the chosen levels earn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Criterion:
    """``levels``: the points of each, by id, in the editor's order."""

    key: str
    levels: Mapping[str, float]

    @property
    def most(self) -> float:
        return max(self.levels.values(), default=0)


def read_rubric(structure: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """The criteria of a question that a person judges; none if it has none."""
    return tuple(
        Criterion(criterion["id"], {level["id"]: level["points"] for level in criterion["levels"]})
        for criterion in structure.get("criteria", [])
    )


def missing_criteria(rubric: tuple[Criterion, ...], chosen: Mapping[str, str]) -> list[str]:
    """The criteria for which none of their levels is chosen, in order."""
    return [criterion.key for criterion in rubric if chosen.get(criterion.key) not in criterion.levels]


def share_of(rubric: tuple[Criterion, ...], chosen: Mapping[str, str]) -> float:
    """Points of the chosen levels over the most that can be had, between 0 and 1; 1 where nothing can be had.

    Raises ValueError unless a level of every criterion is chosen and nothing else is.
    """
    if missing_criteria(rubric, chosen) or chosen.keys() - {criterion.key for criterion in rubric}:
        raise ValueError("the levels chosen are not those of the criteria")
    most = sum(criterion.most for criterion in rubric)
    if not most:
        return 1.0
    return round(sum(criterion.levels[chosen[criterion.key]] for criterion in rubric) / most, 6)


@dataclass(frozen=True)
class LevelText:
    key: str
    text: str
    points: float
    is_chosen: bool


@dataclass(frozen=True)
class CriterionText:
    """One criterion in words, with its levels in the editor's order."""

    key: str
    text: str
    levels: list[LevelText]

    @property
    def chosen(self) -> LevelText | None:
        return next((level for level in self.levels if level.is_chosen), None)


def describe_rubric(rubric: Iterable[Criterion], words: Mapping[str, Mapping], levels: Mapping[str, str]) -> list[CriterionText]:
    """``words``: the criteria of the question's words; ``levels``: those chosen, by criterion."""
    return [
        CriterionText(
            criterion.key,
            words[criterion.key]["text"],
            [
                LevelText(key, words[criterion.key]["levels"][key], points, levels.get(criterion.key) == key)
                for key, points in criterion.levels.items()
            ],
        )
        for criterion in rubric
    ]
