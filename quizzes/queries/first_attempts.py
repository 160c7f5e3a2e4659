"""The attempts that statistics rest on: what each learner did at each test the first time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from quizzes.enums import Mode
from quizzes.grading import Basis
from quizzes.item_analysis import Answer, Sitting, answer_times
from quizzes.kinds import Kind, get_kinds
from quizzes.kinds.base import Response, Structure
from quizzes.models import Attempt, AttemptItem, Grade, QuestionVersion, ResponseEvent

BATCH = 500
MOST_KEPT_ANSWERS = 65_536
"""Answers to choices repeat: a few for each question, however many people there were. What they say is read once."""

read_answer = lru_cache(MOST_KEPT_ANSWERS)(json.loads)

type Judgement = tuple[list[float | None], dict[str, Any]]


def first_attempts() -> QuerySet[Attempt]:
    """The first submitted graded attempt of each learner at each test.

    Of learners who were erased nothing says who they were: their attempts count where they are number 1.
    """
    submitted = Attempt.objects.submitted().filter(mode=Mode.GRADED)
    earlier = submitted.filter(learner=OuterRef("learner"), quiz_key=OuterRef("quiz_key"), number__lt=OuterRef("number"))
    return submitted.filter(Q(learner=None, number=1) | Q(learner__isnull=False) & ~Exists(earlier))


@dataclass
class VersionShapes:
    """Kind and structure of each version that was met; one query for those of a batch that are new."""

    known: dict[UUID, tuple[Kind | None, Structure]] = field(default_factory=dict)

    def meet(self, version_ids: set[UUID]) -> None:
        unknown = version_ids - self.known.keys()
        if unknown:
            kinds = get_kinds()
            rows = QuestionVersion.objects.filter(pk__in=unknown).values_list("pk", "kind", "structure")
            self.known |= {pk: (kinds.get(kind), structure) for pk, kind, structure in rows}

    def chosen_keys(self, version_id: UUID, response: Response) -> tuple[str, ...]:
        """Nothing for a kind that is no longer installed."""
        kind, structure = self.known[version_id]
        return tuple(kind.chosen_keys(structure, response)) if kind and response else ()


@dataclass
class BatchRows:
    """What is stored about some attempts. Answers, as JSON, by item id, the last one winning; the moments of all of them in order."""

    items: dict[UUID, list[tuple[int, int, UUID]]] = field(default_factory=dict)
    judgements: dict[UUID, Judgement] = field(default_factory=dict)
    responses: dict[int, str] = field(default_factory=dict)
    saved: dict[UUID, list[tuple[int, datetime]]] = field(default_factory=dict)


def iterate_sittings(batch: int = BATCH) -> Iterator[Sitting]:
    """Every first attempt, judged by its effective grade, in batches of bounded size: four queries a batch, and one for new versions.

    No transaction is held: what is submitted no longer changes but for grades, which are only added. An attempt without a grade is left out.
    """
    shapes = VersionShapes()
    last = UUID(int=0)
    while True:
        rows = list(first_attempts().filter(pk__gt=last).order_by("pk").values_list("pk", "quiz_key", "started_at")[:batch])
        if not rows:
            return
        last = rows[-1][0]
        stored = fetch_batch([pk for pk, _quiz_key, _started_at in rows])
        shapes.meet({version_id for items in stored.items.values() for _pk, _position, version_id in items})
        for attempt_id, quiz_key, started_at in rows:
            if attempt_id in stored.judgements and attempt_id in stored.items:
                yield make_sitting(attempt_id, quiz_key, started_at, stored, shapes)


def fetch_batch(attempt_ids: Sequence[UUID]) -> BatchRows:
    """Three queries."""
    found = BatchRows()
    owner: dict[int, UUID] = {}
    items = AttemptItem.objects.filter(attempt__in=attempt_ids).order_by("attempt_id", "position")
    for attempt_id, pk, position, version_id in items.values_list("attempt_id", "pk", "position", "version_id"):
        found.items.setdefault(attempt_id, []).append((pk, position, version_id))
        owner[pk] = attempt_id
    events = ResponseEvent.objects.filter(attempt__in=attempt_ids).order_by("attempt_id", "sequence")
    stored = events.annotate(stored=Cast("response", TextField())).values_list("item_id", "stored", "received_at")
    for item_id, response, received_at in stored:
        found.responses[item_id] = response
        found.saved.setdefault(owner[item_id], []).append((item_id, received_at))
    grades = Grade.objects.filter(attempt__in=attempt_ids).order_by("attempt_id", "number")
    for attempt_id, points, basis in grades.values_list("attempt_id", "points", "basis"):
        found.judgements[attempt_id] = points, basis
    return found


def make_sitting(attempt_id: UUID, quiz_key: UUID, started_at: datetime, stored: BatchRows, shapes: VersionShapes) -> Sitting:
    points, basis = stored.judgements[attempt_id]
    awaiting = Basis.from_json(basis).awaiting if basis else frozenset()
    seconds = answer_times(started_at, stored.saved.get(attempt_id, []))
    answers = []
    for (item_id, position, version_id), share in zip(stored.items[attempt_id], points, strict=True):
        response = read_answer(stored.responses.get(item_id, "{}"))
        answers.append(
            Answer(
                version=version_id,
                share=None if position in awaiting else share,
                chosen=shapes.chosen_keys(version_id, response),
                is_skipped=not response,
                seconds=seconds.get(item_id),
            )
        )
    return Sitting(quiz_key, answers, is_judged=not awaiting)
