"""Making item and test statistics anew."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from quizzes.item_analysis import Choice, ItemFigures, Tally, TestFigures, describe_item, describe_test
from quizzes.kinds import get_kinds
from quizzes.models import ItemStatistics, QuestionVersion, QuestionWording, TestStatistics
from quizzes.queries.first_attempts import iterate_sittings
from quizzes.wording import pick_language, words_in_force

BATCH = 500
ITEM_FIGURES = (
    "first_attempts",
    "facility",
    "facility_low",
    "facility_high",
    "discrimination",
    "skip_rate",
    "median_seconds",
    "health",
)
TEST_FIGURES = ("form", "first_attempts", "items", "mean", "deviation", "reliability", "standard_error", "method")


@dataclass(frozen=True)
class Refreshed:
    """How many rows the figures now have, and from how many first attempts."""

    attempts: int
    items: int
    tests: int


def refresh_statistics(*, now: datetime) -> Refreshed:
    """Computes every figure anew from first attempts and replaces what was stored; may run at any time, any number of times.

    Reads outside a transaction, in batches, and keeps some 40 bytes an answer; writes in one short transaction at the end, so that nobody who
    saves an answer waits for long. Rows of versions and tests that no first attempt holds any more are removed.
    """
    tally = Tally()
    attempts = 0
    for sitting in iterate_sittings():
        tally.add(sitting)
        attempts += 1
    items = list(describe_items(tally, now))
    tests = [make_test_row(quiz_key, describe_test(sample), now) for quiz_key, sample in tally.tests.items()]
    with transaction.atomic():
        write_rows(ItemStatistics.objects.all(), items, "version", ("question_key", *ITEM_FIGURES, "choices", "flags"))
        write_rows(TestStatistics.objects.all(), tests, "quiz_key", TEST_FIGURES)
        for model in (ItemStatistics, TestStatistics):
            model.objects.filter(computed_at__lt=now).delete()
    return Refreshed(attempts, len(items), len(tests))


def write_rows(rows: QuerySet, made: Iterable, key: str, names: Iterable[str]) -> None:
    rows.bulk_create(made, BATCH, update_conflicts=True, unique_fields=[key], update_fields=[*names, "computed_at"])


def describe_items(tally: Tally, now: datetime) -> Iterator[ItemStatistics]:
    """Two queries for every ``BATCH`` versions."""
    for keys in batched(tally.items, BATCH):
        versions = QuestionVersion.objects.in_bulk(keys)
        choices = fetch_choices(versions.values())
        for key, version in versions.items():
            figures = describe_item(tally.items[key], choices[key])
            yield make_item_row(version, figures, now)


def fetch_choices(versions: Collection[QuestionVersion]) -> dict[UUID, list[Choice]]:
    """What can be chosen in each version, by the kind that lists it; nothing for a kind that is no longer installed. One query."""
    wordings: dict[UUID, list[QuestionWording]] = {version.pk: [] for version in versions}
    for wording in QuestionWording.objects.filter(version__in=wordings).order_by("created_at", "pk"):
        wordings[wording.version_id].append(wording)
    found: dict[UUID, list[Choice]] = {}
    for version in versions:
        words = words_in_force(wordings[version.pk])
        kind = get_kinds().get(version.kind)
        listed = (
            kind.list_choices(version.structure, words[pick_language(words, settings.LANGUAGE_CODE)]) if kind and words else []
        )
        found[version.pk] = [Choice(choice.key, choice.is_right) for choice in listed]
    return found


def make_item_row(version: QuestionVersion, figures: ItemFigures, now: datetime) -> ItemStatistics:
    return ItemStatistics(
        version=version,
        question_key=version.question_key,
        computed_at=now,
        flags=list(figures.flags),
        choices=[
            {
                "key": choice.key,
                "is_right": choice.is_right,
                "count": choice.count,
                "share": choice.share,
                "thirds": list(choice.thirds),
                "third_shares": list(choice.third_shares),
            }
            for choice in figures.choices
        ],
        **{name: getattr(figures, name) for name in ITEM_FIGURES},
    )


def make_test_row(quiz_key: Hashable, figures: TestFigures, now: datetime) -> TestStatistics:
    return TestStatistics(quiz_key=quiz_key, computed_at=now, **{name: getattr(figures, name) for name in TEST_FIGURES})
