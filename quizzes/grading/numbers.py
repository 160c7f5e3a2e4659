"""Numbers as people type them, in Arabic, Persian or Western digits. Exact: nothing here is a binary fraction."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from elearn.lib.arabic import fold, western_digits

LONGEST_NUMBER = 40
LONGEST_TEXT = 200
MINUS = "\u2212"
ARABIC_POINT = "\u066b"
ARABIC_COMMA = "\u066c"
SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
TYPED = re.compile(
    rf"(?P<sign>[+\-{MINUS}]?)\s*(?P<figures>[0-9.,{ARABIC_POINT}{ARABIC_COMMA}][0-9.,{ARABIC_POINT}{ARABIC_COMMA}\s]*)(?P<rest>.*)"
)
PLAIN = re.compile(r"[0-9]+")
PERCENT_SIGNS = {"%", "٪"}


def read_number(text: str, units: Iterable[str] = ()) -> Decimal | None:
    """The number that ``text`` says; None if it says none, or more than one could be meant by any habit of writing.

    Digits are of any of the three families; the sign stands before them, as +, - or U+2212. Behind them may stand a percent sign or one of
    the ``units``. No exponents, no NaN, no infinity, at most 40 characters of number.

    Which mark is which: ``.`` and ``٫`` are decimal marks, ``٬`` and spaces group. A comma groups if a decimal mark follows or if it stands
    more than once; alone it groups where exactly three digits follow one to three that do not begin with 0, since that is how this
    platform writes thousands, and is a decimal mark everywhere else. So «1,234» is 1234, «1,5» is 1.5 and «0,234» is 0.234. Groups
    hold three digits, and one number is grouped in one way only: «12,34,5» says nothing.
    """
    match = TYPED.fullmatch(western_digits(text[: LONGEST_TEXT + 1]).strip()) if len(text) <= LONGEST_TEXT else None
    if match is None or not is_unit(match["rest"].strip(), units):
        return None
    figures = SPACES.sub(" ", match["figures"].strip())
    if len(figures) > LONGEST_NUMBER:
        return None
    plain = write_plainly(figures)
    if plain is None:
        return None
    number = Decimal(plain)
    return number if match["sign"] in {"", "+"} else number.copy_negate()


def is_unit(rest: str, units: Iterable[str]) -> bool:
    """Whether what stands behind a number may stand there."""
    return not rest or rest in PERCENT_SIGNS or fold(rest) in {fold(unit) for unit in units if unit.strip()}


def write_plainly(figures: str) -> str | None:
    """``figures`` with a point for decimals and nothing between groups; None if they are no number."""
    mark = find_decimal_mark(figures)
    whole, fraction = figures.split(mark) if mark else (figures, "")
    groups = {character for character in whole if not character.isdigit()}
    if len(groups) > 1 or groups & {".", ARABIC_POINT} or (fraction and not PLAIN.fullmatch(fraction)):
        return None
    if groups:
        first, *others = whole.split(groups.pop())
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            return None
        whole = "".join([first, *others])
    if not whole + fraction:
        return None
    return f"{whole or '0'}.{fraction or '0'}"


def find_decimal_mark(figures: str) -> str:
    """The character that parts whole and fraction; empty if there is none, or if none can be it."""
    points = [character for character in figures if character in {".", ARABIC_POINT}]
    if points:
        return points[0] if len(points) == 1 else ""
    if figures.count(",") != 1:
        return ""
    whole, fraction = figures.split(",")
    is_grouping = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return "" if is_grouping else ","


def write_number(number: Decimal) -> str:
    """One spelling for one number: 1.50 and 1.5 are written alike, never with an exponent."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def is_near(given: Decimal, wanted: Decimal, tolerance: Decimal, *, is_percent: bool = False) -> bool:
    """Whether ``given`` is at most ``tolerance`` away from ``wanted``, the bounds included; with ``is_percent`` that many hundredths of it."""
    bound = Fraction(abs(tolerance)) * (abs(Fraction(wanted)) / 100 if is_percent else 1)
    return abs(Fraction(given) - Fraction(wanted)) <= bound
