"""Numbers to work out: tolerance, units in both languages, typical wrong results."""

import pytest
from django.core.exceptions import ValidationError

from quizzes.kinds import BadResponse
from quizzes.kinds.base import LONGEST_ANSWER
from tests.factories.quizzes import form, list_items
from tests.quizzes.kinds import KEY, block_of, frozen


def mark(typed, **value):
    kind, structure, words = frozen("numeric", **value)
    return kind.mark(structure, [words], kind.parse(structure, form({"q1": typed}), "q1"))


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        ("12.5", 1.0),
        ("١٢٫٥", 1.0),
        ("۱۲٫۵", 1.0),
        ("12,5", 1.0),
        ("13", 1.0),
        ("12", 1.0),
        ("12.5 شجرة", 1.0),
        ("11.99", 0.0),
        ("125", 0.0),
        ("-12.5", 0.0),
        ("12.5 trees", 0.0),
        ("اثنتا عشرة", 0.0),
    ],
)
def test_number_is_right_within_the_tolerance(typed, share):
    assert mark(typed) == share


def test_tolerance_may_be_in_percent():
    assert [mark(typed, answer="200", tolerance="5", is_percent_tolerance=True) for typed in ("190", "210", "189", "211")] == [
        1.0,
        1.0,
        0.0,
        0.0,
    ]


def test_unit_may_be_typed_in_any_language_in_force():
    kind, structure, arabic = frozen("numeric")
    _kind, _structure, english = frozen("numeric", "en")

    assert kind.mark(structure, [arabic, english], {"text": "12.5 trees"}) == 1.0
    assert kind.reveal_judged(structure, arabic, {"text": "12.5 trees"}, in_force=[arabic, english], seed=1)["is_number"] is True


def test_text_that_is_no_number_is_kept_and_the_review_says_so():
    kind, structure, words = frozen("numeric")

    response = kind.parse(structure, form({"q1": "  لا أعرف\u202e "}), "q1")

    assert response == {"text": "لا أعرف"}
    assert kind.is_complete(structure, response)
    assert kind.mark(structure, [words], response) == 0.0
    assert kind.reveal(structure, words, response, seed=1)["is_number"] is False


def test_text_longer_than_any_answer_is_refused():
    kind, structure, _words = frozen("numeric")

    assert kind.parse(structure, form({"q1": "5" * LONGEST_ANSWER}), "q1") == {"text": "5" * LONGEST_ANSWER}
    with pytest.raises(BadResponse):
        kind.parse(structure, form({"q1": "5" * (LONGEST_ANSWER + 1)}), "q1")


@pytest.mark.parametrize(
    ("typed", "has_explanation"), [("125", True), ("١٢٥", True), ("124.6", True), ("126", False), ("12.5", False)]
)
def test_typical_wrong_result_is_explained(typed, has_explanation):
    kind, structure, words = frozen("numeric")

    shown = kind.reveal(structure, words, {"text": typed}, seed=1)

    assert bool(shown["trap"]) is has_explanation


@pytest.mark.parametrize("written", ["12.5", "١٢٫٥", "12.50", " 12,5"])
def test_another_spelling_of_the_number_makes_no_new_version(written):
    _kind, structure, _words = frozen("numeric", answer=written)
    _kind, usual, _words = frozen("numeric")

    assert structure == usual


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({}, True),
        ({"answer": "-3"}, True),
        ({"tolerance": ""}, True),
        ({"answer": ""}, False),
        ({"answer": "عشرة"}, False),
        ({"answer": "1e5"}, False),
        ({"tolerance": "-1"}, False),
        ({"tolerance": "قليل"}, False),
        ({"traps": []}, True),
        ({"traps": list_items(KEY, [{"value": "13", "explanation": "قريب"}])}, False),
        ({"traps": list_items(KEY, [{"value": "كثير", "explanation": "ليس عددًا"}])}, False),
        ({"traps": list_items(KEY, [{"value": "14", "explanation": ""}])}, False),
    ],
)
def test_numbers_are_checked_when_a_question_is_published(value, is_accepted):
    block = block_of("numeric", **value)

    if is_accepted:
        block.block.clean(block.value)
    else:
        with pytest.raises(ValidationError):
            block.block.clean(block.value)
