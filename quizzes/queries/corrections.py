"""What correcting a mistake in a question would do to the attempts of the past. Nothing is written here."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet

from quizzes.enums import CorrectionScope, Mode
from quizzes.grading import AnsweredItem, Basis, judge
from quizzes.kinds import get_kind
from quizzes.kinds.base import Response, Words
from quizzes.models import AttemptItem, Correction, Grade, QuestionVersion, ResponseEvent
from quizzes.queries.sheets import fetch_words
from quizzes.wording import pick_language

BATCH_SIZE = 500


@dataclass(frozen=True)
class VersionUse:
    """A version of the question and the submitted attempts that were asked it.

    ``obstacle``: the code of why their answers cannot be judged by the latest version; empty if they can.
    """

    version: QuestionVersion
    attempts: int
    is_latest: bool
    obstacle: str


@dataclass(frozen=True)
class CorrectedQuestion:
    """A question as its versions know it, whether or not it still stands in the bank. Newest version first."""

    key: UUID
    stem: str
    language: str
    uses: list[VersionUse]

    @property
    def latest(self) -> QuestionVersion:
        return self.uses[0].version


def get_corrected_question(question_key: UUID, language: str) -> CorrectedQuestion:
    """Three queries. Raises QuestionVersion.DoesNotExist for a question that was never published."""
    versions = list(QuestionVersion.objects.filter(question_key=question_key).order_by("-number"))
    if not versions:
        raise QuestionVersion.DoesNotExist
    counts = dict(
        asked_items([version.pk for version in versions])
        .order_by()
        .values("version_id")
        .annotate(attempts=Count("pk"))
        .values_list("version_id", "attempts")
    )
    words = fetch_words([versions[0].pk])[versions[0].pk]
    known = pick_language(words, language, settings.LANGUAGE_CODE)
    uses = [
        VersionUse(version, counts.get(version.pk, 0), version == versions[0], find_obstacle(version, versions[0]))
        for version in versions
    ]
    return CorrectedQuestion(question_key, words[known]["stem"], known, uses)


def find_obstacle(version: QuestionVersion, latest: QuestionVersion) -> str:
    """Why answers to ``version`` cannot be judged by the latest: ``kind``, ``person``, ``scored``, ``parts``, ``same``; empty if they can.

    Judging by the very version that was asked makes sense only where words decide: an accepted answer may have been added to them.
    """
    kind = get_kind(latest.kind)
    if version.kind != latest.kind:
        return "kind"
    if kind.needs_person(latest.structure) or kind.needs_person(version.structure):
        return "person"
    if kind.is_scored(latest.structure) != kind.is_scored(version.structure):
        return "scored"
    if not kind.takes_answers_to(latest.structure, version.structure):
        return "parts"
    return "same" if version == latest and not kind.needs_words(latest.structure) else ""


def asked_items(version_ids: Iterable[UUID]) -> QuerySet[AttemptItem]:
    """The items of submitted attempts at tests that asked one of these versions."""
    items = AttemptItem.objects.filter(version__in=list(version_ids), attempt__mode=Mode.GRADED)
    return items.exclude(attempt__submitted_at=None)


@dataclass(frozen=True)
class Plan:
    """What is to be judged anew, and how: answers to ``version_ids`` in attempts handed in by ``until``.

    ``to_version`` is None by the rule that gives everybody the point.
    """

    question_key: UUID
    rule: str
    version_ids: tuple[UUID, ...]
    to_version: QuestionVersion | None
    until: datetime


@dataclass(frozen=True)
class Change:
    """An attempt whose points would change, with the grade in effect (``number``) and the one that would follow it.

    ``number`` is also what nobody may have moved when the change is written. A pass once given stays: ``is_kept`` where the new score
    alone would be none.
    """

    attempt_id: UUID
    number: int
    version_number: int
    old_score: float
    score: float
    points: list[float | None]
    pass_percent: int
    basis: Basis
    is_passed: bool
    is_gained: bool
    is_kept: bool

    @property
    def is_rise(self) -> bool:
        return self.score > self.old_score


@dataclass
class Totals:
    """Attempts judged anew, and what became of them. ``digest`` differs whenever a change does."""

    judged: int = 0
    rises: int = 0
    falls: int = 0
    gained: int = 0
    kept: int = 0
    digest: str = ""

    @property
    def changes(self) -> int:
        return self.rises + self.falls

    @property
    def stays(self) -> int:
        return self.judged - self.changes


@dataclass(frozen=True)
class Survey:
    """All totals, and the changes number ``first`` and following, counted from 0."""

    totals: Totals
    first: int
    rows: list[Change] = field(default_factory=list)

    @property
    def numbered(self) -> list[tuple[int, Change]]:
        return list(enumerate(self.rows, start=self.first + 1))


def survey_changes(plan: Plan, *, now: datetime, first: int = 0, size: int = 0) -> Survey:
    """Judges everything the plan names and keeps ``size`` rows: the memory it takes does not grow with the attempts.

    Two queries and three for each 500 attempts.
    """
    totals, rows = Totals(), []
    for index, change in enumerate(iterate_changes(plan, totals, now=now)):
        if first <= index < first + size:
            rows.append(change)
    return Survey(totals, first, rows)


def iterate_changes(plan: Plan, totals: Totals, *, now: datetime) -> Iterator[Change]:
    """The attempts whose points would change, the oldest first, counted into ``totals`` on the way."""
    words = words_to_judge_by(plan, now)
    digest = hashlib.sha256(json.dumps([plan.rule, str(plan.to_version), words], sort_keys=True).encode())
    numbers = dict(QuestionVersion.objects.filter(pk__in=plan.version_ids).values_list("pk", "number"))
    items = asked_items(plan.version_ids).filter(attempt__submitted_at__lte=plan.until).order_by("pk")
    last = 0
    while batch := list(items.filter(pk__gt=last).values_list("pk", "attempt_id", "position", "version_id")[:BATCH_SIZE]):
        last = batch[-1][0]
        totals.judged += len(batch)
        grades = read_grades([attempt_id for _pk, attempt_id, _position, _version in batch])
        responses = read_responses([pk for pk, *_rest in batch]) if plan.to_version else {}
        for pk, attempt_id, position, version_id in batch:
            change = make_change(plan, grades[attempt_id], position, responses.get(pk, {}), words, numbers[version_id], now)
            if change is None:
                continue
            totals.rises += change.is_rise
            totals.falls += not change.is_rise
            totals.gained += change.is_gained
            totals.kept += change.is_kept
            digest.update(f"{attempt_id} {change.number} {position} {change.score!r}\n".encode())
            yield change
    totals.digest = digest.hexdigest()


def words_to_judge_by(plan: Plan, now: datetime) -> list[Words]:
    """The words of the version that is judged by, as they stand; empty where no words decide. One query at most."""
    version = plan.to_version
    if version is None or not get_kind(version.kind).needs_words(version.structure):
        return []
    return list(fetch_words([version.pk], until=now)[version.pk].values())


@dataclass(frozen=True)
class Effective:
    """The grade in effect, and whether any grade of the attempt was a pass."""

    attempt_id: UUID
    number: int
    score: float
    points: list[float | None]
    pass_percent: int
    basis: Basis
    was_passed: bool


def read_grades(attempt_ids: list[UUID]) -> dict[UUID, Effective]:
    """One query."""
    found: dict[UUID, Effective] = {}
    rows = Grade.objects.filter(attempt__in=attempt_ids).order_by("number")
    for attempt_id, number, score, points, pass_percent, basis, is_passed in rows.values_list(
        "attempt_id", "number", "score", "points", "pass_percent", "basis", "is_passed"
    ):
        was_passed = is_passed or (attempt_id in found and found[attempt_id].was_passed)
        found[attempt_id] = Effective(attempt_id, number, score, points, pass_percent, Basis.from_json(basis), was_passed)
    return found


def read_responses(item_ids: list[int]) -> dict[int, Response]:
    """The answer in force to each item. One query."""
    later = ResponseEvent.objects.filter(item=OuterRef("item"), sequence__gt=OuterRef("sequence"))
    return dict(ResponseEvent.objects.filter(~Exists(later), item__in=item_ids).values_list("item_id", "response"))


def make_change(
    plan: Plan, grade: Effective, position: int, response: Response, words: list[Words], version_number: int, now: datetime
) -> Change | None:
    """None if the item keeps its point. Only that item is judged: the others have the points that their basis gives them."""
    # Positions of a test count from 1 without gaps.
    points = list(grade.points)
    old = points[position - 1]
    if old is None:
        return None
    basis = grade.basis
    if plan.to_version is None:
        basis, share = basis.given(position), 1.0
    else:
        kind = get_kind(plan.to_version.kind)
        basis = basis.corrected(position, plan.to_version.pk, now)
        share = AnsweredItem(kind, plan.to_version.structure, words, response).point or 0.0
    if share == old:
        return None
    points[position - 1] = share
    result = judge(points, grade.pass_percent, basis.awaiting)
    return Change(
        attempt_id=grade.attempt_id,
        number=grade.number,
        version_number=version_number,
        old_score=grade.score,
        score=result.score,
        points=points,
        pass_percent=grade.pass_percent,
        basis=basis,
        is_passed=result.is_passed or grade.was_passed,
        is_gained=result.is_passed and not grade.was_passed,
        is_kept=grade.was_passed and not result.is_passed,
    )


def in_scope(change: Change, scope: str, chosen: frozenset[UUID]) -> bool:
    """Whether an editor's choice of attempts includes this one."""
    if scope == CorrectionScope.CHOSEN:
        return change.attempt_id in chosen
    return scope == CorrectionScope.ALL or change.is_rise


def list_corrections(question_key: UUID) -> list[Correction]:
    """What was corrected in a question so far, the newest first. One query."""
    corrections = Correction.objects.filter(question_key=question_key).select_related("made_by", "to_version")
    return list(corrections.order_by("-made_at")[:50])


def gained_passes(correction_id: UUID) -> QuerySet[Grade]:
    """The grades of a correction that made a pass where none was before, with their attempts."""
    earlier = Grade.objects.filter(attempt=OuterRef("attempt"), number__lt=OuterRef("number"), is_passed=True)
    grades = Grade.objects.filter(~Exists(earlier), correction=correction_id, is_passed=True)
    return grades.select_related("attempt__learner").order_by("pk")
