"""Starting an attempt: the draw, the limits, what is frozen."""

from datetime import timedelta

import pytest

from quizzes import registry
from quizzes.enums import Mode
from quizzes.models import Attempt, Placement
from quizzes.operations import CannotStartAttempt, retire_quizzes, start_attempt, submit_attempt
from quizzes.registry import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    NOW,
    change_body,
    make_attempt,
    make_options,
    make_placement,
    make_question,
    make_quiz,
    make_translation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]


def question_keys(attempt):
    return [str(item.version.question_key) for item in attempt.items.select_related("version")]


def submit(attempt, now=NOW):
    return submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=now)


def refused_code(learner, placement, now=NOW):
    with pytest.raises(CannotStartAttempt) as refused:
        start_attempt(learner=learner, placement=placement, now=now)
    return refused.value.code, refused.value.opens_at


def test_attempt_holds_every_question_in_the_editors_order():
    placement = make_quiz(3)

    attempt = make_attempt(UserFactory.create(), placement)

    assert question_keys(attempt) == placement.definition["questions"]
    assert [item.position for item in attempt.items.all()] == [1, 2, 3]
    assert (attempt.number, attempt.mode, attempt.started_at, attempt.submitted_at) == (1, Mode.GRADED, NOW, None)
    assert (attempt.rules, attempt.lesson_key) == (placement.definition, placement.lesson_key)


def test_open_attempt_is_returned_as_it_is():
    learner, placement = UserFactory.create(), make_quiz(3)
    first = make_attempt(learner, placement)

    assert make_attempt(learner, placement, NOW + timedelta(days=9)) == first
    assert Attempt.objects.count() == 1


def test_each_learner_has_an_attempt_of_their_own():
    placement = make_quiz(1)

    attempts = [make_attempt(UserFactory.create(), placement) for _ in range(3)]

    assert len({attempt.pk for attempt in attempts}) == 3


def test_draw_takes_so_many_without_repeats():
    placement = make_quiz(6, draw=4)

    drawn = [question_keys(make_attempt(UserFactory.create(), placement, seed=seed)) for seed in range(12)]

    assert {len(set(keys)) for keys in drawn} == {4}
    assert len({tuple(keys) for keys in drawn}) > 1


def test_draw_keeps_the_editors_order_unless_shuffled():
    order = (placement := make_quiz(6, draw=4)).definition["questions"]

    keys = question_keys(make_attempt(UserFactory.create(), placement, seed=7))

    assert keys == sorted(keys, key=order.index)


def test_shuffled_quiz_changes_the_order_with_the_seed():
    placement = make_quiz(6, is_shuffled=True)

    orders = {tuple(question_keys(make_attempt(UserFactory.create(), placement, seed=seed))) for seed in range(8)}

    assert len(orders) > 1
    assert {len(set(order)) for order in orders} == {6}


def test_same_seed_draws_the_same():
    placement = make_quiz(6, draw=3, is_shuffled=True)

    first, second = (make_attempt(UserFactory.create(), placement, seed=5) for _ in range(2))

    assert question_keys(first) == question_keys(second)


def test_next_draw_prefers_what_this_learner_has_not_met():
    learner, placement = UserFactory.create(), make_quiz(6, draw=3)
    first = make_attempt(learner, placement, seed=1)
    submit(first)
    make_attempt(UserFactory.create(), placement, seed=2)

    second = make_attempt(learner, placement, seed=1)

    assert set(question_keys(first)) | set(question_keys(second)) == set(placement.definition["questions"])


def test_draw_takes_met_questions_when_there_are_no_others():
    learner, placement = UserFactory.create(), make_quiz(3, draw=2)
    first = make_attempt(learner, placement, seed=1)
    submit(first)

    second = make_attempt(learner, placement, seed=1)

    assert len(set(question_keys(second))) == 2
    assert set(placement.definition["questions"]) - set(question_keys(first)) <= set(question_keys(second))


def test_only_published_questions_are_asked():
    published, hidden, never = make_question(), make_question(), make_question()
    make_translation(hidden)
    hidden.unpublish()
    never.delete()

    attempt = make_attempt(UserFactory.create(), make_placement([published, hidden, never]))

    assert question_keys(attempt) == [str(published.translation_key)]


def test_newest_version_is_asked_and_stays():
    question = make_question()
    change_body(question, options=make_options(question.translation_key, "ar", {0}, 4))
    attempt = make_attempt(UserFactory.create(), make_placement([question]))

    change_body(question, options=make_options(question.translation_key, "ar", {0}, 2))

    assert [item.version.number for item in attempt.items.select_related("version")] == [2]


def test_test_without_published_questions_is_not_started():
    question = make_question()
    placement = make_placement([question])
    question.unpublish()

    assert refused_code(UserFactory.create(), placement) == ("empty", None)
    assert Attempt.objects.count() == 0


def test_attempts_are_used_up():
    learner, placement = UserFactory.create(), make_quiz(1, attempts=2)
    for number in (1, 2):
        attempt = make_attempt(learner, placement)
        assert attempt.number == number
        submit(attempt)

    assert refused_code(learner, placement) == ("used_up", None)


def test_waiting_time_counts_from_the_submission():
    learner, placement = UserFactory.create(), make_quiz(1, wait_minutes=30)
    submit(make_attempt(learner, placement), NOW)

    opens_at = NOW + timedelta(minutes=30)
    assert refused_code(learner, placement, opens_at - timedelta(seconds=1)) == ("waiting", opens_at)
    assert start_attempt(learner=learner, placement=placement, now=opens_at).number == 2


def test_limits_in_force_are_those_of_today():
    learner, placement = UserFactory.create(), make_quiz(1, attempts=1)
    submit(make_attempt(learner, placement))
    Placement.objects.update(definition={**placement.definition, "attempts": 0})
    placement.refresh_from_db()

    assert make_attempt(learner, placement).number == 2


def test_test_taken_out_of_life_is_not_started():
    placement = make_quiz(1)
    retire_quizzes(lesson_key=placement.lesson_key)
    placement.refresh_from_db()

    assert refused_code(UserFactory.create(), placement) == ("retired", None)


def test_practice_is_not_started_as_a_test():
    assert refused_code(UserFactory.create(), make_quiz(1, mode=Mode.PRACTICE)) == ("retired", None)


def test_layers_above_may_refuse(monkeypatch):
    refusal = Refusal("not_enrolled", "/ar/me/join/", is_post=True)
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: refusal)

    with pytest.raises(CannotStartAttempt) as refused:
        start_attempt(learner=UserFactory.create(), placement=make_quiz(1), now=NOW)

    assert (refused.value.code, refused.value.refusal) == ("refused", refusal)


def test_open_attempt_goes_on_whatever_the_layers_above_say(monkeypatch):
    learner, placement = UserFactory.create(), make_quiz(1)
    attempt = make_attempt(learner, placement)
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: Refusal("not_enrolled"))

    assert make_attempt(learner, placement) == attempt


def test_start_costs_the_same_for_any_number_of_questions(django_assert_num_queries):
    for count in (1, 3, 20):
        learner, placement = UserFactory.create(), make_quiz(count, draw=1)

        # SAVEPOINT, open attempt, two for the standing, (candidates, questions met), versions, practice closed, number, attempt, items, RELEASE
        with django_assert_num_queries(10 if count == 1 else 12):
            make_attempt(learner, placement)
