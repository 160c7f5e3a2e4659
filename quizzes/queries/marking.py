"""Answers that wait for a person's mark: the list, and one of them beside its question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from quizzes.enums import MarkingState, Mode
from quizzes.frozen import FrozenQuestion
from quizzes.grading import Basis, PersonsMark
from quizzes.grading.rubric import Criterion, CriterionText, describe_rubric, read_rubric
from quizzes.kinds import Kind, get_kind, get_kinds
from quizzes.models import Attempt, AttemptItem, Grade
from quizzes.queries.corrections import read_grades
from quizzes.queries.sheets import current_responses, fetch_words
from quizzes.registry import lesson_addresses, lesson_places

PAGE_SIZE = 25


@dataclass(frozen=True)
class Place:
    """The test or the course that a list is limited to; nothing for all."""

    key: UUID | None = None

    @property
    def condition(self) -> Q:
        return Q(quiz_key=self.key) | Q(course_key=self.key) if self.key else Q()


@dataclass(frozen=True)
class QueueRow:
    """A submitted attempt with answers that a person marks. ``position``: the answer to open first; ``count``: how many wait, or were marked."""

    attempt_id: UUID
    learner_name: str
    lesson_title: str
    submitted_at: datetime
    count: int
    position: int


@dataclass(frozen=True)
class Queue:
    """Oldest first. ``next`` is a token, empty at the end of the list; ``total`` counts attempts."""

    rows: list[QueueRow]
    total: int
    next: str = ""


def select_attempts(attempts: QuerySet[Attempt], state: str, place: Place) -> QuerySet[Attempt]:
    """Those of ``attempts`` with an answer that waits for a mark, or, in the other state, has one and none waits."""
    later = Grade.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    effective = Grade.objects.filter(~Exists(later), attempt=OuterRef("pk"))
    if state == MarkingState.MARKED:
        judged = effective.filter(basis__has_key="marks").exclude(basis__has_key="awaiting")
    else:
        judged = effective.filter(basis__has_key="awaiting")
    # Few questions are judged by a person: their versions are where the search begins.
    asked = AttemptItem.objects.filter(version__kind__in=kinds_for_people()).values("attempt")
    submitted = attempts.submitted().filter(place.condition, mode=Mode.GRADED, learner__isnull=False, pk__in=asked)  # type: ignore[attr-defined]
    return submitted.filter(Exists(judged))


def kinds_for_people() -> list[str]:
    """The kinds of which a person may have to judge answers."""
    return [name for name, kind in get_kinds().items() if type(kind).needs_person is not Kind.needs_person]


def get_queue(attempts: QuerySet[Attempt], state: str, place: Place, token: str, language: str) -> Queue:
    """One page. Four queries. A token that leads nowhere begins anew."""
    found = select_attempts(attempts, state, place)
    total = found.count()
    rows = list(after(found, token).select_related("learner").order_by("submitted_at", "pk")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    titles = lesson_addresses([attempt.lesson_key for attempt in shown], language)
    bases = {key: grade.basis for key, grade in read_grades([attempt.pk for attempt in shown]).items()} if shown else {}
    return Queue(
        rows=[make_row(attempt, bases[attempt.pk], state, titles[attempt.lesson_key][0]) for attempt in shown],
        total=total,
        next=make_token(shown[-1]) if len(rows) > PAGE_SIZE else "",
    )


def make_row(attempt: Attempt, basis: Basis, state: str, title: str) -> QueueRow:
    positions = sorted(basis.marks if state == MarkingState.MARKED else basis.awaiting)
    assert attempt.learner is not None
    assert attempt.submitted_at is not None
    return QueueRow(attempt.pk, attempt.learner.get_short_name(), title, attempt.submitted_at, len(positions), positions[0])


def make_token(attempt: Attempt) -> str:
    assert attempt.submitted_at is not None
    return f"{attempt.submitted_at.isoformat()}_{attempt.pk}"


def after(attempts: QuerySet[Attempt], token: str) -> QuerySet[Attempt]:
    """The attempts behind the one that the token names; all of them for a token that names none."""
    moment_text, _separator, key_text = token.partition("_")
    try:
        moment, key = datetime.fromisoformat(moment_text), UUID(key_text)
    except ValueError:
        return attempts
    if moment.tzinfo is None:
        return attempts
    return attempts.filter(Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=key))


@dataclass(frozen=True)
class PlaceChoice:
    """What the list can be limited to: the tests of one course under its title."""

    key: UUID
    title: str
    tests: list[tuple[UUID, str]]


def list_places(attempts: QuerySet[Attempt], language: str) -> list[PlaceChoice]:
    """The courses and tests that ``attempts`` belong to, as far as people mark them. Three queries at most."""
    asked = AttemptItem.objects.filter(version__kind__in=kinds_for_people()).values("attempt")
    keys = attempts.filter(pk__in=asked, mode=Mode.GRADED).order_by().values_list("course_key", "lesson_key", "quiz_key")
    found = list(keys.distinct())
    if not found:
        return []
    courses = {place.course_key: place.course_title for place in lesson_places()}
    titles = lesson_addresses([lesson for _course, lesson, _quiz in found], language)
    choices: dict[UUID, PlaceChoice] = {}
    for course, lesson, quiz in found:
        choice = choices.setdefault(course, PlaceChoice(course, courses.get(course, ""), []))
        choice.tests.append((quiz, titles[lesson][0]))
    for choice in choices.values():
        choice.tests.sort(key=lambda test: test[1])
    return sorted(choices.values(), key=lambda choice: choice.title)


@dataclass(frozen=True)
class MarkingSheet:
    """One answer beside what it is judged by. ``number``: the grade in effect, which nobody may have moved when a mark is written.

    ``mark``: what a person gave so far. ``is_settled``: a correction has given everybody the point, so no mark would count.
    """

    attempt: Attempt
    item: AttemptItem
    frozen: FrozenQuestion
    rubric: tuple[Criterion, ...]
    number: int
    mark: PersonsMark | None
    is_settled: bool

    @property
    def answer(self) -> str:
        return str(self.frozen.response.get("text", ""))

    @property
    def learner_name(self) -> str:
        return self.attempt.learner.get_short_name() if self.attempt.learner else ""

    def criteria(self, language: str, levels: Mapping[str, str]) -> list[CriterionText]:
        return describe_rubric(self.rubric, self.frozen.words_for(language).get("criteria", {}), levels)


def get_marking_sheet(attempts: QuerySet[Attempt], attempt_id: UUID, position: int) -> MarkingSheet:
    """An answer that a person judges, in one of ``attempts``. Raises Attempt.DoesNotExist, the same for whatever is missing. Five queries."""
    attempt = attempts.submitted().select_related("learner").get(pk=attempt_id, mode=Mode.GRADED, learner__isnull=False)  # type: ignore[attr-defined]
    item = AttemptItem.objects.select_related("version").filter(attempt=attempt, position=position).first()
    if item is None or not get_kind(item.version.kind).needs_person(item.version.structure):
        raise Attempt.DoesNotExist
    response = current_responses([item]).get(position)
    if not response:
        raise Attempt.DoesNotExist
    grade = read_grades([attempt.pk])[attempt.pk]
    frozen = FrozenQuestion(
        kind=get_kind(item.version.kind),
        structure=item.version.structure,
        words=fetch_words([item.version_id], started_at=attempt.started_at)[item.version_id],
        response=response,
        seed=attempt.seed + position,
    )
    return MarkingSheet(
        attempt=attempt,
        item=item,
        frozen=frozen,
        rubric=read_rubric(item.version.structure),
        number=grade.number,
        mark=grade.basis.marks.get(position),
        is_settled=position in grade.basis.full,
    )


def find_next(attempts: QuerySet[Attempt], place: Place, current: Attempt) -> tuple[UUID, int] | None:
    """The answer to mark after one of ``current``: another of the same attempt, then the oldest that was handed in later, then any.

    None when nothing waits. Three queries at most.
    """
    waiting = select_attempts(attempts, MarkingState.WAITING, place).order_by("submitted_at", "pk")
    following = waiting.filter(pk=current.pk).first() or after(waiting, make_token(current)).first() or waiting.first()
    if following is None:
        return None
    return following.pk, min(read_grades([following.pk])[following.pk].basis.awaiting)
