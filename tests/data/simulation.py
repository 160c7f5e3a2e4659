"""A simulation of people taking tests, for checking statistics. Seeded: always the same data for the same arguments. Plain Python.

**People** have an ability, drawn from the standard normal distribution.

**Items** follow the two-parameter logistic model (A. Birnbaum in Lord and Novick, 1968): somebody of ability t knows the answer with the
probability 1 / (1 + exp(-a (t - b))). Difficulties b spread evenly from -2 to 2, discriminations a are drawn between 0.5 and 2. Three items
are odd on purpose, so that every flag has something to find: ``EASY`` is known to all, ``HARD`` to nearly nobody, ``MISKEYED`` is better
known to those of lower ability (its a is negative). ``OPEN`` earns no point. ``BY_PERSON`` is judged by a person, who has not come to every
attempt yet.

**Answers.** Whoever knows picks the right option. Whoever does not skips in one of ten cases (no answer, or one that was taken back), else
picks a wrong option: each has a pull of its own, and the last one of every item nearly none. Items of several right options are known
option by option, with one draw each, so that they earn a part of the point: right less wrong choices, over the number of right ones, never
below 0.

**Time.** Answers are saved one by one after 5 to 90 seconds, some twice, some after a break of an hour. One person in eight sends everything
in one form.

**Tests.** ``fixed`` asks everybody the same items; ``drawn`` asks each person another choice of ``DRAWN`` items. Some people take
``fixed`` a second time, and better: that must not count. Some were erased since: the person is None.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

FIXED, DRAWN_TEST = "fixed", "drawn"
DRAWN = 6
EASY, HARD, MISKEYED, OPEN, BY_PERSON = range(5)
SINGLE, MULTIPLE, TRUE_FALSE, TEXT = "single_choice", "multiple_choice", "true_false", "short_text"


@dataclass(frozen=True)
class SimulatedItem:
    """``right``: the first so many of ``options`` are right. ``pulls``: how strongly each wrong option attracts. No options: free text."""

    number: int
    kind: str
    discrimination: float
    difficulty: float
    options: int
    right: int
    pulls: tuple[float, ...]

    @property
    def is_scored(self) -> bool:
        return self.number != OPEN


@dataclass(frozen=True)
class Saved:
    """An answer saved ``after`` so many seconds since the start: the options chosen, () for none, or a word."""

    item: int
    after: float
    chosen: tuple[int, ...]
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.text


@dataclass(frozen=True)
class SimulatedAttempt:
    """``shares`` by item: what the last answer earned; None for what is not scored. ``awaiting``: items that a person has yet to judge."""

    person: int | None
    test: str
    number: int
    items: tuple[int, ...]
    saved: tuple[Saved, ...]
    shares: dict[int, float | None]
    awaiting: frozenset[int]

    @property
    def is_first(self) -> bool:
        return self.number == 1


@dataclass(frozen=True)
class Simulation:
    items: tuple[SimulatedItem, ...]
    attempts: tuple[SimulatedAttempt, ...]


def simulate(people: int = 160, items: int = 24, seed: int = 20261125) -> Simulation:
    """Half of the items stand in the fixed test, all of them may be drawn. Every person takes both tests."""
    chance = random.Random(seed)
    made = tuple(make_item(number, items, chance) for number in range(items))
    return Simulation(made, tuple(make_attempts(made, people, chance)))


def make_item(number: int, count: int, chance: random.Random) -> SimulatedItem:
    kind = TEXT if number in (OPEN, BY_PERSON) else (SINGLE, SINGLE, MULTIPLE, TRUE_FALSE, TEXT)[number % 5]
    kind = SINGLE if number in (EASY, HARD, MISKEYED) else kind
    discrimination, difficulty = chance.uniform(0.5, 2), -2 + 4 * number / (count - 1)
    discrimination, difficulty = {EASY: (1.0, -9.0), HARD: (1.0, 6.0), MISKEYED: (-2.0, 0.0)}.get(
        number, (discrimination, difficulty)
    )
    options, right = {SINGLE: (4, 1), MULTIPLE: (5, 3), TRUE_FALSE: (2, 1), TEXT: (0, 0)}[kind]
    pulls = [chance.uniform(0.5, 2) for _option in range(options - right)]
    if len(pulls) > 1:
        pulls[-1] = 0.001
    return SimulatedItem(number, kind, discrimination, difficulty, options, right, tuple(pulls))


def make_attempts(items: tuple[SimulatedItem, ...], people: int, chance: random.Random) -> Iterator[SimulatedAttempt]:
    half = tuple(range(len(items) // 2))
    for person in range(people):
        ability = chance.gauss(0, 1)
        known_as = None if person % 17 == 3 else person
        yield make_attempt(items, known_as, ability, FIXED, 1, half, chance)
        if person % 4 == 0 and known_as is not None:
            yield make_attempt(items, known_as, ability + 2, FIXED, 2, half, chance)
        drawn = tuple(sorted(chance.sample(range(len(items)), DRAWN)))
        yield make_attempt(items, known_as, ability, DRAWN_TEST, 1, drawn, chance)


def make_attempt(
    items: tuple[SimulatedItem, ...],
    person: int | None,
    ability: float,
    test: str,
    number: int,
    asked: tuple[int, ...],
    chance: random.Random,
) -> SimulatedAttempt:
    saved: list[Saved] = []
    clock = 0.0
    is_one_form = chance.random() < 1 / 8
    for key in asked:
        for answer in make_answers(items[key], ability, chance):
            # A quarter of a second is a fraction that no clock rounds.
            clock += 3600 if chance.random() < 0.01 else chance.randrange(20, 360) / 4
            saved.append(Saved(key, clock, *answer))
    if is_one_form:
        saved = [Saved(key, clock, *last_answer(saved, key)) for key in dict.fromkeys(one.item for one in saved)]
    shares = {key: earn(items[key], *last_answer(saved, key)) for key in asked}
    waits = BY_PERSON in asked and shares[BY_PERSON] is not None and chance.random() < 0.3
    return SimulatedAttempt(person, test, number, asked, tuple(saved), shares, frozenset({BY_PERSON}) if waits else frozenset())


def make_answers(item: SimulatedItem, ability: float, chance: random.Random) -> list[tuple[tuple[int, ...], str]]:
    """What is saved for one item, in order: nothing, one answer, or a first thought and another; an answer may be taken back."""
    knows = [chance.random() < probability(item, ability) for _part in range(max(1, item.right))]
    if not any(knows) and chance.random() < 0.1:
        return [] if chance.random() < 0.5 else [(thought(item, [False], chance)), ((), "")]
    answer = thought(item, knows, chance)
    return [thought(item, [False], chance), answer] if chance.random() < 0.15 else [answer]


def probability(item: SimulatedItem, ability: float) -> float:
    return 1 / (1 + exp(-item.discrimination * (ability - item.difficulty)))


def thought(item: SimulatedItem, knows: list[bool], chance: random.Random) -> tuple[tuple[int, ...], str]:
    if not item.options:
        return (), "right" if all(knows) else "wrong"
    right = [option for option, known in enumerate(knows) if known][: item.right]
    missing = item.right - len(right)
    wrong = set(chance.choices(range(item.right, item.options), item.pulls, k=missing)) if missing else set()
    return tuple(sorted({*right, *wrong})), ""


def last_answer(saved: list[Saved], key: int) -> tuple[tuple[int, ...], str]:
    return next(((one.chosen, one.text) for one in reversed(saved) if one.item == key), ((), ""))


def earn(item: SimulatedItem, chosen: tuple[int, ...], text: str) -> float | None:
    if not item.is_scored:
        return None
    if not item.options:
        return float(text == "right")
    hits = sum(option < item.right for option in chosen)
    return max(0.0, (2 * hits - len(chosen)) / item.right)
