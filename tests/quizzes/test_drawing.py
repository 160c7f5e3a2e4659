"""Drawing by blueprint, against trying everything."""

from itertools import combinations
from random import Random
from time import process_time
from uuid import UUID

from hypothesis import given, strategies as st

from quizzes.definitions import DrawRule
from quizzes.drawing import Candidate, draw_questions

MODULES = [UUID(int=index) for index in (101, 102)]
OBJECTIVES = [UUID(int=index) for index in (201, 202)]
TAGS = ["سهل", "حملات"]

rules = st.builds(
    DrawRule,
    count=st.integers(1, 3),
    module_key=st.sampled_from([None, *MODULES]),
    objective_key=st.sampled_from([None, *OBJECTIVES]),
    tag=st.sampled_from(["", *TAGS]),
)


@st.composite
def banks(draw):
    count = draw(st.integers(0, 7))
    return [
        Candidate(
            UUID(int=index + 1),
            draw(st.sampled_from([None, *MODULES])),
            draw(st.sampled_from([None, *OBJECTIVES])),
            frozenset(draw(st.sets(st.sampled_from(TAGS)))),
            draw(st.sampled_from([None, 1, 2, 3])),
        )
        for index in range(count)
    ]


def can_be_placed(chosen, slots):
    """Whether each chosen question finds a slot of its own, by trying every way."""
    if not chosen:
        return True
    first, *rest = chosen
    return any(first.fits(slot) and can_be_placed(rest, slots[:index] + slots[index + 1 :]) for index, slot in enumerate(slots))


def best_by_trying(blueprint, bank):
    """(questions placed at most, when those were last met at best), latest first: fewer and earlier repeats are better."""
    slots = [rule for rule in blueprint for _place in range(rule.count)]
    for size in range(min(len(bank), len(slots)), -1, -1):
        found = [chosen for chosen in combinations(bank, size) if can_be_placed(list(chosen), slots)]
        if found:
            return size, min(sorted((candidate.last_met or 0 for candidate in chosen), reverse=True) for chosen in found)
    raise AssertionError("the empty set can always be placed")


@given(st.lists(rules, min_size=1, max_size=3), banks(), st.integers(0, 99))
def test_draw_is_the_fullest_that_repeats_least(blueprint, bank, seed):
    drawn = draw_questions(blueprint, bank, Random(seed))

    by_key = {candidate.key: candidate for candidate in bank}
    met = sorted((by_key[key].last_met or 0 for key in drawn.keys), reverse=True)
    assert (len(drawn.keys), met) == best_by_trying(blueprint, bank)
    assert len(set(drawn.keys)) == len(drawn.keys)


@given(st.lists(rules, min_size=1, max_size=3), banks(), st.integers(0, 99))
def test_draw_gives_each_rule_what_fits_it_and_says_what_is_missing(blueprint, bank, seed):
    drawn = draw_questions(blueprint, bank, Random(seed))

    by_key, keys = {candidate.key: candidate for candidate in bank}, list(drawn.keys)
    for rule, missing in zip(blueprint, drawn.missing, strict=True):
        own, keys = keys[: rule.count - missing], keys[rule.count - missing :]
        assert 0 <= missing <= rule.count
        assert [by_key[key].fits(rule) for key in own] == [True] * len(own)
    assert keys == []


@given(st.lists(rules, min_size=1, max_size=3), banks(), st.integers(0, 99))
def test_same_chance_draws_the_same(blueprint, bank, seed):
    assert draw_questions(blueprint, bank, Random(seed)) == draw_questions(blueprint, bank, Random(seed))


def test_rules_that_overlap_are_filled_where_taking_the_first_that_fits_would_fail():
    only_general = Candidate(UUID(int=1), MODULES[0])
    special = Candidate(UUID(int=2), MODULES[0], tags=frozenset({"سهل"}))
    blueprint = [DrawRule(1, module_key=MODULES[0]), DrawRule(1, tag="سهل")]

    draws = [draw_questions(blueprint, [special, only_general], Random(seed)) for seed in range(20)]

    assert {draw.keys for draw in draws} == {(only_general.key, special.key)}
    assert {draw.missing for draw in draws} == {(0, 0)}


def test_attempts_do_not_repeat_while_the_bank_allows():
    bank, met = [UUID(int=index + 1) for index in range(7)], {}
    seen = []
    for number in (1, 2, 3):
        candidates = [Candidate(key, last_met=met.get(key)) for key in bank]
        drawn = draw_questions([DrawRule(3)], candidates, Random(number)).keys
        met.update(dict.fromkeys(drawn, number))
        seen.append(set(drawn))

    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1] | seen[2]) == 7
    assert not seen[1] & seen[2], "the first attempt's are longer ago"


def test_every_question_is_drawn_by_some_chance():
    bank = [Candidate(UUID(int=index + 1)) for index in range(5)]

    drawn = {draw_questions([DrawRule(1)], bank, Random(seed)).keys[0] for seed in range(200)}

    assert drawn == {candidate.key for candidate in bank}


def test_two_thousand_questions_that_fit_no_rule_are_told_in_an_instant():
    bank = [Candidate(UUID(int=index + 1), MODULES[index % 2], tags=frozenset({TAGS[index % 2]})) for index in range(2000)]
    blueprint = [DrawRule(3, module_key=MODULES[index % 2], tag=TAGS[(index + 1) % 2]) for index in range(20)]

    started = process_time()
    drawn = draw_questions(blueprint, bank, Random(1))

    assert drawn.missing == (3,) * 20
    assert process_time() - started < 2
