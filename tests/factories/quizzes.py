"""Published questions of every kind, and quizzes made of them.

Whatever must not reach a browser before an answer is judged (explanations, accepted answers) holds ``SECRET``.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import factory
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from wagtail.models import Locale

from accounts.models import User
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Attempt, Objective, Placement, Question
from quizzes.operations import place_quizzes, start_attempt
from quizzes.registry import LessonPlace

SECRET = "xqz7secret"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
KINDS = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "ordering",
    "short_text",
    "numeric",
    "matching",
    "categorise",
    "scenario",
    "open_reflection",
)
UNSCORED = frozenset({"open_reflection"})
SCORED = tuple(kind for kind in KINDS if kind not in UNSCORED)
"""What earns a point as ``make_body`` writes it."""

PARTS = ("single_choice", "numeric", "short_text")
WORDS = {
    "ar": {
        "stem": "سؤال",
        "option": "خيار",
        "item": "خطوة",
        "group": "مجموعة",
        "unit": "شجرة",
        "accepted": "المناصرة",
        "refused": "المناظرة",
    },
    "en": {
        "stem": "Question",
        "option": "Option",
        "item": "Step",
        "group": "Group",
        "unit": "trees",
        "accepted": "advocacy",
        "refused": "advocate",
    },
}


def option_id(key: uuid.UUID, index: int) -> str:
    """The id of a question's option or item, counted from 0; the same in every language."""
    return str(uuid.uuid5(key, f"option-{index}"))


def make_locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def list_items(key: uuid.UUID, values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": option_id(key, index), "value": value} for index, value in enumerate(values)]


def make_options(key: uuid.UUID, language: str, right: Iterable[int], count: int) -> list[dict[str, Any]]:
    word = WORDS[language]["option"]
    return list_items(
        key,
        (
            {"text": f"{word} {index}", "is_correct": index in right, "explanation": f"{SECRET} {word} {index}"}
            for index in range(count)
        ),
    )


def make_groups(key: uuid.UUID, language: str, sizes: Iterable[int]) -> list[dict[str, Any]]:
    """Groups of so many items each. Their ids and those of their items have nothing in common."""
    words = WORDS[language]
    groups = []
    for index, size in enumerate(sizes):
        inside = uuid.uuid5(key, f"group-{index}")
        items = ({"text": f"{words['item']} {index}-{item}", "explanation": f"{SECRET} {language}"} for item in range(size))
        groups.append({"label": f"{words['group']} {index}", "items": list_items(inside, items)})
    return list_items(key, groups)


def make_criteria(key: uuid.UUID, language: str) -> list[dict[str, Any]]:
    """Two criteria of two levels each: 0 and 2 points."""
    word = WORDS[language]["item"]
    criteria = []
    for index in range(2):
        levels = ({"text": f"{word} {points}", "points": points} for points in (0, 2))
        criteria.append({"text": f"{word} {index}", "levels": list_items(uuid.uuid5(key, f"levels-{index}"), levels)})
    return list_items(key, criteria)


def make_parts(key: uuid.UUID, language: str, kinds: Iterable[str] = PARTS) -> list[dict[str, Any]]:
    """The questions of a case."""
    return [make_body(kind, uuid.uuid5(key, f"part-{index}"), language)[0] for index, kind in enumerate(kinds)]


def make_body(kind: str, key: uuid.UUID, language: str = "ar", *, stem: str = "", **value: Any) -> list[dict[str, Any]]:
    """The raw body of a question. The first option is right; of ``multiple_choice`` the first two of four; items stand in order.

    The right number is 12.5, within 0.5; of three groups the last matches nothing; a reflection is not graded.
    """
    words = WORDS[language]
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "numeric": lambda: {
            "answer": "١٢٫٥",
            "tolerance": "0.5",
            "is_percent_tolerance": False,
            "unit": words["unit"],
            "traps": list_items(key, [{"value": "125", "explanation": f"{SECRET} {language} trap"}]),
        },
        "matching": lambda: {"groups": make_groups(key, language, (1, 1, 0))},
        "categorise": lambda: {"groups": make_groups(key, language, (2, 2))},
        "scenario": lambda: {"parts": make_parts(key, language)},
        "open_reflection": lambda: {"max_words": 300, "is_graded": False, "criteria": make_criteria(key, language)},
    }
    parts: dict[str, dict[str, Any]] = {
        "single_choice": {"options": make_options(key, language, {0}, 3)},
        "multiple_choice": {"options": make_options(key, language, {0, 1}, 4)},
        "true_false": {"answer": "true", "if_true": f"{SECRET} {language} 1", "if_false": f"{SECRET} {language} 2"},
        "ordering": {"items": list_items(key, ({"text": f"{words['item']} {index}"} for index in range(4)))},
        "short_text": {
            "accepted": f"{words['accepted']}\n{SECRET}",
            "refused": f"{words['refused']}",
            "accepts_slips": True,
        },
    }
    explanation = f"{SECRET} {language} {kind}"
    return [
        {
            "type": kind,
            "id": str(uuid.uuid5(key, "body")),
            "value": {
                "stem": stem or f"{words['stem']} {kind}",
                "explanation": explanation,
                **(parts.get(kind) or makers[kind]()),
                **value,
            },
        }
    ]


def make_lesson_place(lesson_key: uuid.UUID, title: str = "درس", **fields: Any) -> LessonPlace:
    """A place as the layers above register it, in a course and a module of its own unless ``fields`` say otherwise."""
    place = {"course_key": uuid.uuid4(), "course_title": "مساق", "module_key": uuid.uuid4(), "module_title": "وحدة", **fields}
    return LessonPlace(lesson_key=lesson_key, lesson_title=title, **place)


class ObjectiveFactory(factory.django.DjangoModelFactory[Objective]):
    class Meta:
        model = Objective

    text = factory.Sequence(lambda number: f"يعرّف المصطلح {number}")
    locale = factory.LazyFunction(lambda: make_locale("ar"))


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """A draft in the bank; ``kind`` chooses its body."""

    class Meta:
        model = Question

    class Params:
        kind_name = "single_choice"

    translation_key = factory.LazyFunction(uuid.uuid4)
    locale = factory.LazyFunction(lambda: make_locale("ar"))
    live = False
    body = factory.LazyAttribute(
        lambda question: make_body(question.kind_name, question.translation_key, question.locale.language_code)
    )


def publish(question: Question) -> Question:
    """As an editor does. Returns the question as it now stands."""
    question.save_revision().publish()
    question.refresh_from_db()
    return question


def make_question(kind: str = "single_choice", **fields: Any) -> Question:
    """A published question in Arabic."""
    return publish(QuestionFactory.create(kind_name=kind, **fields))


def make_translation(question: Question, language: str = "en", **value: Any) -> Question:
    """A published translation, with the same ids."""
    body = make_body(question.kind, question.translation_key, language, **value)
    return publish(
        QuestionFactory.create(
            translation_key=question.translation_key,
            locale=make_locale(language),
            body=body,
            lesson_key=question.lesson_key,
            anchor=question.anchor,
        )
    )


def change_body(question: Question, **value: Any) -> Question:
    """Publishes the question with another body of the same kind."""
    language = question.locale.language_code
    question.body = make_body(question.kind, question.translation_key, language, **value)
    return publish(question)


def make_placement(questions: Iterable[Question], mode: Mode = Mode.GRADED, **rules: Any) -> Placement:
    """A quiz of these questions in a lesson of its own."""
    keys = tuple(question.translation_key for question in questions)
    lesson_key = rules.pop("lesson_key", None) or uuid.uuid4()
    course_key = rules.pop("course_key", None) or uuid.uuid4()
    definition = QuizDefinition(quiz_key=uuid.uuid4(), mode=mode, question_keys=keys, **rules)
    place_quizzes(lesson_key=lesson_key, course_key=course_key, definitions=[definition])
    return Placement.objects.get(pk=definition.quiz_key)


def make_quiz(count: int = 3, *, kinds: Iterable[str] = ("single_choice",), mode: Mode = Mode.GRADED, **rules: Any) -> Placement:
    """A quiz of ``count`` published questions, their kinds in turn."""
    kinds = list(kinds)
    return make_placement([make_question(kinds[index % len(kinds)]) for index in range(count)], mode, **rules)


def make_attempt(learner: User, placement: Placement, now: datetime = NOW, seed: int = 1) -> Attempt:
    return start_attempt(learner=learner, placement=placement, now=now, seed=seed)


def right_fields(attempt: Attempt, *, language: str = "ar") -> dict[str, list[str]]:
    """The form fields that answer every question of an attempt rightly."""
    fields: dict[str, list[str]] = {}
    for item in attempt.items.select_related("version"):
        fields.update(right_answer(item.version.kind, item.version.structure, f"q{item.position}", language))
    return fields


def right_answer(kind: str, structure: dict[str, Any], name: str, language: str = "ar") -> dict[str, list[str]]:
    match kind:
        case "single_choice" | "multiple_choice":
            return {name: [option["id"] for option in structure["options"] if option["correct"]]}
        case "true_false":
            return {name: [structure["answer"]]}
        case "ordering":
            return {f"{name}-{key}": [str(place)] for place, key in enumerate(structure["order"], start=1)}
        case "numeric":
            return {name: [f"{structure['answer']} {WORDS[language]['unit']}"]}
        case "matching" | "categorise":
            return {f"{name}-{item}": [group] for item, group in structure["right"].items()}
        case "open_reflection":
            return {name: ["سطر أول\nسطر ثانٍ"]}
        case "scenario":
            return {
                field: value
                for part in structure["parts"]
                for field, value in right_answer(part["kind"], part["structure"], f"{name}-{part['id']}", language).items()
            }
        case _:
            return {name: [WORDS[language]["accepted"]]}


def form(fields: dict[str, Any] | None = None, **more: Any) -> QueryDict:
    """What ``request.POST`` would hold."""
    data = QueryDict(mutable=True)
    sent = {key: value if isinstance(value, list) else [value] for key, value in {**(fields or {}), **more}.items()}
    data.update(MultiValueDict(sent))
    return data
