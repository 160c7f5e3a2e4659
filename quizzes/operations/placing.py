"""Where quizzes stand: what publishing a lesson writes."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from quizzes.definitions import QuizDefinition
from quizzes.models import Placement, Question


class CannotPlaceQuiz(Exception):
    """A quiz key belongs to another lesson: the lesson was copied without giving its quizzes new identities."""

    def __init__(self, quiz_key: UUID) -> None:
        super().__init__(f"quiz {quiz_key} belongs to another lesson")
        self.quiz_key = quiz_key


def place_quizzes(*, lesson_key: UUID, course_key: UUID, definitions: Iterable[QuizDefinition]) -> None:
    """Makes the quizzes of a lesson exactly those given; one that is no longer there leaves life, its attempts stay.

    Questions that belonged to no course yet become the course's. Attempts under way keep the rules they began with.
    Raises CannotPlaceQuiz, and then nothing is placed. Four queries and one for each quiz that is new or has changed.
    """
    wanted = {definition.quiz_key: definition for definition in definitions}
    with transaction.atomic():
        placed = Placement.objects.select_for_update().in_bulk(list(wanted))
        for placement in placed.values():
            if placement.lesson_key != lesson_key:
                raise CannotPlaceQuiz(placement.quiz_key)
        for key, definition in wanted.items():
            place_quiz(placed.get(key) or Placement(quiz_key=key), lesson_key, course_key, definition)
        Placement.objects.live().filter(lesson_key=lesson_key).exclude(quiz_key__in=wanted).update(is_live=False)
        questions = {key for definition in wanted.values() for key in definition.question_keys}
        if questions:
            Question.objects.filter(translation_key__in=questions, course_key=None).update(course_key=course_key)


def place_quiz(placement: Placement, lesson_key: UUID, course_key: UUID, definition: QuizDefinition) -> None:
    wanted = {
        "lesson_key": lesson_key,
        "course_key": course_key,
        "mode": definition.mode,
        "definition": definition.as_json(),
        "is_live": True,
    }
    if placement._state.adding or any(getattr(placement, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(placement, name, value)
        placement.save(force_insert=placement._state.adding)


def retire_quizzes(*, lesson_key: UUID) -> None:
    """Takes every quiz of a lesson out of life: its page was unpublished or deleted. One query."""
    Placement.objects.live().filter(lesson_key=lesson_key).update(is_live=False)
