"""Deadlines: plain arithmetic on moments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from quizzes.timing import GRACE, closing_moment, extension_of, find_deadline, is_over

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
limits, percents, presses = st.integers(1, 600), st.integers(0, 300), st.integers(0, 20)


@pytest.mark.parametrize(
    ("limit", "percent", "extensions", "minutes"),
    [
        (20, 0, 0, 20),
        (20, 50, 0, 30),
        (20, 0, 1, 22),
        (20, 50, 10, 50),
        (5, 0, 1, 6),
        (1, 0, 3, 4),
        (15, 0, 1, 17),
        (1, 25, 0, 1.25),
    ],
)
def test_deadline_is_the_limit_and_what_was_added(limit, percent, extensions, minutes):
    deadline = find_deadline(START, limit, extra_percent=percent, extensions=extensions)

    assert deadline == START + timedelta(minutes=minutes)


def test_time_without_limit_has_no_deadline():
    assert find_deadline(START, 0, extra_percent=50, extensions=3) is None
    assert not is_over(None, START)
    assert closing_moment(None, START) == START


@given(limits, percents, presses)
def test_more_time_is_never_an_earlier_deadline(limit, percent, extensions):
    deadline = find_deadline(START, limit, extra_percent=percent, extensions=extensions)

    assert find_deadline(START, limit, extra_percent=percent + 1, extensions=extensions) > deadline
    assert find_deadline(START, limit, extra_percent=percent, extensions=extensions + 1) - deadline == extension_of(limit)


@given(limits)
def test_ten_extensions_give_at_least_the_limit_again(limit):
    assert 10 * extension_of(limit) >= timedelta(minutes=limit)


def test_answers_on_their_way_are_in_time_and_later_ones_are_not():
    assert not is_over(START, START + GRACE)
    assert is_over(START, START + GRACE + timedelta(microseconds=1))
    assert closing_moment(START, START + GRACE) == START
    assert closing_moment(START, START - GRACE) == START - GRACE
