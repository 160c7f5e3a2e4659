"""Where a question of the bank is used: in quizzes, in rules that could draw it, on pages and in attempts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from quizzes.definitions import DrawRule, QuizDefinition
from quizzes.enums import Mode, Use
from quizzes.models import AttemptItem, Objective, Placement, Question
from quizzes.queries.bank import count_placements
from quizzes.registry import lesson_addresses, lesson_places
from quizzes.tags import fold_tag

FEW = 4


@dataclass(frozen=True)
class RuleUse:
    """One rule of a blueprint that could draw the question, in words; what is empty narrows nothing."""

    count: int
    module_title: str
    objective: str
    tag: str


@dataclass(frozen=True)
class QuizUse:
    """A quiz that names the question, or has rules that could draw it. A retired one stands in no published lesson any more."""

    quiz_key: UUID
    lesson_title: str
    lesson_url: str
    is_live: bool
    is_graded: bool
    is_named: bool
    rules: tuple[RuleUse, ...]
    attempts: int


@dataclass(frozen=True)
class QuestionUsage:
    """``quizzes``: live ones first. ``pages``: whose published or drafted text names the question, in any language.

    ``attempts`` counts all of them, also those of quizzes that have gone since.
    """

    quizzes: list[QuizUse]
    pages: list[Page]
    attempts: int


@dataclass(frozen=True)
class UseCounts:
    """``quizzes``: live ones that name it. ``pages`` as in ``QuestionUsage``."""

    quizzes: int
    pages: int
    attempts: int

    @property
    def is_used(self) -> bool:
        """Whether a lesson, published or drafted, would miss the question. Attempts keep what they asked in any case."""
        return bool(self.quizzes or self.pages)


@dataclass(frozen=True)
class Lessons:
    """What editors call lessons and modules."""

    titles: dict[UUID, str]
    modules: dict[UUID, str]
    module_of: dict[UUID, UUID]

    @classmethod
    def read(cls) -> Self:
        """One query."""
        places = lesson_places()
        return cls(
            titles={place.lesson_key: place.title for place in places},
            modules={place.module_key: place.module_title for place in places},
            module_of={place.lesson_key: place.module_key for place in places},
        )


def get_usage(question: Question) -> QuestionUsage:
    """Nine queries, and one for each page draft that may name it."""
    key = question.translation_key
    attempts = attempts_by_quiz(key)
    pages = pages_naming(Question.objects.filter(translation_key=key)).get(key, set())
    return QuestionUsage(
        quizzes=list_quizzes(question, attempts),
        pages=list(Page.objects.filter(pk__in=pages).select_related("locale").order_by("path")),
        attempts=sum(attempts.values()),
    )


def list_quizzes(question: Question, attempts: Mapping[UUID, int]) -> list[QuizUse]:
    """Quizzes that name the question or have rules it fits, live ones first."""
    lessons = Lessons.read()
    found = []
    for placement in Placement.objects.order_by("-is_live", "-updated_at"):
        definition = QuizDefinition.from_json(placement.definition)
        rules = list(fitting_rules(question, placement, definition, lessons)) if placement.is_live else []
        if question.translation_key in definition.question_keys or rules:
            found.append((placement, definition, rules))
    addresses = lesson_addresses([placement.lesson_key for placement, _definition, _rules in found], settings.LANGUAGE_CODE)
    objectives = objective_texts({rule.objective_key for _placement, _definition, rules in found for rule in rules})
    return [
        QuizUse(
            quiz_key=placement.quiz_key,
            lesson_title=lessons.titles.get(placement.lesson_key) or addresses[placement.lesson_key][0],
            lesson_url=addresses[placement.lesson_key][1] if placement.is_live else "",
            is_live=placement.is_live,
            is_graded=placement.mode == Mode.GRADED,
            is_named=question.translation_key in definition.question_keys,
            rules=tuple(
                RuleUse(
                    count=rule.count,
                    module_title=lessons.modules.get(rule.module_key, "") if rule.module_key else "",
                    objective=objectives.get(rule.objective_key, "") if rule.objective_key else "",
                    tag=rule.tag,
                )
                for rule in rules
            ),
            attempts=attempts.get(placement.quiz_key, 0),
        )
        for placement, definition, rules in found
    ]


def fitting_rules(question: Question, placement: Placement, definition: QuizDefinition, lessons: Lessons) -> Iterator[DrawRule]:
    """The rules of a blueprint that the question fits."""
    pool = definition.question_keys
    if pool and question.translation_key not in pool:
        return
    if not pool and (question.course_key != placement.course_key or question.use != Use.GRADED):
        return
    objective_key = question.objective.translation_key if question.objective else None
    module_key = lessons.module_of.get(question.lesson_key) if question.lesson_key else None
    tags = {fold_tag(tag) for tag in question.tags}
    for rule in definition.blueprint:
        is_module = rule.module_key in {None, module_key}
        is_objective = rule.objective_key in {None, objective_key}
        if is_module and is_objective and (not rule.tag or fold_tag(rule.tag) in tags):
            yield rule


def objective_texts(keys: set[UUID | None]) -> dict[UUID, str]:
    """One query at most."""
    wanted = keys - {None}
    rows = Objective.objects.filter(translation_key__in=wanted, locale__language_code=settings.LANGUAGE_CODE)
    return dict(rows.values_list("translation_key", "text")) if wanted else {}


def attempts_by_quiz(question_key: UUID) -> dict[UUID, int]:
    """How many attempts of each quiz held the question, in any of its versions. One query."""
    items = AttemptItem.objects.filter(version__question_key=question_key).order_by()
    return dict(items.values_list("attempt__quiz_key").annotate(found=Count("attempt", distinct=True)))


def count_uses(question_keys: Iterable[UUID]) -> dict[UUID, UseCounts]:
    """For each question. Five queries, and one for each page draft that may name one of them."""
    keys = set(question_keys)
    quizzes = count_placements(keys)
    items = AttemptItem.objects.filter(version__question_key__in=keys).order_by()
    attempts = dict(items.values_list("version__question_key").annotate(found=Count("attempt", distinct=True)))
    pages = pages_naming(Question.objects.filter(translation_key__in=keys))
    return {key: UseCounts(quizzes[key], len(pages.get(key, ())), attempts.get(key, 0)) for key in keys}


def pages_naming(questions: Iterable[Question]) -> dict[UUID, set[int]]:
    """Ids of the pages that name a question, by its key: in what is published, and in drafts, which Wagtail's index does not hold."""
    keys = {str(pk): key for pk, key in questions.values_list("pk", "translation_key")}  # type: ignore[attr-defined]
    found: dict[UUID, set[int]] = {}
    to_question = ContentType.objects.get_for_model(Question)
    references = ReferenceIndex.objects.filter(
        to_content_type=to_question, to_object_id__in=list(keys), base_content_type=ContentType.objects.get_for_model(Page)
    )
    for page_id, pk in references.values_list("object_id", "to_object_id"):
        found.setdefault(keys[pk], set()).add(int(page_id))
    for page in drafts_that_may_name(keys):
        for pk in named_in(page) & keys.keys():
            found.setdefault(keys[pk], set()).add(page.pk)
    return found


def drafts_that_may_name(ids: Iterable[str]) -> Iterator[Page]:
    """Pages as they were last drafted; of those where anything looks like the id, if few ids are looked for."""
    wanted = set(ids)
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    drafts = drafts.annotate(draft_text=Cast("latest_revision__content", TextField())).select_related("latest_revision")
    if len(wanted) <= FEW:
        drafts = drafts.filter(reduce(or_, (Q(draft_text__contains=pk) for pk in wanted), Q(pk=None)))
    for page in drafts:
        yield page.latest_revision.as_object()


def named_in(page: Page) -> set[str]:
    """Ids of the questions that a page's text names."""
    found = set()
    for field in page._meta.get_fields():
        if hasattr(field, "extract_references"):
            for model, object_id, _model_path, _content_path in field.extract_references(field.value_from_object(page)):
                if model is Question:
                    found.add(str(object_id))
    return found
