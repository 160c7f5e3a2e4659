"""Imports as an editor sees them: where one stands, and its questions page by page."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from quizzes.enums import ImportState
from quizzes.models import Question, QuestionImport

PAGE_SIZE = 100
PATIENCE = timedelta(seconds=20)
RUNNING = (ImportState.CHECKING, ImportState.IMPORTING)


def list_imports() -> QuerySet[QuestionImport]:
    """Newest first, without their lines, which can be long."""
    return QuestionImport.objects.select_related("created_by").defer("lines")


@dataclass(frozen=True)
class ImportPage:
    """One import. ``rows`` are those of ``shown``: a fate, ``noted`` or all; each may know its place in the CMS as ``url``.

    ``is_stuck``: it has not moved for a while, so perhaps no worker runs.
    """

    record: QuestionImport
    counts: dict[str, int]
    noted: int
    shown: str
    rows: Page
    is_running: bool
    is_stuck: bool

    @property
    def writes(self) -> int:
        return self.counts["made"] + self.counts["changed"]


def get_import_page(record: QuestionImport, *, shown: str, number: Any, now: datetime) -> ImportPage:
    """One query for the questions that are in the bank already."""
    rows = record.lines.get("rows", []) if isinstance(record.lines, dict) else []
    counted = Counter(row["fate"] for row in rows)
    chosen = [row for row in rows if matches(row, shown)]
    page = Paginator(chosen, PAGE_SIZE).get_page(number)
    add_addresses(list(page.object_list), record)
    return ImportPage(
        record=record,
        counts={fate: counted[fate] for fate in ("made", "changed", "unchanged", "refused")},
        noted=sum("notes" in row for row in rows),
        shown=shown,
        rows=page,
        is_running=record.state in RUNNING,
        is_stuck=record.state in RUNNING and now - moved_at(record) > PATIENCE,
    )


def matches(row: dict[str, Any], shown: str) -> bool:
    return not shown or row["fate"] == shown or (shown == "noted" and "notes" in row)


def moved_at(record: QuestionImport) -> datetime:
    return datetime.fromisoformat(record.lines.get("moved_at") or record.created_at.isoformat())


def add_addresses(rows: list[dict[str, Any]], record: QuestionImport) -> None:
    keys = [UUID(row["key"]) for row in rows if row.get("key")]
    language = record.lines.get("language", "") if isinstance(record.lines, dict) else ""
    found = Question.objects.filter(translation_key__in=keys, locale__language_code=language)
    pks = {str(key): pk for key, pk in found.values_list("translation_key", "pk")}
    for row in rows:
        if row.get("key") in pks:
            row["url"] = reverse(Question.snippet_viewset.get_url_name("edit"), args=[pks[row["key"]]])
