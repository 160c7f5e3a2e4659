"""What changed between two versions of a question, and between two wordings. Plain Python: codes and texts in, codes and texts out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Protocol

TOKENS = re.compile(r"\s+|[^\s]+")
STEADY = {"lesson_key", "anchor"}
FIRST = ("stem",)


class ChoiceLike(Protocol):
    key: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class StructureChange:
    """``code``: first, kind, added, removed, right, wrong (no longer right) or other; ``text`` of the option it is about."""

    code: str
    text: str = ""


def compare_structures(
    before: tuple[str, Mapping[str, Any], Iterable[ChoiceLike]] | None, after: tuple[str, Mapping[str, Any], Iterable[ChoiceLike]]
) -> list[StructureChange]:
    """What became different. Each side is (kind, structure, what can be chosen); none before: the first version."""
    if before is None:
        return [StructureChange("first")]
    if before[0] != after[0]:
        return [StructureChange("kind")]
    old = {choice.key: choice for choice in before[2]}
    new = {choice.key: choice for choice in after[2]}
    changes = [StructureChange("added", choice.text) for key, choice in new.items() if key not in old]
    changes += [StructureChange("removed", choice.text) for key, choice in old.items() if key not in new]
    for key, choice in new.items():
        if key in old and old[key].is_right != choice.is_right:
            changes.append(StructureChange("right" if choice.is_right else "wrong", choice.text))
    return changes or [StructureChange("other")]


@dataclass(frozen=True)
class Piece:
    """A run of text; ``is_changed``: the other side does not have it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Part:
    """One text of a question on both sides. ``path``: names and ids that lead to it; ``number``: of the option, from 1, or 0."""

    path: tuple[str, ...]
    number: int
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def name(self) -> str:
        return self.path[0]

    @property
    def detail(self) -> str:
        return self.path[-1] if len(self.path) > 1 else ""

    @property
    def is_changed(self) -> bool:
        return any(piece.is_changed for piece in (*self.before, *self.after))


def compare_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Part]:
    """Every text of two wordings side by side: the stem first, then in the order of the newer one, then what is gone."""
    old, new = dict(flatten(before)), dict(flatten(after))
    paths = sorted([*new, *(path for path in old if path not in new)], key=lambda path: path[0] not in FIRST)
    numbers: dict[tuple[str, ...], int] = {}
    parts = []
    for path in paths:
        number = 0
        if len(path) > 1:
            group = [known for known in numbers if known[0] == path[0]]
            number = numbers.setdefault(path[:2], len(group) + 1)
        left, right = compare_texts(old.get(path, ""), new.get(path, ""))
        parts.append(Part(path, number, left, right))
    return [part for part in parts if part.before or part.after]


def flatten(words: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text with the names that lead to it; a list of texts is one text of several lines."""
    if isinstance(words, Mapping):
        for name, inner in words.items():
            if path or name not in STEADY:
                yield from flatten(inner, (*path, str(name)))
    elif isinstance(words, list) and any(isinstance(inner, Mapping) for inner in words):
        for number, inner in enumerate(words, start=1):
            yield from flatten(inner, (*path, str(number)))
    elif isinstance(words, list):
        yield path, "\n".join(str(inner) for inner in words)
    elif words not in (None, ""):
        yield path, str(words)


def compare_texts(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces, word by word, so that Arabic letters stay joined."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_changed = tag != "equal"
        if old_to > old_from:
            left.append(Piece("".join(old[old_from:old_to]), is_changed))
        if new_to > new_from:
            right.append(Piece("".join(new[new_from:new_to]), is_changed))
    return tuple(left), tuple(right)
