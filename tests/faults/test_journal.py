"""The checker of the fault tests sees each fault it is for."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.journal import Journal, Row, count_lost_acks, find_faults

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ATTEMPT, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
EVENTS = [uuid.UUID(int=100 + number) for number in range(3)]


def make_journal(attempt: uuid.UUID = ATTEMPT) -> Journal:
    """Three answers, each acknowledged."""
    return Journal(attempt, set(EVENTS), {event: {place} for place, event in enumerate(EVENTS, start=1)})


def make_rows(attempt: uuid.UUID = ATTEMPT) -> list[Row]:
    return [Row(attempt, event, place, NOW) for place, event in enumerate(EVENTS, start=1)]


def kinds_of(faults: list[str]) -> list[str]:
    return [fault.partition(":")[0] for fault in faults]


def test_faithful_database_has_no_faults() -> None:
    assert find_faults([make_journal()], make_rows(), {ATTEMPT: 3}) == []


def test_answer_without_acknowledgement_may_be_stored_or_not() -> None:
    journal = make_journal()
    del journal.acks[EVENTS[2]]

    assert find_faults([journal], make_rows(), {ATTEMPT: 3}) == []
    assert find_faults([journal], make_rows()[:2], {ATTEMPT: 2}) == []


def test_lost_acknowledged_answer_is_a_fault() -> None:
    assert find_faults([make_journal()], make_rows()[:2], {ATTEMPT: 2}) == [
        f"lost: {EVENTS[2]} was acknowledged and is not stored"
    ]


def test_answer_under_another_attempt_is_lost_and_a_phantom() -> None:
    faults = find_faults([make_journal()], [*make_rows()[:2], Row(OTHER, EVENTS[2], 1, NOW)], {ATTEMPT: 2, OTHER: 1})

    assert kinds_of(faults) == ["lost", "phantom"]


def test_answer_that_was_never_sent_is_a_fault() -> None:
    stranger = uuid.UUID(int=999)

    faults = find_faults([make_journal()], [*make_rows(), Row(ATTEMPT, stranger, 4, NOW)], {ATTEMPT: 4})

    assert faults == [f"phantom: {stranger} is stored and was never sent"]


def test_doubled_answer_is_a_fault() -> None:
    journal = make_journal()
    journal.acks[EVENTS[2]].add(4)

    faults = find_faults([journal], [*make_rows(), Row(ATTEMPT, EVENTS[2], 4, NOW)], {ATTEMPT: 4})

    assert kinds_of(faults) == ["doubled", "moved"]


@pytest.mark.parametrize("told", [{7}, {3, 7}])
def test_acknowledgement_of_another_place_is_a_fault(told: set[int]) -> None:
    journal = make_journal()
    journal.acks[EVENTS[2]] = told

    assert kinds_of(find_faults([journal], make_rows(), {ATTEMPT: 3})) == ["moved"]


@pytest.mark.parametrize(("places", "last"), [((1, 2, 2), 3), ((1, 2, 4), 4), ((1, 2, 3), 4)], ids=["repeated", "gap", "torn"])
def test_broken_sequence_is_a_fault(places: tuple[int, ...], last: int) -> None:
    journal = Journal(ATTEMPT, set(EVENTS))
    rows = [Row(ATTEMPT, event, place, NOW) for event, place in zip(EVENTS, places, strict=True)]

    assert kinds_of(find_faults([journal], rows, {ATTEMPT: last})) == ["sequence"]


def test_answer_stored_before_it_was_sent_again_counts_as_a_lost_acknowledgement() -> None:
    journal = make_journal()
    journal.resent_at = {EVENTS[0]: NOW + timedelta(seconds=1), EVENTS[1]: NOW - timedelta(seconds=1)}

    assert count_lost_acks([journal], make_rows()) == 1
