"""What a judgement rests on beside the frozen versions and the answers: corrections of questions, marks given by people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True)
class PersonsMark:
    """What a person gave for one answer: its share of the point, between 0 and 1, the level chosen for each criterion, a comment."""

    share: float
    levels: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


@dataclass(frozen=True)
class Basis:
    """By position of the item. ``versions``: judged by this version instead of the frozen one; ``full``: gets the point whatever was answered;
    ``marks``: judged by a person; ``awaiting``: a person has yet to judge it, and until then it earns nothing."""

    versions: Mapping[int, UUID] = field(default_factory=dict)
    full: frozenset[int] = frozenset()
    marks: Mapping[int, PersonsMark] = field(default_factory=dict)
    awaiting: frozenset[int] = frozenset()

    def share(self, position: int) -> float | None:
        """The share that is settled without judging the answer; None if it has to be judged."""
        if position in self.full:
            return 1.0
        return self.marks[position].share if position in self.marks else None

    def as_json(self) -> dict[str, Any]:
        """Empty for what rests on nothing but the frozen versions."""
        data = {
            "versions": {str(position): str(version) for position, version in self.versions.items()},
            "full": sorted(self.full),
            "marks": {
                str(position): {"share": mark.share, "levels": dict(mark.levels), "comment": mark.comment}
                for position, mark in self.marks.items()
            },
            "awaiting": sorted(self.awaiting),
        }
        return {name: value for name, value in data.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            versions={int(position): UUID(version) for position, version in data.get("versions", {}).items()},
            full=frozenset(data.get("full", [])),
            marks={int(position): PersonsMark(**mark) for position, mark in data.get("marks", {}).items()},
            awaiting=frozenset(data.get("awaiting", [])),
        )
