"""What goes in: attempts, and the columns of figures that they leave behind."""

from array import array
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import fsum, nan

DIGITS = 12
"""Shares of the other items are equal if they are to this many digits: what is the same fraction must tie, however it was added up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One item of one first attempt.

    ``share``: what it earned, between 0 and 1; None for an item that is not scored, or that a person has yet to judge. ``chosen``: keys of
    the choices that the answer in force holds. ``is_skipped``: no answer was saved, or the last one was empty. ``seconds``: what it took,
    None where that is not known.
    """

    version: Hashable
    share: float | None
    chosen: tuple[str, ...] = ()
    is_skipped: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One learner's first attempt at one test. ``is_judged``: nothing of it still awaits a person."""

    quiz: Hashable
    answers: Sequence[Answer]
    is_judged: bool = True


@dataclass(slots=True)
class ItemSample:
    """Every answer to one version, a place in each column; ``nan`` where there is nothing.

    ``rests``: the mean share of the other items of the same attempt, rounded to ``DIGITS``. ``patterns``: which of ``pattern_numbers`` was
    chosen.
    """

    shares: array = field(default_factory=lambda: array("d"))
    rests: array = field(default_factory=lambda: array("d"))
    seconds: array = field(default_factory=lambda: array("d"))
    patterns: array = field(default_factory=lambda: array("I"))
    pattern_numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    skipped: int = 0

    def add(self, answer: Answer, rest: float | None) -> None:
        self.shares.append(nan if answer.share is None else answer.share)
        self.rests.append(nan if rest is None else rest)
        if answer.seconds is not None:
            self.seconds.append(answer.seconds)
        self.patterns.append(self.pattern_numbers.setdefault(answer.chosen, len(self.pattern_numbers)))
        self.skipped += answer.is_skipped


@dataclass(slots=True)
class TestSample:
    """Every judged attempt at one test: how many items were scored, the sum of their shares and of the squares of these.

    ``columns``: the shares of each version in the order of the attempts, as long as all attempts hold the same versions; then None.
    ``attempts`` counts the attempts that still await a person too.
    """

    __test__ = False
    attempts: int = 0
    most_items: int = 0
    form: frozenset[Hashable] | None = None
    is_fixed: bool = True
    counts: array = field(default_factory=lambda: array("I"))
    sums: array = field(default_factory=lambda: array("d"))
    squares: array = field(default_factory=lambda: array("d"))
    columns: dict[Hashable, array] | None = field(default_factory=dict)

    def add(self, sitting: Sitting, shares: Sequence[float]) -> None:
        """``shares``: those of the scored items."""
        self.attempts += 1
        self.most_items = max(self.most_items, len(sitting.answers))
        form = frozenset(answer.version for answer in sitting.answers)
        if self.form is None:
            self.form = form
        elif self.form != form:
            self.is_fixed, self.columns = False, None
        if not sitting.is_judged or not shares:
            return
        self.counts.append(len(shares))
        self.sums.append(fsum(shares))
        self.squares.append(fsum(share * share for share in shares))
        if self.columns is not None:
            for answer in sitting.answers:
                column = self.columns.setdefault(answer.version, array("d"))
                column.append(nan if answer.share is None else answer.share)
