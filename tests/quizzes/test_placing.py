"""Placements: what publishing a lesson says about its quizzes."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Placement
from quizzes.operations import CannotPlaceQuiz, place_quizzes, retire_quizzes
from tests.factories.quizzes import make_question

pytestmark = pytest.mark.django_db


def make_definition(**rules):
    return QuizDefinition(quiz_key=uuid.uuid4(), mode=Mode.GRADED, question_keys=(uuid.uuid4(),), **rules)


def place(lesson_key, *definitions, course_key=None):
    place_quizzes(lesson_key=lesson_key, course_key=course_key or uuid.uuid4(), definitions=definitions)


def live_keys(lesson_key):
    return set(Placement.objects.live().filter(lesson_key=lesson_key).values_list("quiz_key", flat=True))


@given(
    st.builds(
        QuizDefinition,
        quiz_key=st.uuids(),
        mode=st.sampled_from(list(Mode)),
        question_keys=st.lists(st.uuids(), max_size=5).map(tuple),
        draw=st.none() | st.integers(1, 60),
        pass_percent=st.integers(0, 100),
        attempts=st.integers(0, 20),
        wait_minutes=st.integers(0, 10_080),
        is_shuffled=st.booleans(),
    )
)
def test_definition_survives_being_stored(definition):
    assert QuizDefinition.from_json(definition.as_json()) == definition


@pytest.mark.parametrize(("draw", "size"), [(None, 3), (2, 2), (3, 3), (9, 3)])
def test_definition_counts_the_questions_of_one_attempt(draw, size):
    definition = replace(make_definition(draw=draw), question_keys=tuple(uuid.uuid4() for _ in range(3)))

    assert definition.size == size


def test_placing_writes_the_rules():
    lesson_key, course_key, definition = uuid.uuid4(), uuid.uuid4(), make_definition(draw=2, wait_minutes=60)

    place(lesson_key, definition, course_key=course_key)

    placement = Placement.objects.get()
    assert (placement.quiz_key, placement.lesson_key, placement.course_key) == (definition.quiz_key, lesson_key, course_key)
    assert (placement.mode, placement.is_live) == (Mode.GRADED, True)
    assert QuizDefinition.from_json(placement.definition) == definition


def test_placing_again_follows_the_new_rules():
    lesson_key, definition = uuid.uuid4(), make_definition()
    place(lesson_key, definition)

    place(lesson_key, replace(definition, pass_percent=80))

    assert [placement.definition["pass_percent"] for placement in Placement.objects.all()] == [80]


def test_quiz_that_is_gone_leaves_life_and_comes_back():
    lesson_key, first, second = uuid.uuid4(), make_definition(), make_definition()
    place(lesson_key, first, second)

    place(lesson_key, second)
    assert live_keys(lesson_key) == {second.quiz_key}

    place(lesson_key, first, second)
    assert live_keys(lesson_key) == {first.quiz_key, second.quiz_key}


def test_key_of_another_lesson_is_refused_and_nothing_is_placed():
    definition, own, other_lesson = make_definition(), make_definition(), uuid.uuid4()
    place(uuid.uuid4(), definition)

    with pytest.raises(CannotPlaceQuiz) as refused:
        place(other_lesson, own, definition)

    assert refused.value.quiz_key == definition.quiz_key
    assert live_keys(other_lesson) == set()


def test_key_of_another_lesson_is_refused_even_when_that_one_is_gone():
    definition, lesson_key = make_definition(), uuid.uuid4()
    place(lesson_key, definition)
    retire_quizzes(lesson_key=lesson_key)

    with pytest.raises(CannotPlaceQuiz):
        place(uuid.uuid4(), definition)


def test_retiring_takes_out_one_lesson_only():
    first, second = uuid.uuid4(), uuid.uuid4()
    place(first, make_definition())
    kept = make_definition()
    place(second, kept)

    retire_quizzes(lesson_key=first)

    assert (live_keys(first), live_keys(second)) == (set(), {kept.quiz_key})


def test_question_without_course_becomes_the_courses():
    course_key, elsewhere = uuid.uuid4(), uuid.uuid4()
    free, taken = make_question(), make_question(course_key=elsewhere)
    definition = replace(make_definition(), question_keys=(free.translation_key, taken.translation_key))

    place(uuid.uuid4(), definition, course_key=course_key)

    free.refresh_from_db()
    taken.refresh_from_db()
    assert (free.course_key, taken.course_key) == (course_key, elsewhere)


def test_placing_costs_the_same_for_unchanged_quizzes(django_assert_num_queries):
    for count in (1, 3):
        lesson_key, course_key = uuid.uuid4(), uuid.uuid4()
        definitions = [make_definition() for _ in range(count)]
        place(lesson_key, *definitions, course_key=course_key)

        # SAVEPOINT, placements, retired ones, questions, RELEASE
        with django_assert_num_queries(5):
            place(lesson_key, *definitions, course_key=course_key)
