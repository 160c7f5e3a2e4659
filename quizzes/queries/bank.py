"""The question bank as editors see it: each question with its state, its health and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import cached_property
from wagtail.models import Locale, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from quizzes.enums import Flag, Health
from quizzes.models import ItemStatistics, Objective, Placement, Question, QuestionVersion
from quizzes.models.question import QuestionQuerySet
from quizzes.registry import LessonPlace, lesson_places

DRAFT, PUBLISHED, CHANGED, IN_REVIEW = "draft", "published", "changed", "review"


def with_statistics(questions: QuestionQuerySet) -> QuestionQuerySet:
    """Each question knows ``newest_version`` and what is computed of it: ``facility``, ``discrimination``, ``health``."""
    newest = QuestionVersion.objects.filter(question_key=OuterRef("translation_key")).order_by("-number").values("pk")[:1]
    statistics = ItemStatistics.objects.filter(version_id=OuterRef("newest_version"))
    return questions.annotate(newest_version=Subquery(newest)).annotate(
        **{name: Subquery(statistics.values(name)[:1]) for name in ("facility", "discrimination", "health")}
    )


def filter_health(questions: QuestionQuerySet, value: str) -> QuestionQuerySet:
    """By a value of ``Health``, or of ``Flag``; of ``with_statistics`` questions. A version nobody has met yet has too few answers."""
    if value in Flag.values:
        flagged = ItemStatistics.objects.annotate(flags_text=Cast("flags", TextField())).filter(flags_text__contains=f'"{value}"')
        return questions.filter(newest_version__in=flagged.values("version_id"))
    if value == Health.FEW:
        return questions.filter(Q(health=value) | Q(health=None, newest_version__isnull=False))
    return questions.filter(health=value)


def filter_state(questions: QuestionQuerySet, state: str) -> QuestionQuerySet:
    match state:
        case "draft":
            return questions.filter(live=False)
        case "published":
            return questions.filter(live=True, has_unpublished_changes=False)
        case "changed":
            return questions.filter(live=True, has_unpublished_changes=True)
        case "review":
            return questions.filter(Exists(reviews().filter(object_id=Cast(OuterRef("pk"), CharField()))))
    return questions


def reviews() -> "QuerySet[WorkflowState]":
    """Questions that wait for somebody's word."""
    return WorkflowState.objects.filter(
        base_content_type__app_label="quizzes", base_content_type__model="question", status=WorkflowState.STATUS_IN_PROGRESS
    )


def filter_module(questions: QuestionQuerySet, module_key: UUID, places: Iterable[LessonPlace]) -> QuestionQuerySet:
    """Questions to be read again in a lesson of the module."""
    return questions.filter(lesson_key__in=[place.lesson_key for place in places if place.module_key == module_key])


@dataclass(frozen=True)
class BankRow:
    """What a line of the listing says beside the question itself. ``quizzes``: how many live ones name it."""

    states: tuple[str, ...]
    statistics: ItemStatistics | None
    has_version: bool
    quizzes: int
    lesson_title: str
    can_be_translated: bool
    source_id: int | None


class BankPage:
    """The lines of one page of the listing. Seven queries, whatever the number of lines."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = list(questions)
        self.keys = {question.translation_key for question in self.questions}

    def rows(self) -> dict[int, BankRow]:
        """By the question's id."""
        return {question.pk: self.describe(question) for question in self.questions}

    def describe(self, question: Question) -> BankRow:
        version = self.versions.get(question.translation_key)
        place = self.places.get(question.lesson_key) if question.lesson_key else None
        return BankRow(
            states=tuple(self.states_of(question)),
            statistics=self.statistics.get(version) if version else None,
            has_version=version is not None,
            quizzes=self.placed[question.translation_key],
            lesson_title=place.lesson_title if place else "",
            can_be_translated=bool(self.locales - self.languages[question.translation_key]),
            source_id=self.sources.get((question.translation_key, question.locale_id)),
        )

    def states_of(self, question: Question) -> Iterable[str]:
        yield DRAFT if not question.live else CHANGED if question.has_unpublished_changes else PUBLISHED
        if str(question.pk) in self.in_review:
            yield IN_REVIEW

    @cached_property
    def versions(self) -> dict[UUID, UUID]:
        return dict(QuestionVersion.objects.latest_of(self.keys).values_list("question_key", "pk"))

    @cached_property
    def statistics(self) -> dict[UUID, ItemStatistics]:
        return ItemStatistics.objects.in_bulk(list(self.versions.values()))

    @cached_property
    def in_review(self) -> set[str]:
        return set(
            reviews().filter(object_id__in=[str(question.pk) for question in self.questions]).values_list("object_id", flat=True)
        )

    @cached_property
    def placed(self) -> dict[UUID, int]:
        """Placements are few beside questions, and a database cannot look into their lists alike everywhere."""
        counts = dict.fromkeys(self.keys, 0)
        for questions in Placement.objects.live().values_list("definition__questions", flat=True):
            for key in self.keys & {UUID(key) for key in questions}:
                counts[key] += 1
        return counts

    @cached_property
    def places(self) -> dict[UUID, LessonPlace]:
        return {place.lesson_key: place for place in lesson_places()}

    @cached_property
    def locales(self) -> set[int]:
        return set(Locale.objects.values_list("pk", flat=True))

    @cached_property
    def languages(self) -> dict[UUID, set[int]]:
        found: dict[UUID, set[int]] = {key: set() for key in self.keys}
        for key, locale_id in Question.objects.filter(translation_key__in=self.keys).values_list("translation_key", "locale_id"):
            found[key].add(locale_id)
        return found

    @cached_property
    def sources(self) -> dict[tuple[UUID, int], int]:
        """Where translations follow a question: the source to bring them up to date from."""
        followed = Translation.objects.filter(source=OuterRef("pk"), enabled=True)
        sources = TranslationSource.objects.filter(Exists(followed), object_id__in=self.keys)
        return {(key, locale_id): pk for pk, key, locale_id in sources.values_list("pk", "object_id", "locale_id")}


def with_question_counts(objectives: QuerySet[Objective]) -> QuerySet[Objective]:
    """Each objective knows its ``question_count``: questions that name it in any language, each once."""
    asked = Question.objects.filter(objective__translation_key=OuterRef("translation_key")).order_by()
    counts = asked.values("objective__translation_key").annotate(found=Count("translation_key", distinct=True)).values("found")
    return objectives.annotate(question_count=Coalesce(Subquery(counts), 0))
