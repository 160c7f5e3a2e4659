"""What the answers to one version say about it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isnan, sqrt
from statistics import median

from .intervals import correlation_interval, share_interval
from .records import ItemSample

ENOUGH = 30
"""Judged answers from which on figures may be read as a judgement. Below, they are kept and nothing is concluded."""

EASY = 0.95
HARD = 0.20
DEAD = 0.02
DEAD_AT_MOST = 0.05

TOO_EASY, TOO_HARD, NEGATIVE, DEAD_DISTRACTOR = "too_easy", "too_hard", "negative", "dead_distractor"
FEW, GOOD, FLAGGED = "few", "good", "flagged"


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen, as the version has it."""

    key: str
    is_right: bool


@dataclass(frozen=True)
class ChoiceFigures:
    """How often a choice was made, among all answers, and how often in the lower, the middle and the upper third of the attempts.

    ``share`` is of all first attempts, skipped ones included; ``third_shares`` likewise of each third, None for an empty one.
    """

    key: str
    is_right: bool
    count: int
    share: float
    thirds: tuple[int, int, int]
    third_shares: tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class ItemFigures:
    """``judged``: first attempts in which it was scored; facility and discrimination rest on these. None: nothing can be said."""

    first_attempts: int
    judged: int
    facility: float | None
    facility_low: float | None
    facility_high: float | None
    discrimination: float | None
    skip_rate: float
    median_seconds: float | None
    choices: tuple[ChoiceFigures, ...]
    flags: tuple[str, ...]
    health: str


def describe_item(sample: ItemSample, choices: Sequence[Choice] = ()) -> ItemFigures:
    """Everything about one version. ``choices``: what can be chosen, empty where answers are free. Raises ValueError without answers.

    Facility is the mean share of the point (Crocker and Algina, Introduction to Classical and Modern Test Theory, 1986, ch. 14).
    """
    count = len(sample.shares)
    if not count:
        raise ValueError("no answers")
    shares = [share for share in sample.shares if not isnan(share)]
    facility = low = high = None
    if shares:
        facility = min(1.0, max(0.0, fsum(shares) / len(shares)))
        low, high = share_interval(facility, len(shares))
    pairs = [
        (share, rest) for share, rest in zip(sample.shares, sample.rests, strict=True) if not isnan(share) and not isnan(rest)
    ]
    discrimination = correlate(pairs)
    chosen = describe_choices(sample, choices)
    judged = len(shares)
    is_enough = (judged or count) >= ENOUGH
    flags = find_flags(low, high, discrimination, len(pairs), chosen, count) if is_enough else ()
    return ItemFigures(
        first_attempts=count,
        judged=judged,
        facility=facility,
        facility_low=low,
        facility_high=high,
        discrimination=discrimination,
        skip_rate=sample.skipped / count,
        median_seconds=median(sample.seconds) if sample.seconds else None,
        choices=chosen,
        flags=flags,
        health=(FLAGGED if flags else GOOD) if is_enough else FEW,
    )


def correlate(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation (K. Pearson, Proc. R. Soc. London 58, 1895, 240-242); None where either side does not vary.

    Of an item's share with the mean share of the *other* items it is the corrected item-total correlation: an item that is part of what it is
    compared with would correlate with itself (Henrysson, Psychometrika 28, 1963, 211-218).
    """
    if not pairs or len({first for first, _second in pairs}) < 2 or len({second for _first, second in pairs}) < 2:
        return None
    first_mean = fsum(first for first, _second in pairs) / len(pairs)
    second_mean = fsum(second for _first, second in pairs) / len(pairs)
    together = fsum((first - first_mean) * (second - second_mean) for first, second in pairs)
    first_spread = fsum((first - first_mean) ** 2 for first, _second in pairs)
    second_spread = fsum((second - second_mean) ** 2 for _first, second in pairs)
    return max(-1.0, min(1.0, together / sqrt(first_spread * second_spread)))


def describe_choices(sample: ItemSample, choices: Sequence[Choice]) -> tuple[ChoiceFigures, ...]:
    """How often each was chosen, in all and by third."""
    if not choices:
        return ()
    third_of = find_thirds([rest for rest in sample.rests if not isnan(rest)])
    # Answers by pattern and third; the fourth column holds attempts without other items, which are in no third.
    table = [[0, 0, 0, 0] for _pattern in sample.pattern_numbers]
    for pattern, rest in zip(sample.patterns, sample.rests, strict=True):
        table[pattern][3 if isnan(rest) else third_of[rest]] += 1
    sizes = [sum(row[third] for row in table) for third in range(3)]
    found = []
    for choice in choices:
        rows = [table[number] for pattern, number in sample.pattern_numbers.items() if choice.key in pattern]
        counts = [sum(row[third] for row in rows) for third in range(4)]
        shares = [counts[third] / sizes[third] if sizes[third] else None for third in range(3)]
        found.append(
            ChoiceFigures(
                key=choice.key,
                is_right=choice.is_right,
                count=sum(counts),
                share=sum(counts) / len(sample.patterns),
                thirds=(counts[0], counts[1], counts[2]),
                third_shares=(shares[0], shares[1], shares[2]),
            )
        )
    return tuple(found)


def find_thirds(rests: Sequence[float]) -> dict[float, int]:
    """The third, 0 to 2, of each score of the other items: by the middle of its ranks, so that equal scores stay together.

    Thirds instead of the 27 % of Kelley (J. Educ. Psych. 30, 1939, 17-24), which leave nearly half of the people out.
    """
    ordered = sorted(rests)
    count = len(ordered)
    return {rest: min(2, 3 * (bisect_left(ordered, rest) + bisect_right(ordered, rest)) // (2 * count)) for rest in set(ordered)}


def find_flags(
    low: float | None,
    high: float | None,
    discrimination: float | None,
    pairs: int,
    choices: Sequence[ChoiceFigures],
    count: int,
) -> tuple[str, ...]:
    """Why an item is worth a look, in one order. A flag is raised only where the whole 95 % interval lies beyond the limit.

    ``too_easy``: beyond 0.95. A test of mastery wants high facility (Popham and Husek, J. Educ. Measurement 6, 1969, 1-9); only what nearly
    everybody gets right tells nothing. ``too_hard``: below 0.20, or below what guessing earns where one of n choices is right, 1/n, if that is
    more. ``negative``: a discrimination below 0: those who know more get it wrong, as with a wrong key. ``dead_distractor``: a wrong choice
    made by fewer than 2 %, its interval below the 5 % from which Haladyna and Downing (Educ. Psych. Measurement 53, 1993, 999-1010) call
    a distractor functional.
    """
    flags = []
    if low is not None and low > EASY:
        flags.append(TOO_EASY)
    if high is not None and high < max(HARD, guessing_share(choices)):
        flags.append(TOO_HARD)
    if discrimination is not None and correlation_interval(discrimination, pairs)[1] < 0:
        flags.append(NEGATIVE)
    if any(is_dead(choice, count) for choice in choices):
        flags.append(DEAD_DISTRACTOR)
    return tuple(flags)


def guessing_share(choices: Sequence[ChoiceFigures]) -> float:
    """What blind choosing earns where one of several is right; 0 where several are, or answers are free."""
    return 1 / len(choices) if sum(choice.is_right for choice in choices) == 1 else 0.0


def is_dead(choice: ChoiceFigures, count: int) -> bool:
    """Whether it is a wrong choice that hardly anybody makes. With nobody at all this can be said from 73 answers on."""
    return not choice.is_right and choice.share < DEAD and share_interval(choice.share, count)[1] < DEAD_AT_MOST
