"""What a judgement rests on beside the frozen versions and the answers: corrections of questions, marks given by people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
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
    ``marks``: judged by a person; ``awaiting``: a person has yet to judge it, and until then it earns nothing.

    ``moments``: when a correction put its version in place. The answer is judged by the words that version had then, whatever is added to
    them later, and whatever other grade is built on this basis.
    """

    versions: Mapping[int, UUID] = field(default_factory=dict)
    full: frozenset[int] = frozenset()
    marks: Mapping[int, PersonsMark] = field(default_factory=dict)
    awaiting: frozenset[int] = frozenset()
    moments: Mapping[int, datetime] = field(default_factory=dict)

    def share(self, position: int) -> float | None:
        """The share that is settled without judging the answer; None if it has to be judged."""
        if position in self.full:
            return 1.0
        return self.marks[position].share if position in self.marks else None

    def standing(self, position: int) -> tuple[object, ...]:
        """All that is said about one item: equal as long as nobody has judged or corrected it."""
        is_full, is_awaiting = position in self.full, position in self.awaiting
        return self.versions.get(position), self.moments.get(position), self.marks.get(position), is_full, is_awaiting

    def corrected(self, position: int, version: UUID, moment: datetime) -> "Basis":
        """Judged by this version as it stood then; of two corrections of one item the later holds."""
        return replace(
            self,
            versions={**self.versions, position: version},
            moments={**self.moments, position: moment},
            full=self.full - {position},
        )

    def given(self, position: int) -> "Basis":
        """The point is given, whatever was answered; nobody has to judge it any more."""
        return replace(
            self,
            versions={key: version for key, version in self.versions.items() if key != position},
            moments={key: moment for key, moment in self.moments.items() if key != position},
            full=self.full | {position},
            awaiting=self.awaiting - {position},
        )

    def marked(self, position: int, mark: PersonsMark) -> "Basis":
        """A person has judged it, anew or for the first time."""
        return replace(self, marks={**self.marks, position: mark}, awaiting=self.awaiting - {position})

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
            "moments": {str(position): moment.isoformat() for position, moment in self.moments.items()},
        }
        return {name: value for name, value in data.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            versions={int(position): UUID(version) for position, version in data.get("versions", {}).items()},
            full=frozenset(data.get("full", [])),
            marks={int(position): PersonsMark(**mark) for position, mark in data.get("marks", {}).items()},
            awaiting=frozenset(data.get("awaiting", [])),
            moments={int(position): datetime.fromisoformat(moment) for position, moment in data.get("moments", {}).items()},
        )
