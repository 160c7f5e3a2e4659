"""Item analysis equals the reference calculation, keeps its bounds, and flags what is odd and nothing else."""

import random
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from statistics import pvariance

import pytest
from hypothesis import given, settings, strategies as st

from quizzes.enums import Flag, Health
from quizzes.item_analysis import Answer, Choice, Sitting, Tally, answer_times, describe_item, describe_test
from quizzes.item_analysis.intervals import correlation_interval, share_interval
from quizzes.item_analysis.items import correlate, find_thirds
from quizzes.item_analysis.reliability import alpha, drawn_reliability, standard_error
from tests.data.simulation import (
    DRAWN_TEST,
    EASY,
    FIXED,
    HARD,
    MISKEYED,
    OPEN,
    SINGLE,
    SimulatedAttempt,
    SimulatedItem,
    simulate,
)
from tests.quizzes import reference_analysis as reference

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SIMULATION = simulate()


def to_sitting(attempt: SimulatedAttempt) -> Sitting:
    saved = [(one.item, START + timedelta(seconds=one.after)) for one in attempt.saved]
    seconds = answer_times(START, saved)
    answers = []
    for item in attempt.items:
        final = reference.final_answer(attempt, item)
        answers.append(
            Answer(
                version=item,
                share=None if item in attempt.awaiting else attempt.shares[item],
                chosen=tuple(map(str, final.chosen)) if final else (),
                is_skipped=final is None,
                seconds=seconds.get(item),
            )
        )
    return Sitting(attempt.test, answers, is_judged=not attempt.awaiting)


def tally_of(sittings) -> Tally:
    tally = Tally()
    for sitting in sittings:
        tally.add(sitting)
    return tally


def choices_of(item: SimulatedItem) -> list[Choice]:
    return [Choice(str(option), option < item.right) for option in range(item.options)]


TALLY = tally_of(map(to_sitting, reference.first_attempts(SIMULATION)))


def make_sample(shares, chosen=None):
    """The sample of the first of two items; the second earns what is left to a random half."""
    tally = Tally()
    chance = random.Random(1)
    for index, share in enumerate(shares):
        first = Answer("first", share, chosen=(chosen[index],) if chosen else ())
        tally.add(Sitting("test", [first, Answer("second", float(chance.random() < 0.5))]))
    return tally.items["first"]


# Against the reference -----------------------------------------------------------------


@pytest.mark.parametrize("item", SIMULATION.items, ids=lambda item: f"{item.number}-{item.kind}")
def test_item_figures_equal_the_reference(item):
    figures = describe_item(TALLY.items[item.number], choices_of(item))

    wanted = reference.item_figures(SIMULATION, item)
    choices = wanted.pop("choices")
    assert reference.differences(asdict(figures), wanted) == {}
    assert [choice.key for choice in figures.choices] == list(map(str, choices))
    assert [reference.differences(asdict(choice), choices[int(choice.key)]) for choice in figures.choices] == [{}] * len(choices)


@pytest.mark.parametrize(("test", "method"), [(FIXED, "alpha"), (DRAWN_TEST, "variance_components")])
def test_test_figures_equal_the_reference(test, method):
    figures = describe_test(TALLY.tests[test])

    wanted = reference.test_figures(SIMULATION, test)
    assert (figures.form, figures.method) == (wanted.pop("form"), method)
    assert reference.differences(asdict(figures), wanted) == {}


def test_simulation_holds_what_the_comparison_needs():
    """Otherwise equality would say little: everything that is handled apart occurs."""
    first = reference.first_attempts(SIMULATION)
    shares = {share for attempt in first for share in attempt.shares.values()}
    figures = {item.number: describe_item(TALLY.items[item.number], choices_of(item)) for item in SIMULATION.items}

    assert {0.0, 1 / 3, 1.0, None} <= shares
    assert any(attempt.awaiting for attempt in first)
    assert any(attempt.person is None for attempt in first)
    assert len(first) < len(SIMULATION.attempts)
    assert any(one.is_empty for attempt in first for one in attempt.saved)
    assert figures[OPEN].facility is None
    assert {flag for found in figures.values() for flag in found.flags} == set(Flag.values)
    assert figures[EASY].flags == ("too_easy", "dead_distractor")
    assert figures[HARD].flags == ("too_hard", "dead_distractor")
    assert "negative" in figures[MISKEYED].flags


# Intervals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    # The examples of R. G. Newcombe, Statistics in Medicine 17, 1998, 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_share_interval_is_wilsons(right, count, low, high):
    assert tuple(round(end, 4) for end in share_interval(right / count, count)) == (low, high)


def test_correlation_interval_is_fishers():
    assert correlation_interval(0.5, 103) == pytest.approx((0.339308, 0.632338), abs=1e-6)
    assert correlation_interval(0.9, 3) == (-1.0, 1.0)


@given(st.integers(1, 5000), st.floats(0, 1))
def test_share_interval_holds_the_mean_inside_0_and_1(count, mean):
    low, high = share_interval(mean, count)

    assert 0 <= low <= mean <= high <= 1


@given(st.floats(-1, 1), st.integers(0, 5000))
def test_correlation_interval_stays_inside_its_bounds(correlation, count):
    low, high = correlation_interval(correlation, count)

    assert -1 <= low <= high <= 1


# Items ---------------------------------------------------------------------------------------

shares = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 2 / 3, 1.0])
answers = st.builds(
    Answer,
    version=st.integers(0, 4),
    share=st.none() | shares,
    chosen=st.lists(st.sampled_from("abc"), unique=True).map(tuple),
    is_skipped=st.booleans(),
    seconds=st.none() | st.floats(0, 600),
)
sittings = st.builds(
    Sitting,
    quiz=st.sampled_from("xy"),
    answers=st.lists(answers, min_size=1, max_size=5, unique_by=lambda answer: answer.version),
    is_judged=st.booleans(),
)
CHOICES = [Choice("a", True), Choice("b", False), Choice("c", False)]


@given(st.lists(sittings, min_size=1, max_size=40))
@settings(max_examples=60)
def test_figures_keep_their_bounds(made):
    tally = tally_of(made)

    for sample in tally.items.values():
        figures = describe_item(sample, CHOICES)
        assert figures.health in Health.values
        assert set(figures.flags) <= set(Flag.values)
        assert 0 <= figures.skip_rate <= 1
        assert figures.judged <= figures.first_attempts
        if figures.facility is not None:
            assert 0 <= figures.facility_low <= figures.facility <= figures.facility_high <= 1
        assert figures.discrimination is None or -1 <= figures.discrimination <= 1
        for choice in figures.choices:
            assert 0 <= choice.count <= figures.first_attempts
            assert sum(choice.thirds) <= choice.count
            assert all(share is None or 0 <= share <= 1 for share in (choice.share, *choice.third_shares))
    for sample in tally.tests.values():
        figures = describe_test(sample)
        assert figures.reliability is None or figures.reliability <= 1 + 1e-9
        assert (figures.method == "") == (figures.reliability is None)
        assert figures.standard_error is None or 0 <= figures.standard_error <= figures.deviation + 1e-12


@given(st.lists(sittings, min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_figures_do_not_depend_on_the_order(made, chance):
    shuffled = [
        Sitting(sitting.quiz, chance.sample(sitting.answers, len(sitting.answers)), is_judged=sitting.is_judged)
        for sitting in chance.sample(made, len(made))
    ]

    first, second = tally_of(made), tally_of(shuffled)

    for version, sample in first.items.items():
        assert describe_item(sample, CHOICES) == describe_item(second.items[version], CHOICES)
    for quiz, sample in first.tests.items():
        ours, other = describe_test(sample), describe_test(second.tests[quiz])
        assert (ours.form, ours.method, ours.items) == (other.form, other.method, other.items)
        figures = ("mean", "deviation", "reliability", "standard_error")
        assert [getattr(ours, name) for name in figures] == pytest.approx([getattr(other, name) for name in figures], abs=1e-12)


def test_item_alone_in_its_test_has_no_discrimination_and_no_thirds():
    tally = tally_of(Sitting("test", [Answer("only", share, chosen=("a",))]) for share in (0.0, 1.0, 1.0))

    figures = describe_item(tally.items["only"], CHOICES)

    assert (figures.facility, figures.discrimination) == (pytest.approx(2 / 3), None)
    assert figures.choices[0].count == 3
    assert figures.choices[0].thirds == (0, 0, 0)
    assert figures.choices[0].third_shares == (None, None, None)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_item_that_does_not_vary_has_no_discrimination(share):
    assert describe_item(make_sample([share] * 40)).discrimination is None


def test_equal_scores_of_the_others_tie_however_they_were_added_up():
    rests = [tally_of([Sitting("t", [Answer("x", 0.0), *(Answer(key, share) for key, share in parts)])]).items["x"].rests[0]
             for parts in ([("a", 1 / 3), ("b", 2 / 3), ("c", 0.5)], [("a", 0.5), ("b", 0.5), ("c", 0.5)])]  # fmt: skip

    assert rests[0] == rests[1]


def test_item_that_is_not_scored_has_neither_facility_nor_discrimination():
    tally = tally_of(Sitting("t", [Answer("open", None, ("a",)), Answer("b", float(n % 2))]) for n in range(40))

    figures = describe_item(tally.items["open"], CHOICES)

    assert (figures.facility, figures.facility_low, figures.discrimination, figures.judged) == (None, None, None, 0)
    assert (figures.health, figures.choices[0].thirds) == ("good", (20, 0, 20))


def test_thirds_keep_equal_scores_together():
    assert find_thirds([0.1, 0.2, 0.3]) == {0.1: 0, 0.2: 1, 0.3: 2}
    assert find_thirds([0.5] * 9) == {0.5: 1}
    assert find_thirds([]) == {}


def test_no_variance_has_no_correlation():
    assert correlate([]) is None
    assert correlate([(1.0, 0.3), (1.0, 0.4)]) is None
    assert correlate([(0.0, 0.4), (1.0, 0.4)]) is None


# Flags -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "count", "flags"),
    [(0, 29, ()), (0, 30, ()), (0, 72, ()), (0, 73, ("too_easy",)), (4, 80, ()), (4, 250, ("too_easy",))],
)
def test_too_easy_is_what_nearly_everybody_gets_right_for_certain(wrong, count, flags):
    figures = describe_item(make_sample([0.0] * wrong + [1.0] * (count - wrong)))

    assert tuple(flag for flag in figures.flags if flag == "too_easy") == flags


@pytest.mark.parametrize(
    ("options", "right", "count", "is_hard"),
    # By chance one in two is right, or one in four; free answers earn nothing by chance.
    [(2, 15, 60, True), (2, 25, 60, False), (4, 10, 60, False), (4, 7, 60, True), (0, 3, 60, True), (0, 9, 60, False)],
)
def test_too_hard_is_what_falls_below_guessing(options, right, count, is_hard):
    choices = [Choice(str(option), option == 0) for option in range(options)]

    figures = describe_item(make_sample([1.0] * right + [0.0] * (count - right)), choices)

    assert ("too_hard" in figures.flags) is is_hard


@pytest.mark.parametrize(("strength", "is_flagged"), [(1.0, True), (0.5, True), (0.05, False), (-1.0, False)])
def test_negative_is_what_those_who_know_more_get_wrong(strength, is_flagged):
    chance = random.Random(4)
    made = []
    for number in range(200):
        knows = float(number % 2)
        share = 1 - knows if chance.random() < abs(strength) else float(chance.random() < 0.5)
        made.append(Sitting("t", [Answer("x", share if strength > 0 else 1 - share), Answer("y", knows)]))

    figures = describe_item(tally_of(made).items["x"])

    assert ("negative" in figures.flags) is is_flagged


@pytest.mark.parametrize(
    ("chosen", "count", "is_dead"), [(0, 72, False), (0, 73, True), (2, 100, False), (2, 150, True), (20, 1000, False)]
)
def test_dead_distractor_is_a_wrong_choice_that_hardly_anybody_makes(chosen, count, is_dead):
    picks = ["c"] * chosen + ["a", "b"] * ((count - chosen) // 2) + ["a"] * ((count - chosen) % 2)

    figures = describe_item(make_sample([float(pick == "a") for pick in picks], picks), CHOICES)

    assert ("dead_distractor" in figures.flags) is is_dead


def test_right_choice_that_nobody_makes_is_no_dead_distractor():
    figures = describe_item(make_sample([0.0] * 100, ["b", "c"] * 50), CHOICES)

    assert figures.flags == ("too_hard",)


@pytest.mark.parametrize(("count", "health"), [(1, "few"), (29, "few"), (30, "good")])
def test_below_thirty_answers_nothing_is_concluded(count, health):
    figures = describe_item(make_sample([float(number % 2) for number in range(count)]))

    assert (figures.health, figures.flags) == (health, ())


def test_answers_that_await_a_person_are_not_among_the_thirty():
    figures = describe_item(make_sample([1.0] * 29 + [None] * 100))

    assert (figures.first_attempts, figures.judged, figures.health) == (129, 29, "few")


def test_codes_are_those_that_are_stored():
    from quizzes.item_analysis import items

    assert {items.TOO_EASY, items.TOO_HARD, items.NEGATIVE, items.DEAD_DISTRACTOR} == set(Flag.values)
    assert {items.FEW, items.GOOD, items.FLAGGED} == set(Health.values)


# Tests -----------------------------------------------------------------------------------------

matrices = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=width, max_size=width), min_size=2, max_size=40)
)


@given(matrices)
def test_alpha_of_right_and_wrong_is_kr20(rows):
    columns = [list(column) for column in zip(*rows, strict=True)]
    spread = pvariance([sum(row) for row in rows])

    found = alpha(columns)

    if spread == 0:
        assert found is None
        return
    items = len(columns)
    products = sum(sum(column) / len(column) * (1 - sum(column) / len(column)) for column in columns)
    assert found == pytest.approx(items / (items - 1) * (1 - products / spread), abs=1e-9)


@given(st.lists(st.lists(shares, min_size=4, max_size=4), min_size=2, max_size=40), st.integers(2, 5))
def test_alpha_of_an_item_asked_again_and_again_is_one(rows, copies):
    column = [row[0] for row in rows]

    found = alpha([column] * copies)

    assert found is None if len(set(column)) == 1 else found == pytest.approx(1.0, abs=1e-9)


@given(st.lists(st.lists(shares, min_size=1, max_size=5), min_size=2, max_size=40))
def test_drawn_reliability_is_a_share(rows):
    counts, sums, squares = (
        [len(row) for row in rows],
        [sum(row) for row in rows],
        [sum(share * share for share in row) for row in rows],
    )

    found = drawn_reliability(counts, sums, squares)

    assert found is None or 0 <= found <= 1


def test_drawn_reliability_is_that_of_the_published_example():
    """Shrout and Fleiss (1979), table 2: six targets, four judges; ICC(1,4) = .44."""
    rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

    found = drawn_reliability([4] * 6, [sum(row) for row in rows], [sum(x * x for x in row) for row in rows])

    assert round(found, 2) == 0.44
    # ICC(3,4), which is alpha.
    assert round(alpha([[float(x) for x in column] for column in zip(*rows, strict=True)]), 2) == 0.91


def test_test_with_right_and_wrong_only_says_kr20():
    chance = random.Random(3)
    tally = tally_of(Sitting("t", [Answer(key, float(chance.random() < 0.5)) for key in "abc"]) for _number in range(40))

    assert (describe_test(tally.tests["t"]).form, describe_test(tally.tests["t"]).method) == ("fixed", "kr20")


def test_test_that_cannot_be_judged_says_no_method():
    tally = tally_of([Sitting("t", [Answer("a", 1.0), Answer("b", None)])])

    figures = describe_test(tally.tests["t"])

    assert (figures.reliability, figures.standard_error, figures.method) == (None, None, "")
    assert (figures.mean, figures.deviation, figures.items) == (1.0, None, 2)


def test_standard_error_is_never_more_than_the_deviation():
    assert standard_error(0.2, 0.75) == pytest.approx(0.1)
    assert standard_error(0.2, -0.5) == 0.2
    assert standard_error(None, 0.5) is None


# Time ------------------------------------------------------------------------------------------


def after(seconds):
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("saved", "seconds"),
    [
        ([], {}),
        ([("a", 10), ("b", 25)], {"a": 10, "b": 15}),
        ([("a", 10), ("b", 25), ("a", 40)], {"a": 25, "b": 15}),
        ([("a", 10), ("b", 4000)], {"a": 10, "b": 600}),
        ([("a", 90), ("b", 90), ("c", 90)], {}),
        ([("a", 10), ("b", 90), ("c", 90), ("d", 95)], {"a": 10, "d": 5}),
        ([("a", 10), ("a", 90), ("b", 90)], {}),
        ([("a", -5)], {"a": 0}),
    ],
)
def test_answer_times(saved, seconds):
    assert answer_times(START, [(item, after(moment)) for item, moment in saved]) == seconds


def test_reference_knows_the_simulated_kinds():
    assert {item.kind for item in SIMULATION.items} >= {SINGLE, "multiple_choice", "true_false", "short_text"}
