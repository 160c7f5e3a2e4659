"""When a missed question comes back, and what is asked on a day. Plain Python: no database, no clock, no Django.

The gaps are fixed: retrieval that is spaced does better than massed (g = 0.74), and expanding intervals do not differ from uniform ones
(0.03; Latimier, Peyre and Ramus, Educational Psychology Review 33, 2021).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID, uuid5

GAPS = (2, 7, 21)
SET_SIZE = 10


@dataclass(frozen=True)
class Outcome:
    """One judged answer to a question: the learner's day, and the share of the point, between 0 and 1. Less than all of it is a miss."""

    day: date
    share: float

    @property
    def is_miss(self) -> bool:
        return self.share < 1


@dataclass(frozen=True)
class ReviewState:
    """``step``: reviews answered rightly since the last miss. ``due_on``: the day of the next one, None once the question is learnt."""

    step: int
    due_on: date | None

    @property
    def is_learnt(self) -> bool:
        return self.due_on is None

    def is_due(self, today: date) -> bool:
        return self.due_on is not None and self.due_on <= today


def follow(outcomes: Iterable[Outcome], gaps: Sequence[int] = GAPS) -> ReviewState | None:
    """Where a question stands after all its outcomes, in whatever order they come; None if it was never missed.

    A miss begins anew: due ``gaps[0]`` days later. A right answer on the due day or after it leads one step further, and after the last step
    the question is learnt. A right answer before the due day moves nothing. So the order of outcomes within a day does not matter: after a
    miss nothing else of that day moves anything.
    """
    state = None
    for outcome in sorted(outcomes, key=lambda outcome: outcome.day):
        state = advance(state, outcome, gaps)
    return state


def advance(state: ReviewState | None, outcome: Outcome, gaps: Sequence[int] = GAPS) -> ReviewState | None:
    if outcome.is_miss:
        return ReviewState(0, outcome.day + timedelta(days=gaps[0]))
    if state is None or not state.is_due(outcome.day):
        return state
    step = state.step + 1
    return ReviewState(step, outcome.day + timedelta(days=gaps[step]) if step < len(gaps) else None)


def first_review_on(missed_on: date) -> date:
    """The day on which a question missed on ``missed_on`` comes back for the first time."""
    return missed_on + timedelta(days=GAPS[0])


@dataclass(frozen=True)
class ReviewSet:
    """Questions that are asked together. ``number`` counts from 1; ``more``: those still to be answered in the sets after this one."""

    number: int
    keys: tuple[UUID, ...]
    more: int = 0


@dataclass(frozen=True)
class ReviewPlan:
    """A learner's review of one course on one day.

    ``outcomes`` by question key, of the questions that were ever missed and may be asked. ``answered``: those answered today in the review
    itself. ``withheld``: how many more were missed but stand in a test whose answers are not explained yet.
    """

    today: date
    outcomes: Mapping[UUID, tuple[Outcome, ...]]
    answered: frozenset[UUID] = frozenset()
    withheld: int = 0

    @cached_property
    def states(self) -> dict[UUID, ReviewState]:
        found = {key: follow(outcomes) for key, outcomes in self.outcomes.items()}
        return {key: state for key, state in found.items() if state is not None}

    @cached_property
    def states_at_dawn(self) -> dict[UUID, ReviewState]:
        """As they were before anything was answered today. What a day asks, and in which order, follows from these."""
        earlier = {key: [outcome for outcome in self.outcomes[key] if outcome.day < self.today] for key in self.states}
        return {key: state for key, outcomes in earlier.items() if (state := follow(outcomes)) is not None}

    @property
    def is_empty(self) -> bool:
        return not self.states

    @property
    def due_count(self) -> int:
        return sum(state.is_due(self.today) for state in self.states.values())

    @property
    def learnt_count(self) -> int:
        return sum(state.is_learnt for state in self.states.values())

    @property
    def next_on(self) -> date | None:
        """The next day after today on which something is due."""
        return min((state.due_on for state in self.states.values() if state.due_on and state.due_on > self.today), default=None)

    @property
    def next_count(self) -> int:
        """How many are due on that day."""
        next_on = self.next_on
        return sum(state.due_on == next_on for state in self.states.values()) if next_on else 0

    def list_due(self) -> list[UUID]:
        """The questions of today, oldest due first: those that are due, and those that were and have been answered in the review."""
        return self.sort(key for key, state in self.states.items() if state.is_due(self.today) or self.is_done(key))

    def list_early(self) -> list[UUID]:
        """The questions whose day has not come, the next ones first."""
        return self.sort(
            key for key, state in self.states.items() if state.due_on and state.due_on > self.today and not self.is_done(key)
        )

    def is_done(self, key: UUID) -> bool:
        """Whether the question was due when the day began and has been answered in the review since."""
        dawn = self.states_at_dawn.get(key)
        return key in self.answered and dawn is not None and dawn.is_due(self.today)

    def sort(self, keys: Iterable[UUID]) -> list[UUID]:
        """By the day they were due on; those of one day in an order that is another every day and the same all day long."""

        def place(key: UUID) -> tuple[date, int]:
            dawn = self.states_at_dawn.get(key)
            state = dawn if dawn is not None and dawn.due_on else self.states[key]
            return state.due_on or date.max, seed_of(key, self.today)

        return sorted(keys, key=place)

    def pick_set(self, *, is_early: bool = False, number: int | None = None) -> ReviewSet:
        """The set of that number; without one the first that has something to answer, else the last. Empty if there is nothing at all."""
        keys = self.list_early() if is_early else self.list_due()
        sets = [tuple(keys[start : start + SET_SIZE]) for start in range(0, len(keys), SET_SIZE)] or [()]
        if number is None:
            number = next((index for index, those in enumerate(sets, 1) if not self.answered.issuperset(those)), len(sets))
        number = max(1, min(number, len(sets)))
        later = {key for those in sets[number:] for key in those}
        return ReviewSet(number, sets[number - 1], len(later - self.answered))

    def with_answer(self, key: UUID, share: float) -> "ReviewPlan":
        """The plan once a question has been answered in the review today."""
        outcomes = {**self.outcomes, key: (*self.outcomes[key], Outcome(self.today, share))}
        return replace(self, outcomes=outcomes, answered=self.answered | {key})


def seed_of(key: UUID, today: date) -> int:
    """A number that belongs to a question and a day."""
    return uuid5(key, today.isoformat()).int % 2**31
