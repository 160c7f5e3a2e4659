"""Which questions an attempt gets. Plain Python: what is known of the questions and the source of chance come as arguments."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol
from uuid import UUID


class Rule(Protocol):
    """``count`` questions that fit everything it names; what is None or empty narrows nothing."""

    @property
    def count(self) -> int: ...

    @property
    def module_key(self) -> UUID | None: ...

    @property
    def objective_key(self) -> UUID | None: ...

    @property
    def tag(self) -> str: ...


@dataclass(frozen=True)
class Candidate:
    """A question that can be asked. ``tags`` are spelt as the rules spell theirs; ``last_met``: the number of the attempt in which this
    learner met it last, None if never."""

    key: UUID
    module_key: UUID | None = None
    objective_key: UUID | None = None
    tags: frozenset[str] = field(default_factory=frozenset)
    last_met: int | None = None

    def fits(self, rule: Rule) -> bool:
        return (
            rule.module_key in (None, self.module_key)
            and rule.objective_key in (None, self.objective_key)
            and (not rule.tag or rule.tag in self.tags)
        )


@dataclass(frozen=True)
class Draw:
    """``keys``: rule by rule, in an order of chance. ``missing``: how many questions each rule lacks."""

    keys: tuple[UUID, ...]
    missing: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        return any(self.missing)


def draw_questions(rules: Sequence[Rule], candidates: Sequence[Candidate], chance: Random | None = None) -> Draw:
    """Draws each question at most once, as many as the rules ask for and the candidates allow, also where rules compete for the same ones.

    Among all fullest draws one is taken that repeats least, and repeats what was met longest ago. The sets of questions that can be given
    to rules are the independent sets of a transversal matroid (J. Edmonds and D. R. Fulkerson, 1965), so taking questions one by one in
    the order of preference, each if the ones taken before can still all be placed (an augmenting path), finds the best fullest set.
    """
    order = shuffled(candidates, chance)
    order.sort(key=lambda candidate: -1 if candidate.last_met is None else candidate.last_met)
    taken: list[list[Candidate]] = [[] for _rule in rules]
    wanted = sum(rule.count for rule in rules)
    for candidate in order:
        if sum(map(len, taken)) == wanted:
            break
        place_candidate(candidate, rules, taken, set())
    return Draw(
        keys=tuple(candidate.key for group in taken for candidate in shuffled(group, chance)),
        missing=tuple(rule.count - len(group) for rule, group in zip(rules, taken, strict=True)),
    )


def place_candidate(candidate: Candidate, rules: Sequence[Rule], taken: list[list[Candidate]], tried: set[int]) -> bool:
    """Gives the question to a rule, moving others to another rule where that makes room. Whoever was placed before stays placed."""
    fitting = [index for index, rule in enumerate(rules) if index not in tried and candidate.fits(rule)]
    free = next((index for index in fitting if len(taken[index]) < rules[index].count), None)
    if free is not None:
        taken[free].append(candidate)
        return True
    for index in fitting:
        if index in tried:
            continue
        tried.add(index)
        for other in list(taken[index]):
            if place_candidate(other, rules, taken, tried):
                taken[index].remove(other)
                taken[index].append(candidate)
                return True
    return False


def shuffled(group: Sequence[Candidate], chance: Random | None) -> list[Candidate]:
    """In an order of chance; as they come where nothing but the number matters."""
    order = list(group)
    if chance is not None:
        chance.shuffle(order)
    return order
