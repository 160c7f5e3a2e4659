"""95 % confidence intervals."""

from math import atanh, sqrt, tanh

Z = 1.959963984540054
"""The standard normal deviate that 2.5 % exceed."""

type Interval = tuple[float, float]


def share_interval(mean: float, count: int) -> Interval:
    """Wilson's interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212), inside 0 to 1 and around ``mean``.

    For shares that are 0 or 1 it is exactly that. For partial credit the same formula is used: numbers between 0 and 1 with the mean m never
    vary more than m(1 - m) (Bhatia and Davis, Am. Math. Monthly 107, 2000, 353-357), so the interval is then wider than it need be, never
    too narrow. Raises ZeroDivisionError for no answers.
    """
    squared = Z * Z / count
    middle = (mean + squared / 2) / (1 + squared)
    reach = Z / (1 + squared) * sqrt(mean * (1 - mean) / count + squared / (4 * count))
    return max(0.0, min(mean, middle - reach)), min(1.0, max(mean, middle + reach))


def correlation_interval(correlation: float, count: int) -> Interval:
    """Fisher's interval of a correlation (R. A. Fisher, Metron 1, 1921, 3-32); from -1 to 1 for three pairs or fewer."""
    if count <= 3:
        return -1.0, 1.0
    # A correlation of one whole has no logarithm; as far from it as a number can be is near enough.
    middle = atanh(max(-1 + 1e-15, min(1 - 1e-15, correlation)))
    reach = Z / sqrt(count - 3)
    return tanh(middle - reach), tanh(middle + reach)
