"""How far a test's scores can be relied upon."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isnan, sqrt

from .records import TestSample

FIXED, DRAWN = "fixed", "drawn"
KR20, ALPHA, VARIANCE_COMPONENTS = "kr20", "alpha", "variance_components"


@dataclass(frozen=True)
class TestFigures:
    """``items``: those of the longest attempt. ``mean``, ``deviation`` and ``standard_error`` are of scores between 0 and 1, of the attempts
    that are judged to the end. ``method``: how ``reliability`` was found; empty where it was not."""

    __test__ = False
    form: str
    first_attempts: int
    items: int
    mean: float | None
    deviation: float | None
    reliability: float | None
    standard_error: float | None
    method: str


def describe_test(sample: TestSample) -> TestFigures:
    """Everything about one test. Raises ValueError without attempts."""
    if not sample.attempts:
        raise ValueError("no attempts")
    scores = [total / count for total, count in zip(sample.sums, sample.counts, strict=True)]
    mean = fsum(scores) / len(scores) if scores else None
    deviation = sqrt(variance(scores)) if len(scores) > 1 else None
    reliability, method = None, ""
    if sample.columns is not None:
        columns = [list(column) for column in sample.columns.values() if not any(map(isnan, column))]
        reliability, method = alpha(columns), ALPHA
        if all(share in (0.0, 1.0) for column in columns for share in column):
            method = KR20
    else:
        reliability, method = drawn_reliability(sample.counts, sample.sums, sample.squares), VARIANCE_COMPONENTS
    return TestFigures(
        form=FIXED if sample.is_fixed else DRAWN,
        first_attempts=sample.attempts,
        items=sample.most_items,
        mean=mean,
        deviation=deviation,
        reliability=reliability,
        standard_error=standard_error(deviation, reliability),
        method=method if reliability is not None else "",
    )


def variance(numbers: Sequence[float]) -> float:
    """The unbiased one; exactly 0 where all numbers are the same. At least two numbers."""
    if min(numbers) == max(numbers):
        return 0.0
    mean = fsum(numbers) / len(numbers)
    return fsum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1)


def alpha(columns: Sequence[Sequence[float]]) -> float | None:
    """Coefficient alpha (L. J. Cronbach, Psychometrika 16, 1951, 297-334): k/(k-1) · (1 - Σ var(item) / var(total)).

    One column an item, one place in it an attempt. Where every share is 0 or 1 it is KR-20 (Kuder and Richardson, Psychometrika 2, 1937,
    151-160). May be negative. None for fewer than two items or attempts, or where totals do not vary.
    """
    items = len(columns)
    if items < 2 or len(columns[0]) < 2:
        return None
    spread = variance([round(fsum(row), 12) for row in zip(*columns, strict=True)])
    if not spread:
        return None
    return items / (items - 1) * (1 - fsum(map(variance, columns)) / spread)


def drawn_reliability(counts: Sequence[int], sums: Sequence[float], squares: Sequence[float]) -> float | None:
    """For attempts that each hold other items: how much of what differs between scores differs between people.

    Items drawn for each person anew are nested in persons (the design i:p of generalizability theory: R. L. Brennan, Generalizability Theory,
    2001, ch. 2). The components of variance come from a one-way analysis of variance with unequal groups (S. R. Searle, G. Casella and
    C. E. McCulloch, Variance Components, 1992, ch. 3): the coefficient is v(person) / (v(person) + v(within) / k), with k the harmonic mean of
    the numbers of items. With equal numbers it is ICC(1,k) of Shrout and Fleiss (Psych. Bulletin 86, 1979, 420-428). That somebody drew
    harder items counts as error here, as it must. A negative component is taken as 0.

    None for fewer than two attempts, where no attempt has two items, or where nothing varies.
    """
    persons, answers = len(counts), sum(counts)
    if persons < 2 or answers <= persons:
        return None
    grand_mean = fsum(sums) / answers
    within = fsum(square - total * total / count for count, total, square in zip(counts, sums, squares, strict=True))
    between = fsum(count * (total / count - grand_mean) ** 2 for count, total in zip(counts, sums, strict=True))
    mean_within = max(0.0, within) / (answers - persons)
    mean_between = between / (persons - 1)
    size = (answers - sum(count * count for count in counts) / answers) / (persons - 1)
    of_persons = max(0.0, (mean_between - mean_within) / size)
    harmonic = persons / fsum(1 / count for count in counts)
    whole = of_persons + mean_within / harmonic
    return of_persons / whole if whole > 1e-15 else None


def standard_error(deviation: float | None, reliability: float | None) -> float | None:
    """The standard error of measurement, s·sqrt(1 - r) (Lord and Novick, Statistical Theories of Mental Test Scores, 1968, ch. 3).

    A reliability below 0 is an estimate of 0: nothing is measured with more error than it varies.
    """
    if deviation is None or reliability is None:
        return None
    return deviation * sqrt(1 - min(1.0, max(0.0, reliability)))
