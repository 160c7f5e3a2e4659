import pytest
from hypothesis import given, strategies as st

from certificates.codes import CODE, group_code, is_code, normalize_code
from certificates.models import generate_code

CODE_TEXT = "K7QD2MZXW3PLB5HYTN6RCAVE4FGJUIOS"


@pytest.mark.parametrize(
    "typed",
    [
        CODE_TEXT,
        CODE_TEXT.lower(),
        "K7QD 2MZX W3PL B5HY TN6R CAVE 4FGJ UIOS",
        "  k7qd-2mzx-w3pl-b5hy-tn6r-cave-4fgj-uios  ",
        "K٧QD٢MZXW٣PLB٥HYTN٦RCAVE٤FGJUIOS",
        "K۷QD۲MZXW۳PLB۵HYTN۶RCAVE۴FGJUIOS",
        "\u2066K7QD2MZXW3PLB5HYTN6RCAVE4FGJUIOS\u2069",
        "K7QD2MZXW3PL85HYTN6RCAVE4FGJUI0S",
        f"https://learn.example.org/ar/certificates/{CODE_TEXT}/",
        f"learn.example.org/en/certificates/{CODE_TEXT}",
    ],
)
def test_code_is_found_in_any_spelling(typed):
    assert normalize_code(typed) == CODE_TEXT


@pytest.mark.parametrize(
    "typed", ["", "K7QD", CODE_TEXT + "A", "رمز الشهادة", "../../etc/passwd", "K7QD2MZXW3PLB5HYTN6RCAVE4FGJUIO1"]
)
def test_code_is_not_seen_where_there_is_none(typed):
    assert not is_code(normalize_code(typed))


@given(st.text(max_size=400))
def test_code_of_any_text_is_a_code_or_refused(text):
    code = normalize_code(text)

    assert is_code(code) == bool(CODE.fullmatch(code))


@given(st.lists(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), min_size=32, max_size=32).map("".join))
def test_code_survives_grouping(code):
    assert normalize_code(group_code(code).lower()) == code


def test_codes_are_long_and_differ():
    codes = {generate_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(is_code(code) for code in codes)
