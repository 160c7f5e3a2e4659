"""The question bank as editors see it: each question with its state, its health and where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Locale, WorkflowState
from wagtail_localize.models import Translation, TranslationSource

from quizzes.enums import Flag, Health
from quizzes.models import ItemStatistics, Objective, Placement, Question, QuestionVersion
from quizzes.models.question import QuestionQuerySet
from quizzes.registry import LessonPlace

DRAFT, PUBLISHED, CHANGED, IN_REVIEW = "draft", "published", "changed", "review"


def list_bank() -> QuestionQuerySet:
    """Every question as the listing needs it: ``with_statistics``, ``with_translations``, and ``is_in_review``."""
    questions = with_translations(with_statistics(Question.objects.select_related("locale")))
    return questions.annotate(is_in_review=Exists(reviews().filter(object_id=Cast(OuterRef("pk"), CharField()))))


def with_statistics(questions: QuestionQuerySet) -> QuestionQuerySet:
    """Each question knows ``newest_version`` and what is computed of it: ``facility``, ``discrimination``, ``health``."""
    newest = QuestionVersion.objects.filter(question_key=OuterRef("translation_key")).order_by("-number").values("pk")[:1]
    statistics = ItemStatistics.objects.filter(version_id=OuterRef("newest_version"))
    return questions.annotate(newest_version=Subquery(newest)).annotate(
        **{name: Subquery(statistics.values(name)[:1]) for name in ("facility", "discrimination", "health")}
    )


def with_translations(rows: Any) -> Any:
    """Each row of a translated model knows whether it ``can_be_translated`` into one more language, and, where translations follow it, the
    ``source_id`` to bring them up to date from."""
    twins = rows.model.objects.filter(translation_key=OuterRef(OuterRef("translation_key")), locale=OuterRef("pk"))
    followed = Translation.objects.filter(source=OuterRef("pk"), enabled=True)
    sources = TranslationSource.objects.filter(Exists(followed), object_id=OuterRef("translation_key"), locale=OuterRef("locale"))
    return rows.annotate(
        can_be_translated=Exists(Locale.objects.exclude(Exists(twins))), source_id=Subquery(sources.order_by().values("pk")[:1])
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
            return questions.filter(is_in_review=True)
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
    quizzes: int
    lesson_title: str


def describe_rows(questions: Iterable[Question], places: Iterable[LessonPlace]) -> dict[int, BankRow]:
    """One page of ``list_bank``, by the question's id. Two queries, whatever the number of lines."""
    questions = list(questions)
    statistics = ItemStatistics.objects.in_bulk([question.newest_version for question in questions if question.newest_version])
    placed = count_placements({question.translation_key for question in questions})
    titles = {place.lesson_key: place.lesson_title for place in places}
    return {
        question.pk: BankRow(
            states=tuple(states_of(question)),
            statistics=statistics.get(question.newest_version),
            quizzes=placed[question.translation_key],
            lesson_title=titles.get(question.lesson_key, "") if question.lesson_key else "",
        )
        for question in questions
    }


def states_of(question: Question) -> Iterator[str]:
    yield DRAFT if not question.live else CHANGED if question.has_unpublished_changes else PUBLISHED
    if question.is_in_review:  # type: ignore[attr-defined]
        yield IN_REVIEW


def count_placements(question_keys: Iterable[UUID]) -> dict[UUID, int]:
    """In how many live quizzes each question is named. One query: placements are few beside questions, and no two databases look into
    their lists alike."""
    counts = dict.fromkeys(question_keys, 0)
    for questions in Placement.objects.live().values_list("definition__questions", flat=True):
        for key in counts.keys() & {UUID(key) for key in questions}:
            counts[key] += 1
    return counts


def with_question_counts(objectives: QuerySet[Objective]) -> QuerySet[Objective]:
    """Each objective knows its ``question_count``: questions that name it in any language, each once."""
    asked = Question.objects.filter(objective__translation_key=OuterRef("translation_key")).order_by()
    counts = asked.values("objective__translation_key").annotate(found=Count("translation_key", distinct=True)).values("found")
    return objectives.annotate(question_count=Coalesce(Subquery(counts), 0))
