"""When a missed question comes back: the rule by itself, without a database."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from quizzes.reviewing import GAPS, SET_SIZE, Outcome, ReviewPlan, ReviewState, first_review_on, follow

DAY = date(2026, 3, 1)


def on(number: int) -> date:
    """The day that many days after the first."""
    return DAY + timedelta(days=number)


def outcomes_of(*pairs: tuple[int, float]) -> list[Outcome]:
    return [Outcome(on(number), share) for number, share in pairs]


def key_of(number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.UUID(int=1), str(number))


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], None),
        ([(0, 1)], None),
        ([(0, 0)], ReviewState(0, on(2))),
        ([(0, 0.5)], ReviewState(0, on(2))),
        ([(0, 0.999)], ReviewState(0, on(2))),
        ([(0, 0), (1, 1)], ReviewState(0, on(2))),
        ([(0, 0), (2, 1)], ReviewState(1, on(9))),
        ([(0, 0), (5, 1)], ReviewState(1, on(12))),
        ([(0, 0), (2, 1), (3, 1)], ReviewState(1, on(9))),
        ([(0, 0), (2, 1), (9, 1)], ReviewState(2, on(30))),
        ([(0, 0), (2, 1), (9, 1), (30, 1)], ReviewState(3, None)),
        ([(0, 0), (2, 1), (9, 1), (30, 1), (90, 1)], ReviewState(3, None)),
        ([(0, 0), (2, 1), (9, 1), (30, 1), (90, 0)], ReviewState(0, on(92))),
        ([(0, 0), (2, 1), (4, 0)], ReviewState(0, on(6))),
        ([(0, 0), (1, 0)], ReviewState(0, on(3))),
        ([(0, 0), (2, 0), (2, 1)], ReviewState(0, on(4))),
        ([(0, 0), (2, 1), (2, 0)], ReviewState(0, on(4))),
        ([(0, 0), (2, 1), (2, 1)], ReviewState(1, on(9))),
        ([(2, 1), (0, 0)], ReviewState(1, on(9))),
    ],
)
def test_question_comes_back_after_fixed_gaps(outcomes, state):
    assert follow(outcomes_of(*outcomes)) == state


def test_gaps_are_those_of_the_evidence():
    assert GAPS == (2, 7, 21)


HISTORIES = st.lists(
    st.builds(
        Outcome,
        st.integers(0, 120).map(on),
        st.one_of(st.sampled_from([0.0, 1.0, 1.0]), st.floats(0, 1, allow_nan=False)),
    ),
    max_size=25,
)


@given(HISTORIES, st.randoms(use_true_random=False))
def test_order_of_outcomes_changes_nothing(outcomes, chance):
    mixed = list(outcomes)
    chance.shuffle(mixed)

    assert follow(mixed) == follow(outcomes)


@given(HISTORIES)
def test_same_outcome_twice_is_the_same_as_once(outcomes):
    assert follow([*outcomes, *outcomes]) == follow(outcomes)


@given(HISTORIES)
def test_what_was_never_missed_is_never_reviewed(outcomes):
    assert (follow(outcomes) is None) is not any(outcome.is_miss for outcome in outcomes)


@given(HISTORIES, st.integers(0, 200), st.floats(0, 1, exclude_max=True))
def test_miss_begins_anew_and_is_due_in_the_future(outcomes, number, share):
    earlier = [outcome for outcome in outcomes if outcome.day <= on(number)]

    state = follow([*earlier, Outcome(on(number), share)])

    assert state == ReviewState(0, first_review_on(on(number)))
    assert not state.is_due(on(number))


@given(HISTORIES, st.integers(0, 200))
def test_right_answer_never_brings_the_next_day_nearer(outcomes, number):
    earlier = [outcome for outcome in outcomes if outcome.day <= on(number)]
    before = follow(earlier)

    after = follow([*earlier, Outcome(on(number), 1)])

    if before is None or not before.is_due(on(number)):
        assert after == before
    else:
        assert after.step == before.step + 1
        assert after.is_learnt is (after.step == len(GAPS))
        assert after.is_learnt or after.due_on == on(number) + timedelta(days=GAPS[after.step])


@given(HISTORIES)
def test_state_is_within_its_bounds(outcomes):
    state = follow(outcomes)

    if state is not None:
        last_miss = max(outcome.day for outcome in outcomes if outcome.is_miss)
        assert state.is_learnt is (state.step == len(GAPS))
        assert 0 <= state.step <= len(GAPS)
        assert state.is_learnt or state.due_on >= last_miss + timedelta(days=sum(GAPS[: state.step + 1]))


# What a day asks ------------------------------------------------------------------


def plan_of(*histories: list[tuple[int, float]], today: int, answered: tuple[int, ...] = ()) -> ReviewPlan:
    outcomes = {key_of(index): tuple(outcomes_of(*history)) for index, history in enumerate(histories)}
    return ReviewPlan(on(today), outcomes, frozenset(map(key_of, answered)))


def test_day_counts_what_is_due_what_comes_next_and_what_is_learnt():
    learnt = [(0, 0), (2, 1), (9, 1), (30, 1)]
    plan = plan_of([(0, 0)], [(29, 0)], [(29, 0)], [(30, 0)], learnt, [(0, 1)], today=30)

    assert (plan.due_count, plan.next_on, plan.next_count, plan.learnt_count, plan.is_empty) == (1, on(31), 2, 1, False)


def test_day_without_anything_missed_is_empty():
    plan = plan_of([(0, 1)], today=1)

    assert (plan.is_empty, plan.due_count, plan.next_on, plan.next_count) == (True, 0, None, 0)
    assert plan.pick_set().keys == plan.pick_set(is_early=True).keys == ()


def test_oldest_due_is_asked_first():
    plan = plan_of([(5, 0)], [(1, 0)], [(3, 0)], today=20)

    assert plan.list_due() == [key_of(1), key_of(2), key_of(0)]


def test_order_within_a_day_is_fixed_that_day_and_another_the_next():
    histories = [[(0, 0)]] * 9
    orders = [plan_of(*histories, today=day).list_due() for day in (5, 5, 6, 7)]

    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3


def test_answered_questions_stay_where_they_were_until_the_day_ends():
    plan = plan_of(*[[(0, 0)]] * 3, today=2)
    before = plan.list_due()

    right = plan.with_answer(before[0], 1)
    wrong = right.with_answer(before[1], 0)

    assert wrong.list_due() == before
    assert (right.due_count, wrong.due_count) == (2, 1)
    assert [wrong.states[key].due_on for key in before] == [on(9), on(4), on(2)]
    assert wrong.list_early() == []


def test_question_answered_elsewhere_leaves_the_set_of_the_day():
    plan = plan_of([(0, 0), (2, 1)], [(0, 0)], today=2)

    assert plan.list_due() == [key_of(1)]


def test_early_practice_moves_no_day_but_a_miss_does():
    plan = plan_of([(0, 0)], [(1, 0)], today=1)
    first, second = plan.list_early()

    after = plan.with_answer(first, 1).with_answer(second, 0)

    assert after.list_early() == [first, second] == [key_of(0), key_of(1)]
    assert after.list_due() == []
    assert [after.states[key].due_on for key in (first, second)] == [on(2), on(3)]


def test_sets_hold_ten_and_the_first_unfinished_one_is_next():
    plan = plan_of(*[[(0, 0)]] * 23, today=2)
    first = plan.pick_set()
    for key in first.keys:
        plan = plan.with_answer(key, 1)

    second = plan.pick_set()

    assert (first.number, len(first.keys), first.more) == (1, SET_SIZE, 13)
    assert (second.number, len(second.keys), second.more) == (2, SET_SIZE, 3)
    assert (plan.pick_set(number=1).keys, plan.pick_set(number=1).more) == (first.keys, 13)
    assert [len(plan.pick_set(number=number).keys) for number in (0, 3, 99)] == [10, 3, 3]


@given(st.integers(0, 45), st.sets(st.integers(0, 44)))
def test_sets_share_out_all_that_is_due(count, answered):
    plan = plan_of(*[[(0, 0)]] * count, today=4)
    for number in sorted(answered & set(range(count))):
        plan = plan.with_answer(key_of(number), 1)

    sets = [plan.pick_set(number=number) for number in range(1, max(1, -(-count // SET_SIZE)) + 1)]

    assert [key for those in sets for key in those.keys] == plan.list_due()
    assert set(plan.list_due()) == set(map(key_of, range(count)))
    assert sets[-1].more == 0
