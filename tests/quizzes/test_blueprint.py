"""Attempts drawn from the bank by rules. The drawing itself is tested in ``test_drawing.py``."""

import itertools
import logging
import uuid

import pytest

from quizzes import registry
from quizzes.definitions import DrawRule
from quizzes.enums import Use
from quizzes.models import Placement, Question
from quizzes.operations import submit_attempt
from quizzes.queries import count_bank
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    NOW,
    ObjectiveFactory,
    make_attempt,
    make_lesson_place,
    make_placement,
    make_question,
    make_translation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
COURSE, MODULE, LESSON = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)


@pytest.fixture(autouse=True)
def places(monkeypatch):
    place = make_lesson_place(LESSON, course_key=COURSE, module_key=MODULE)

    def list_places():
        Question.objects.exists()
        return [place]

    monkeypatch.setitem(registry._places, "lesson_places", list_places)


def in_bank(count, **fields):
    return [make_question(course_key=COURSE, **fields) for _number in range(count)]


def keys(questions):
    return {question.translation_key for question in questions}


def drawn(attempt):
    return [item.version.question_key for item in attempt.items.select_related("version")]


def quiz(*rules, questions=(), **more):
    return make_placement(questions, course_key=COURSE, blueprint=rules, **more)


def test_rules_draw_from_all_graded_questions_of_the_course():
    bank = in_bank(3)
    in_bank(2, use=Use.PRACTICE)
    make_question(course_key=uuid.uuid4())
    make_translation(bank[0])
    in_bank(1)[0].unpublish()

    attempt = make_attempt(UserFactory.create(), quiz(DrawRule(3)))

    assert sorted(drawn(attempt)) == sorted(keys(bank))


def test_rules_name_module_objective_and_tag_however_it_is_spelt():
    objective = ObjectiveFactory.create()
    here, aimed, tagged = in_bank(1, lesson_key=LESSON), in_bank(1, objective=objective), in_bank(1, tags=["الحملات الإلكترونية"])
    in_bank(5)
    rules = [
        DrawRule(1, module_key=MODULE),
        DrawRule(1, objective_key=objective.translation_key),
        DrawRule(1, tag="الحملات الالكترونيه"),
    ]

    attempt = make_attempt(UserFactory.create(), quiz(*rules))

    assert [{key} for key in drawn(attempt)] == [keys(here), keys(aimed), keys(tagged)]


def test_rules_draw_from_the_chosen_questions_in_their_order():
    chosen, _others = in_bank(4, use=Use.PRACTICE), in_bank(3)
    order = [question.translation_key for question in chosen]

    attempt = make_attempt(UserFactory.create(), quiz(DrawRule(3), questions=chosen))

    assert set(drawn(attempt)) <= set(order)
    assert drawn(attempt) == sorted(drawn(attempt), key=order.index)


def test_attempts_repeat_only_what_was_met_longest_ago():
    learner, placement = UserFactory.create(), quiz(DrawRule(2))
    bank = in_bank(5)
    met = []
    for number in range(1, 5):
        attempt = make_attempt(learner, placement, seed=number)
        submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW)
        met.append(set(drawn(attempt)))

    assert len(met[0] | met[1] | met[2]) == len(bank)
    assert not any(first & second for first, second in itertools.pairwise(met))


def test_what_the_bank_lacks_is_logged_and_the_attempt_holds_what_there_is(caplog):
    in_bank(1, tags=["سهل"])
    in_bank(1)
    placement = quiz(DrawRule(2, tag="سهل"), DrawRule(1))

    with caplog.at_level(logging.WARNING, logger="quizzes"):
        attempt = make_attempt(UserFactory.create(), placement)

    assert len(drawn(attempt)) == 2
    assert [record.args for record in caplog.records] == [(placement.quiz_key, (1, 0))]


def test_bank_says_how_many_fit_each_rule_and_what_is_missing():
    in_bank(1, tags=["سهل"])
    in_bank(1)

    state = count_bank([DrawRule(1, tag="سهل"), DrawRule(2), DrawRule(1, tag="صعب")], ())

    assert (state.fitting, state.missing) == ((1, 2, 0), (0, 1, 1))


def test_blueprint_changed_midway_changes_nothing():
    bank, learner = in_bank(3), UserFactory.create()
    placement = quiz(DrawRule(2))
    attempt = make_attempt(learner, placement)
    before = drawn(attempt)

    Placement.objects.update(definition={**placement.definition, "blueprint": [DrawRule(1).as_json()]})
    for question in bank:
        question.delete()

    assert drawn(make_attempt(learner, Placement.objects.get())) == before
    assert submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW).points == [0.0, 0.0]


def test_start_by_blueprint_costs_the_same_for_any_number_of_questions(django_assert_num_queries):
    for count in (1, 3, 20):
        in_bank(count, lesson_key=LESSON)
        learner, placement = UserFactory.create(), quiz(DrawRule(count, module_key=MODULE), DrawRule(1))

        # SAVEPOINT, open attempt, two for the standing, places, candidates, met, versions, practice closed, number, attempt, items, RELEASE
        with django_assert_num_queries(13):
            make_attempt(learner, placement)
