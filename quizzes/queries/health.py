"""What answers say about questions and tests, as editors read it. Three queries at most for any number of questions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject

from quizzes.definitions import QuizDefinition
from quizzes.enums import Flag, Health, Mode
from quizzes.item_analysis import ENOUGH
from quizzes.kinds import get_kinds
from quizzes.models import ItemStatistics, Placement, Question, QuestionVersion, QuestionWording, TestStatistics
from quizzes.registry import Address, lesson_addresses
from quizzes.wording import pick_language, words_in_force

TEST_FIGURES = ("form", "first_attempts", "items", "mean", "deviation", "reliability", "standard_error", "method")


@dataclass(frozen=True)
class Third:
    """One third of the attempts: how many of it made a choice, and which share; None if nobody is in it."""

    count: int
    share: float | None


@dataclass(frozen=True)
class ChoiceHealth:
    """A choice with its words and figures. ``thirds``: lower, middle, upper."""

    text: str
    is_right: bool
    count: int
    share: float
    thirds: tuple[Third, ...]


@dataclass(frozen=True)
class VersionHealth:
    """One version of a question. ``figures`` is None before anybody has answered it; ``language`` is that of the choices' texts."""

    number: int
    kind: str
    created_at: datetime
    stem: str
    language: str
    figures: ItemStatistics | None
    choices: tuple[ChoiceHealth, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether there are enough answers for the figures to mean something."""
        return self.figures is not None and self.figures.health != Health.FEW

    @property
    def flags(self) -> list[Flag]:
        return [Flag(flag) for flag in self.figures.flags] if self.figures else []


@dataclass(frozen=True)
class TestLink:
    """A test that asks a question, or may draw it."""

    __test__ = False
    quiz_key: UUID
    title: str


@dataclass(frozen=True)
class QuestionHealth:
    """Every version, the newest first; none before the question was ever published."""

    question_key: UUID
    versions: list[VersionHealth]
    tests: list[TestLink] = field(default_factory=list)
    enough: int = ENOUGH

    @property
    def newest(self) -> VersionHealth | None:
        return self.versions[0] if self.versions else None


@dataclass(frozen=True)
class ItemHealth:
    """One question in the list of a test: its newest version."""

    figures: ItemStatistics
    stem: str

    @property
    def is_judged(self) -> bool:
        return self.figures.health != Health.FEW

    @property
    def flags(self) -> list[Flag]:
        return [Flag(flag) for flag in self.figures.flags]


@dataclass(frozen=True)
class TestHealth:
    """One graded test. ``figures`` is None before anybody has handed it in; ``flagged`` counts questions worth a look."""

    __test__ = False
    placement: Placement
    title: str
    url: str
    figures: TestStatistics | None
    flagged: int = 0
    enough: int = ENOUGH

    @cached_property
    def definition(self) -> QuizDefinition:
        return QuizDefinition.from_json(self.placement.definition)

    @property
    def is_judged(self) -> bool:
        return self.figures is not None and self.figures.first_attempts >= self.enough


def get_versions(question_key: UUID, language: str) -> QuestionHealth:
    """Every version of a question with its figures and words, without its tests. One query."""
    rows: dict[UUID, list[QuestionWording]] = {}
    wordings = QuestionWording.objects.filter(version__question_key=question_key).select_related("version__statistics")
    for wording in wordings.order_by("-version__number", "created_at", "pk").fetch_mode(models.FETCH_RAISE):
        rows.setdefault(wording.version_id, []).append(wording)
    return QuestionHealth(question_key, [describe_version(found, language) for found in rows.values()])


def describe_version(wordings: list[QuestionWording], language: str) -> VersionHealth:
    """The version of these wordings, in the words of now."""
    version = wordings[0].version
    words = words_in_force(wordings)
    shown = pick_language(words, language, settings.LANGUAGE_CODE)
    kind = get_kinds().get(version.kind)
    figures = getattr(version, "statistics", None)
    listed = kind.list_choices(version.structure, words[shown]) if kind else []
    texts = {choice.key: choice.text for choice in listed}
    return VersionHealth(
        number=version.number,
        kind=kind.label if kind else version.kind,
        created_at=version.created_at,
        stem=words[shown]["stem"],
        language=shown,
        figures=figures,
        choices=tuple(describe_choice(stored, texts) for stored in figures.choices) if figures else (),
    )


def describe_choice(stored: dict, texts: dict[str, str]) -> ChoiceHealth:
    return ChoiceHealth(
        text=texts.get(stored["key"], stored["key"]),
        is_right=stored["is_right"],
        count=stored["count"],
        share=stored["share"],
        thirds=tuple(map(Third, stored["thirds"], stored["third_shares"])),
    )


def get_question_health(question_key: UUID, language: str) -> QuestionHealth:
    """Everything about one question. Raises Question.DoesNotExist if it was never published. Three queries."""
    health = get_versions(question_key, language)
    if not health.versions:
        raise Question.DoesNotExist
    return QuestionHealth(question_key, health.versions, list_tests_asking(question_key, language))


def find_question(question_key: UUID, language: str) -> int | None:
    """Where the question is edited: its row in this language, or in another. None once it is deleted. One query."""
    is_ours = Case(When(locale__language_code=language, then=0), default=1)
    return Question.objects.filter(translation_key=question_key).order_by(is_ours, "pk").values_list("pk", flat=True).first()


def list_tests_asking(question_key: UUID, language: str) -> list[TestLink]:
    """The live tests that name a question, and those that may draw it because they draw from all of its course. Two queries."""
    course = QuestionVersion.objects.filter(question_key=question_key, course_key=OuterRef("course_key"))
    graded = (
        Placement.objects.live()
        .filter(mode=Mode.GRADED)
        .annotate(text=Cast("definition", TextField()), is_of_course=Exists(course))
    )
    found = [
        placement
        for placement in graded.filter(Q(text__contains=str(question_key)) | Q(is_of_course=True)).order_by("updated_at", "pk")
        if may_ask(QuizDefinition.from_json(placement.definition), question_key)
    ]
    addresses = lesson_addresses([placement.lesson_key for placement in found], language)
    return [TestLink(placement.quiz_key, addresses[placement.lesson_key][0]) for placement in found]


def may_ask(definition: QuizDefinition, question_key: UUID) -> bool:
    return question_key in definition.question_keys or bool(definition.blueprint and not definition.question_keys)


def tests_with_figures() -> QuerySet[Placement]:
    """Graded tests that are live or have figures, each with them as ``statistics``, a dict or None."""
    row = JSONObject(**{name: name for name in TEST_FIGURES})
    figures = TestStatistics.objects.filter(pk=OuterRef("pk")).values(row=row)
    return Placement.objects.filter(mode=Mode.GRADED).annotate(statistics=Subquery(figures, output_field=models.JSONField()))


def describe_test(placement: Placement, address: Address, flagged: int = 0) -> TestHealth:
    stored = placement.statistics  # type: ignore[attr-defined]
    figures = TestStatistics(quiz_key=placement.pk, **stored) if stored else None
    return TestHealth(placement, *address, figures, flagged)


def list_tests(language: str) -> list[TestHealth]:
    """Every graded test, those with most questions worth a look first. Three queries."""
    tests = list(tests_with_figures().filter(Q(is_live=True) | Q(statistics__isnull=False)).order_by("updated_at", "pk"))
    addresses = lesson_addresses([test.lesson_key for test in tests], language)
    flagged = list(newest_items().filter(health=Health.FLAGGED).values_list("question_key", "version__course_key"))
    described = []
    for test in tests:
        definition = QuizDefinition.from_json(test.definition)
        asked = set(definition.question_keys)
        of_course = bool(definition.blueprint) and not asked
        count = sum(key in asked or (of_course and course == test.course_key) for key, course in flagged)
        described.append(describe_test(test, addresses[test.lesson_key], count))
    return sorted(described, key=lambda test: (-test.flagged, test.figures is None, test.title))


def newest_items() -> QuerySet[ItemStatistics]:
    """The figures of versions that no newer one has followed."""
    newer = QuestionVersion.objects.filter(question_key=OuterRef("question_key"), number__gt=OuterRef("version__number"))
    return ItemStatistics.objects.filter(~Exists(newer))


def get_test_health(quiz_key: UUID, language: str) -> TestHealth:
    """One graded test. Raises Placement.DoesNotExist. Two queries."""
    placement = tests_with_figures().get(pk=quiz_key)
    return describe_test(placement, lesson_addresses([placement.lesson_key], language)[placement.lesson_key])


def list_items(definition: QuizDefinition, course_key: UUID, language: str) -> list[ItemHealth]:
    """The questions of a test that somebody has answered, with the figures of their newest versions. One query."""
    asked = Q(question_key__in=definition.question_keys) if definition.question_keys else Q(version__course_key=course_key)
    rows = newest_items().filter(asked).select_related("version").defer("choices", "version__structure")
    stem = Coalesce(stem_in(language), stem_in(settings.LANGUAGE_CODE), Value(""), output_field=CharField())
    rows = rows.annotate(stem=stem).order_by("stem", "pk").fetch_mode(models.FETCH_RAISE)
    return [ItemHealth(row, row.stem) for row in rows]


def stem_in(language: str) -> Subquery:
    question = Question.objects.filter(translation_key=OuterRef("question_key"), locale__language_code=language)
    return Subquery(question.values("stem")[:1])


SORTS = {
    "flags": lambda item: (-len(item.flags), item.figures.health == Health.FEW),
    "facility": lambda item: unknown_last(item.figures.facility),
    "discrimination": lambda item: unknown_last(item.figures.discrimination),
    "answers": lambda item: -item.figures.first_attempts,
    "skipped": lambda item: unknown_last(item.figures.skip_rate, factor=-1),
    "time": lambda item: unknown_last(item.figures.median_seconds, factor=-1),
}
"""Ways to order the questions of a test: what is worth a look comes first in each."""


def unknown_last(figure: float | None, factor: int = 1) -> tuple[bool, float]:
    return figure is None, factor * (figure or 0.0)


def sort_items(items: Iterable[ItemHealth], sort: str) -> list[ItemHealth]:
    """By one of ``SORTS``, by "flags" for an unknown one; equals by the words of the question."""
    return sorted(items, key=SORTS.get(sort, SORTS["flags"]))
