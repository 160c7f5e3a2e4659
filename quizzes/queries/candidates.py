"""What an attempt can be drawn from: the published questions of a test, and when a learner met them last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from quizzes.definitions import DrawRule, QuizDefinition
from quizzes.drawing import Candidate, draw_questions
from quizzes.enums import Use
from quizzes.models import AttemptItem, Question, QuestionVersion
from quizzes.registry import lesson_places
from quizzes.tags import fold_tag


def fold_rules(rules: Iterable[DrawRule]) -> list[DrawRule]:
    """The rules with their tags spelt as candidates spell theirs."""
    return [replace(rule, tag=fold_tag(rule.tag)) for rule in rules]


def list_candidates(questions: QuerySet[Question], rules: Iterable[DrawRule]) -> list[Candidate]:
    """The published ones among ``questions``, in the source language. One query, and one for modules if a rule names any."""
    needs_modules = any(rule.module_key for rule in rules)
    modules = {place.lesson_key: place.module_key for place in lesson_places()} if needs_modules else {}
    rows = (
        questions.published()  # type: ignore[attr-defined]
        .filter(locale__language_code=settings.LANGUAGE_CODE, translation_key__in=QuestionVersion.objects.values("question_key"))
        .order_by("translation_key")
        .values_list("translation_key", "lesson_key", "objective__translation_key", "tags")
    )
    return [
        Candidate(key, modules.get(lesson_key), objective_key, frozenset(map(fold_tag, tags or [])))
        for key, lesson_key, objective_key, tags in rows
    ]


def pool_of(definition: QuizDefinition, course_key: UUID) -> Q:
    """What the blueprint of a test draws from: the questions chosen for it, else every graded question of its course."""
    if definition.question_keys:
        return Q(translation_key__in=definition.question_keys)
    return Q(course_key=course_key, use=Use.GRADED)


def last_meetings(learner: object, quiz_key: UUID) -> dict[UUID, int]:
    """The number of the attempt in which this learner met each question of the test last. One query."""
    items = AttemptItem.objects.filter(attempt__learner=learner, attempt__quiz_key=quiz_key)
    return dict(
        items.order_by()
        .values("version__question_key")
        .annotate(last=Max("attempt__number"))
        .values_list("version__question_key", "last")
    )


def with_meetings(candidates: Iterable[Candidate], met: dict[UUID, int]) -> list[Candidate]:
    return [replace(candidate, last_met=met.get(candidate.key)) for candidate in candidates]


@dataclass(frozen=True)
class BankState:
    """How many published questions fit each rule of a blueprint, and how many each would lack today."""

    fitting: tuple[int, ...]
    missing: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        return any(self.missing)


def count_bank(rules: Sequence[DrawRule], question_keys: Sequence[UUID], course_key: UUID | None = None) -> BankState:
    """What the bank holds for these rules: of ``question_keys`` if there are any, else of the graded questions of the course.

    Without ``course_key`` the rules' own modules and objectives say which course it is. Two queries, one more to find the course.
    """
    folded = fold_rules(rules)
    pool = Q(translation_key__in=list(question_keys)) if question_keys else Q(use=Use.GRADED)
    courses = {course_key} if course_key else courses_of(folded)
    if courses and not question_keys:
        pool &= Q(course_key__in=courses)
    candidates = list_candidates(Question.objects.filter(pool), folded)
    drawn = draw_questions(folded, candidates)
    return BankState(
        fitting=tuple(sum(candidate.fits(rule) for candidate in candidates) for rule in folded), missing=drawn.missing
    )


def courses_of(rules: Iterable[DrawRule]) -> set[UUID]:
    """The courses of the modules that the rules name."""
    wanted = {rule.module_key for rule in rules if rule.module_key}
    return {place.course_key for place in lesson_places() if place.module_key in wanted} if wanted else set()
