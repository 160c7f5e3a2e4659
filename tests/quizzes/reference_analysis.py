"""Item analysis once more, slowly and straight from the formulas, over simulated attempts: what the platform's figures must equal.

Shares no code with ``quizzes.item_analysis``. Fractions are exact: nothing is rounded before the last step.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum, sqrt

from tests.data.simulation import SimulatedAttempt, SimulatedItem, Simulation

GAP_AT_MOST = 600
Z = 1.959963984540054

PRECISION = 1e-9

type Figures = dict[str, object]


def differences(found: Figures, wanted: Figures) -> Figures:
    """What is not the same: figures that differ by more than ``PRECISION``, everything else that is not equal."""
    return {name: (found[name], value) for name, value in wanted.items() if not is_same(found[name], value)}


def is_same(found: object, wanted: object) -> bool:
    if isinstance(wanted, (list, tuple)):
        return len(found) == len(wanted) and all(map(is_same, found, wanted))
    if isinstance(wanted, float) and isinstance(found, float):
        return abs(found - wanted) <= PRECISION
    return found == wanted


def first_attempts(simulation: Simulation) -> list[SimulatedAttempt]:
    return [attempt for attempt in simulation.attempts if attempt.number == 1]


def share_of(attempt: SimulatedAttempt, item: int) -> Fraction | None:
    """Shares are thirds, halves and whole points, whatever a float makes of them."""
    share = attempt.shares[item]
    return None if share is None or item in attempt.awaiting else Fraction(share).limit_denominator(60)


def rest_of(attempt: SimulatedAttempt, item: int) -> Fraction | None:
    others = [share for other in attempt.items if other != item and (share := share_of(attempt, other)) is not None]
    return sum(others, Fraction()) / len(others) if others else None


def final_answer(attempt: SimulatedAttempt, item: int):
    answers = [saved for saved in attempt.saved if saved.item == item]
    return answers[-1] if answers and not answers[-1].is_empty else None


def wilson(mean: float, count: int) -> tuple[float, float]:
    """The two roots of (mean - x)² = z² x (1 - x) / n, that is of a x² + b x + mean²."""
    a, b = 1 + Z**2 / count, -(2 * mean + Z**2 / count)
    # b² - 4ac, multiplied out: as it stands, nearly equal numbers are taken from each other.
    root = sqrt(Z**4 / count**2 + 4 * Z**2 / count * (mean - mean**2))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def pearson(first: Sequence[Fraction], second: Sequence[Fraction]) -> float | None:
    """n Σxy - Σx Σy over the roots of n Σx² - (Σx)² and n Σy² - (Σy)²."""
    count = len(first)
    product = count * sum(x * y for x, y in zip(first, second, strict=True)) - sum(first) * sum(second)
    spreads = [count * sum(x * x for x in values) - sum(values) ** 2 for values in (first, second)]
    return float(product) / sqrt(float(spreads[0] * spreads[1])) if all(spreads) else None


def middle(values: list[float]) -> float | None:
    values = sorted(values)
    half = len(values) // 2
    if not values:
        return None
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def seconds_of(attempt: SimulatedAttempt, item: int) -> float | None:
    moments = [saved.after for saved in attempt.saved]
    if not any(saved.item == item for saved in attempt.saved):
        return None
    if any(moments.count(saved.after) > 1 for saved in attempt.saved if saved.item == item):
        return None
    gaps = [
        min(GAP_AT_MOST, moments[index] - (moments[index - 1] if index else 0))
        for index, saved in enumerate(attempt.saved)
        if saved.item == item
    ]
    return fsum(gaps)


def third_of(rest: Fraction, rests: Sequence[Fraction]) -> int:
    """By the share of people below, those with the same score counted half."""
    place = Fraction(sum(other < rest for other in rests)) + Fraction(sum(other == rest for other in rests), 2)
    return int(min(2, 3 * place / len(rests)))


def item_figures(simulation: Simulation, item: SimulatedItem) -> Figures | None:
    asked = [attempt for attempt in first_attempts(simulation) if item.number in attempt.items]
    if not asked:
        return None
    pairs = [(share_of(attempt, item.number), rest_of(attempt, item.number)) for attempt in asked]
    shares = [share for share, _rest in pairs if share is not None]
    both = [(share, rest) for share, rest in pairs if share is not None and rest is not None]
    facility = float(sum(shares, Fraction()) / len(shares)) if shares else None
    low, high = wilson(facility, len(shares)) if shares else (None, None)
    answers = [final_answer(attempt, item.number) for attempt in asked]
    times = [seconds for attempt in asked if (seconds := seconds_of(attempt, item.number)) is not None]
    return {
        "first_attempts": len(asked),
        "facility": facility,
        "facility_low": low,
        "facility_high": high,
        "discrimination": pearson([x for x, _y in both], [y for _x, y in both]),
        "skip_rate": sum(answer is None for answer in answers) / len(asked),
        "median_seconds": middle(times),
        "choices": choice_figures(item, asked, answers),
    }


def choice_figures(item: SimulatedItem, asked: list[SimulatedAttempt], answers: list) -> dict[int, Figures]:
    rests = {index: rest for index, attempt in enumerate(asked) if (rest := rest_of(attempt, item.number)) is not None}
    thirds = {index: third_of(rest, list(rests.values())) for index, rest in rests.items()}
    found = {}
    for option in range(item.options):
        choosers = {index for index, answer in enumerate(answers) if answer is not None and option in answer.chosen}
        counts = [sum(thirds.get(index) == third for index in choosers) for third in range(3)]
        sizes = [list(thirds.values()).count(third) for third in range(3)]
        found[option] = {
            "is_right": option < item.right,
            "count": len(choosers),
            "share": len(choosers) / len(asked),
            "thirds": counts,
            "third_shares": [count / size if size else None for count, size in zip(counts, sizes, strict=True)],
        }
    return found


def test_figures(simulation: Simulation, test: str) -> Figures:
    taken = [attempt for attempt in first_attempts(simulation) if attempt.test == test]
    judged = [attempt for attempt in taken if not attempt.awaiting]
    rows = [[share for item in attempt.items if (share := share_of(attempt, item)) is not None] for attempt in judged]
    scores = [sum(row, Fraction()) / len(row) for row in rows]
    is_fixed = len({attempt.items for attempt in taken}) == 1
    reliability = cronbach(rows) if is_fixed else one_way(rows)
    deviation = sqrt(float(spread(scores)))
    return {
        "form": "fixed" if is_fixed else "drawn",
        "first_attempts": len(taken),
        "items": max(len(attempt.items) for attempt in taken),
        "mean": float(sum(scores, Fraction()) / len(scores)),
        "deviation": deviation,
        "reliability": reliability,
        "standard_error": deviation * sqrt(1 - max(0.0, reliability)),
    }


test_figures.__test__ = False


def spread(values: Sequence[Fraction]) -> Fraction:
    """(n Σx² - (Σx)²) / (n (n - 1))."""
    count = len(values)
    return (count * sum(x * x for x in values) - sum(values) ** 2) / (count * (count - 1))


def cronbach(rows: list[list[Fraction]]) -> float:
    """From the covariances of the items: k/(k-1) times the share of the total variance that lies between items, not in them."""
    items = len(rows[0])
    columns = [[row[index] for row in rows] for index in range(items)]
    total = spread([sum(row) for row in rows])
    between = sum(covariance(columns[i], columns[j]) for i in range(items) for j in range(items) if i != j)
    return float(Fraction(items, items - 1) * between / total)


def covariance(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    count = len(first)
    return (count * sum(x * y for x, y in zip(first, second, strict=True)) - sum(first) * sum(second)) / (count * (count - 1))


def one_way(rows: list[list[Fraction]]) -> float:
    """The table of a one-way analysis of variance, person by person, and the components that it gives."""
    every = [share for row in rows for share in row]
    grand = sum(every) / len(every)
    means = [sum(row) / len(row) for row in rows]
    between = sum(len(row) * (mean - grand) ** 2 for row, mean in zip(rows, means, strict=True)) / (len(rows) - 1)
    within = sum((share - mean) ** 2 for row, mean in zip(rows, means, strict=True) for share in row) / (len(every) - len(rows))
    size = (len(every) - Fraction(sum(len(row) ** 2 for row in rows), len(every))) / (len(rows) - 1)
    persons = max(Fraction(), (between - within) / size)
    harmonic = len(rows) / sum(Fraction(1, len(row)) for row in rows)
    return float(persons / (persons + within / harmonic))
