"""The versions of one question, their words in each language, and what was answered to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from quizzes.comparing import Part, StructureChange, compare_structures, compare_words
from quizzes.kinds import get_kinds
from quizzes.kinds.base import Words
from quizzes.models import ItemStatistics, QuestionVersion, QuestionWording
from quizzes.wording import pick_language


@dataclass(frozen=True)
class VersionRow:
    """``wordings``: newest first, every language. ``changes``: against the version before. ``statistics``: None before any were made."""

    version: QuestionVersion
    kind_label: str
    wordings: list[QuestionWording]
    changes: list[StructureChange]
    statistics: ItemStatistics | None

    @property
    def languages(self) -> list[str]:
        return sorted({wording.language for wording in self.wordings})


def list_versions(question_key: UUID) -> list[VersionRow]:
    """Newest first. Three queries."""
    versions = list(QuestionVersion.objects.filter(question_key=question_key).order_by("number"))
    statistics = ItemStatistics.objects.in_bulk([version.pk for version in versions])
    wordings: dict[UUID, list[QuestionWording]] = {version.pk: [] for version in versions}
    for wording in QuestionWording.objects.filter(version__in=versions).select_related("version").order_by("-created_at", "-pk"):
        wordings[wording.version_id].append(wording)
    rows = []
    before: QuestionVersion | None = None
    for version in versions:
        earlier = describe(before, wordings[before.pk]) if before else None
        kind = get_kinds().get(version.kind)
        rows.append(
            VersionRow(
                version=version,
                kind_label=kind.label if kind else version.kind,
                wordings=wordings[version.pk],
                changes=compare_structures(earlier, describe(version, wordings[version.pk])),
                statistics=statistics.get(version.pk),
            )
        )
        before = version
    return rows[::-1]


def describe(version: QuestionVersion, wordings: list[QuestionWording]) -> tuple:
    """What ``compare_structures`` compares, in the words of the source language if there are any."""
    kind = get_kinds().get(version.kind)
    words: Mapping[str, Words] = {wording.language: wording.words for wording in reversed(wordings)}
    if kind is None or not words:
        return version.kind, version.structure, []
    chosen = words[pick_language(dict(words), settings.LANGUAGE_CODE)]
    return version.kind, version.structure, kind.list_choices(version.structure, chosen)


@dataclass(frozen=True)
class Comparison:
    """Two wordings of one question. ``changes``: of structure, empty within one version."""

    before: QuestionWording
    after: QuestionWording
    parts: list[Part]
    changes: list[StructureChange]
    statistics: tuple[ItemStatistics | None, ItemStatistics | None]

    @property
    def sides(self) -> tuple[QuestionWording, QuestionWording]:
        return self.before, self.after


def get_comparison(rows: list[VersionRow], before_id: int, after_id: int) -> Comparison | None:
    """Of two wordings among ``rows``, the older one first; None for one that is not among them. No query."""
    found = {wording.pk: (row, wording) for row in rows for wording in row.wordings}
    if before_id not in found or after_id not in found:
        return None
    pair = sorted([found[before_id], found[after_id]], key=lambda item: (item[0].version.number, item[1].created_at, item[1].pk))
    (old_row, old), (new_row, new) = pair
    changes = []
    if old_row is not new_row:
        changes = compare_structures(describe(old_row.version, old_row.wordings), describe(new_row.version, new_row.wordings))
    return Comparison(old, new, compare_words(old.words, new.words), changes, (old_row.statistics, new_row.statistics))
