"""Numbers as people type them: digits of three families, marks of several habits, nothing guessed."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from quizzes.grading.numbers import is_near, read_number, write_number

UNITS = ["شجرة", "km"]
NUMBERS = {
    "12": "12",
    "١٢": "12",
    "۱۲": "12",
    "1۲٣": "123",
    " 12 ": "12",
    "2.5": "2.5",
    "٢٫٥": "2.5",
    "٢.٥": "2.5",
    "1,5": "1.5",
    "12,34": "12.34",
    "1,2345": "1.2345",
    "0,234": "0.234",
    "00,234": "0.234",
    ".5": "0.5",
    "5.": "5",
    "1,234": "1234",
    "١,٢٣٤": "1234",
    "12,345": "12345",
    "123,456": "123456",
    "1234,567": "1234.567",
    "1,234,567": "1234567",
    "1,234.5": "1234.5",
    "1,234٫5": "1234.5",
    "١٬٢٣٤": "1234",
    "١٬٢٣٤٫٥": "1234.5",
    "1٬234,5": "1234.5",
    "1 234": "1234",
    "1\u00a0234": "1234",
    "1\u202f234 567": "1234567",
    "1 234,5": "1234.5",
    "-3": "-3",
    "\u22123": "-3",
    "- 3": "-3",
    "+3": "3",
    "-0": "0",
    "50%": "50",
    "50 ٪": "50",
    "٥٠٪": "50",
    "5 شجرة": "5",
    "5شجره": "5",
    "5 KM": "5",
    "007": "7",
    "9" * 40: "9" * 40,
}
NO_NUMBERS = [
    "",
    " ",
    ".",
    ",",
    "-",
    "٬",
    "%",
    "km",
    "عشرة",
    "5 kg",
    "5 km km",
    "km 5",
    "1 5",
    "1 2345",
    "12,34,5",
    "1,23,456",
    "1234,567,890",
    ",234,567",
    "1,234 567",
    "1٬234 567",
    "١٬٢٣",
    "1.234.567",
    "1.234,5",
    "1٫2٫3",
    "1٫234,567",
    "1..2",
    "5-",
    "--5",
    "+-5",
    "1e5",
    "1E5",
    "5×10",
    "1/2",
    "0x10",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "∞",
    "²",
    "Ⅻ",
    "१२",
    "1_000",
    "5%%",
    "9" * 41,
    "9" * 100_000,
    "5\n6",
]


@pytest.mark.parametrize(("typed", "number"), NUMBERS.items())
def test_number_is_read(typed, number):
    read = read_number(typed, UNITS)

    assert read is not None
    assert write_number(read) == number


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_says_no_number_is_none(typed):
    assert read_number(typed, UNITS) is None


def test_unit_counts_only_where_it_is_asked_for():
    assert read_number("5 km") is None
    assert read_number("5 km", ["km"]) == 5
    assert read_number("5", ["", " "]) == 5
    assert read_number("5 ؟", [" "]) is None


@given(st.text(max_size=250))
def test_anything_is_a_finite_number_or_none(typed):
    read = read_number(typed, UNITS)

    assert read is None or read.is_finite()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**20), max_value=10**20))
def test_what_is_written_is_read_again(number):
    written = write_number(number)

    assert read_number(written) == number
    assert "e" not in written.lower()
    assert read_number(written.replace("-", "\u2212").replace(".", "٫")) == number
    assert write_number(read_number(written)) == written


@given(st.integers(min_value=0, max_value=10**15))
def test_groups_of_three_are_read_whatever_parts_them(number):
    grouped = f"{number:,}"

    assert {read_number(grouped.replace(",", mark)) for mark in (",", "٬", " ", "\u00a0")} == {Decimal(number)}


@pytest.mark.parametrize(
    ("given_number", "wanted", "tolerance", "is_percent", "is_right"),
    [
        ("12.5", "12.5", "0", False, True),
        ("12.50", "12.5", "0", False, True),
        ("12.500000000000000000000000000000000001", "12.5", "0", False, False),
        ("0.3", "0.1", "0.2", False, True),
        ("13", "12.5", "0.5", False, True),
        ("12", "12.5", "0.5", False, True),
        ("13.01", "12.5", "0.5", False, False),
        ("110", "100", "10", True, True),
        ("89.9", "100", "10", True, False),
        ("-110", "-100", "10", True, True),
        ("0", "0", "10", True, True),
        ("0.01", "0", "10", True, False),
        ("-12.5", "12.5", "1", False, False),
    ],
)
def test_tolerance_includes_its_bounds(given_number, wanted, tolerance, is_percent, is_right):
    assert is_near(Decimal(given_number), Decimal(wanted), Decimal(tolerance), is_percent=is_percent) is is_right
