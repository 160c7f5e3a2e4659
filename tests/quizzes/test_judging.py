"""The whole attempt from its items; which words are in force."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from quizzes.grading import AnsweredItem, Basis, PersonsMark, grade_attempt, judge
from quizzes.wording import pick_language, words_in_force

NOON = datetime(2026, 3, 1, 12)


@pytest.mark.parametrize(
    ("points", "pass_percent", "score", "is_passed"),
    [
        ([1] * 7 + [0] * 3, 70, 0.7, True),
        ([1] * 6 + [0] * 4, 70, 0.6, False),
        ([1, 0, 0], 33, 0.333333, True),
        ([1, 1, 0], 67, 0.666667, False),
        ([0.1] * 7, 10, 0.1, True),
        ([0], 0, 0.0, True),
        ([1], 100, 1.0, True),
        ([0.999999], 100, 0.999999, True),
        ([0.99], 100, 0.99, False),
    ],
)
def test_pass_mark_is_compared_without_binary_fractions(points, pass_percent, score, is_passed):
    result = judge(points, pass_percent)

    assert (result.score, result.is_passed) == (score, is_passed)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.integers(0, 100))
def test_score_is_a_share(points, pass_percent):
    result = judge(points, pass_percent)

    assert 0 <= result.score <= 1
    assert result.earned == pytest.approx(sum(points))


@pytest.mark.parametrize("points", [[], [1.1], [-0.1], [float("nan")]])
def test_judging_refuses_what_is_no_share(points):
    with pytest.raises(ValueError):
        judge(points, 70)


@dataclass
class HalfMarker:
    seen: list = field(default_factory=list)

    needs_hand: bool = False
    counts: bool = True

    def is_scored(self, structure):
        return self.counts

    def needs_person(self, structure):
        return self.needs_hand

    def mark(self, structure, words, response):
        self.seen.append(response)
        return 0.5


def test_item_without_answer_earns_nothing_and_is_not_judged():
    marker = HalfMarker()
    items = [AnsweredItem(marker, {}, [], {"choice": "a"}), AnsweredItem(marker, {}, [], {})]

    result = grade_attempt(items, 70)

    assert result.points == (0.5, 0.0)
    assert marker.seen == [{"choice": "a"}]


def test_what_is_not_scored_is_left_out_of_the_mean():
    items = [AnsweredItem(HalfMarker(), {}, [], {"choice": "a"}), AnsweredItem(HalfMarker(counts=False), {}, [], {"text": "b"})]

    result = grade_attempt(items, 50)

    assert (result.points, result.score, result.earned, result.is_passed) == ((0.5, None), 0.5, 0.5, True)


def test_handing_in_is_all_that_is_asked_where_nothing_is_scored():
    result = grade_attempt([AnsweredItem(HalfMarker(counts=False), {}, [], {})], 100)

    assert (result.points, result.score, result.is_passed) == ((None,), 1.0, True)


def test_answer_awaits_a_person_until_somebody_has_judged_it():
    def item(response, share=None):
        return AnsweredItem(HalfMarker(needs_hand=True), {}, [], response, share)

    result = grade_attempt([item({}), item({"text": "a"}), item({"text": "b"}, 0.75)], 10)

    assert (result.points, result.awaiting) == ((0.0, 0.0, 0.75), {1})


def test_share_stands_whatever_was_answered():
    marker = HalfMarker()

    result = grade_attempt([AnsweredItem(marker, {}, [], {}, 1.0), AnsweredItem(marker, {}, [], {"choice": "a"}, 1.0)], 70)

    assert (result.points, marker.seen) == ((1.0, 1.0), [])


def test_basis_survives_storing():
    version = uuid.uuid4()
    basis = Basis({2: version}, frozenset({1, 4}), {3: PersonsMark(0.5, {"clear": "mostly"}, "حسن")}, frozenset({5}))

    assert Basis.from_json(json.loads(json.dumps(basis.as_json()))) == basis
    assert Basis().as_json() == {}
    assert [basis.share(position) for position in range(1, 5)] == [1.0, None, 0.5, 1.0]


@dataclass
class Row:
    language: str
    words: dict
    created_at: datetime


def row(language, text, minutes):
    return Row(language, {"stem": text}, NOON + timedelta(minutes=minutes))


ROWS = [row("ar", "أول", -60), row("ar", "ثان", -30), row("en", "later", 5), row("ar", "ثالث", 10), row("en", "last", 20)]


@pytest.mark.parametrize(
    ("started", "until", "expected"),
    [
        (0, None, {"ar": "ثان", "en": "later"}),
        (-40, None, {"ar": "أول", "en": "later"}),
        (-90, None, {"ar": "أول", "en": "later"}),
        (15, None, {"ar": "ثالث", "en": "later"}),
        (30, None, {"ar": "ثالث", "en": "last"}),
        (0, 3, {"ar": "ثان"}),
        (-90, -80, {"ar": "أول"}),
        (0, 5, {"ar": "ثان", "en": "later"}),
        (None, None, {"ar": "ثالث", "en": "last"}),
    ],
)
def test_words_in_force_are_those_of_the_start_or_the_first_since(started, until, expected):
    found = words_in_force(
        ROWS,
        started_at=None if started is None else NOON + timedelta(minutes=started),
        until=None if until is None else NOON + timedelta(minutes=until),
    )

    assert {language: words["stem"] for language, words in found.items()} == expected


@pytest.mark.parametrize(
    ("available", "wanted", "chosen"),
    [(["ar", "en"], ["en", "ar"], "en"), (["ar"], ["en", "ar"], "ar"), (["en"], ["ar"], "en")],
)
def test_language_falls_back_to_what_there_is(available, wanted, chosen):
    assert pick_language({language: {} for language in available}, *wanted) == chosen
