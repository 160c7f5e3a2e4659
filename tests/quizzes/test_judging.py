"""The whole attempt from its items; which words are in force."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from quizzes.grading import AnsweredItem, grade_attempt, judge
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

    def mark(self, structure, words, response):
        self.seen.append(response)
        return 0.5


def test_item_without_answer_earns_nothing_and_is_not_judged():
    marker = HalfMarker()
    items = [AnsweredItem(marker, {}, [], {"choice": "a"}), AnsweredItem(marker, {}, [], {})]

    result = grade_attempt(items, 70)

    assert result.points == (0.5, 0.0)
    assert marker.seen == [{"choice": "a"}]


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
