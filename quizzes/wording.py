"""Which words are in force: pure choice among the rows that publishing has left behind."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol


class Wording(Protocol):
    language: str
    words: dict[str, Any]
    created_at: datetime


def words_in_force(
    wordings: Iterable[Wording], *, started_at: datetime | None = None, until: datetime | None = None
) -> dict[str, dict[str, Any]]:
    """The words of one version by language.

    ``wordings``: oldest first. For each language the latest row that existed at ``started_at``, so that an attempt finishes in the words it
    began with; for a language added since, its first row. Without ``started_at`` simply the latest. Nothing written after ``until`` counts,
    but for the very first row, without which there would be no version: a judged attempt is judged again by what could be known then.
    """
    chosen: dict[str, dict[str, Any]] = {}
    for wording in wordings:
        if chosen and until is not None and wording.created_at > until:
            continue
        if started_at is None or wording.created_at <= started_at or wording.language not in chosen:
            chosen[wording.language] = wording.words
    return chosen


def pick_language(words: dict[str, dict[str, Any]], *languages: str) -> str:
    """The first of ``languages`` that the words exist in, else any. Raises StopIteration without any words."""
    return next((language for language in languages if language in words), None) or next(iter(words))
