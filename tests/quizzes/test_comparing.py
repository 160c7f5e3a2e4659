"""What changed between two versions and two wordings."""

from dataclasses import dataclass

from hypothesis import given, strategies as st

from quizzes.comparing import Piece, StructureChange, compare_structures, compare_texts, compare_words


@dataclass
class Option:
    key: str
    text: str
    is_right: bool = False


def structure(*options, kind="single_choice", **rules):
    return kind, rules, options


def test_first_version_is_called_so():
    assert compare_structures(None, structure()) == [StructureChange("first")]


def test_another_kind_says_only_that():
    assert compare_structures(structure(Option("a", "أ")), structure(kind="ordering")) == [StructureChange("kind")]


def test_options_added_removed_and_turned_right_are_named():
    before = structure(Option("a", "أ", is_right=True), Option("b", "ب"), Option("c", "ج"))
    after = structure(Option("a", "أ"), Option("b", "ب", is_right=True), Option("d", "د"))

    assert compare_structures(before, after) == [
        StructureChange("added", "د"),
        StructureChange("removed", "ج"),
        StructureChange("wrong", "أ"),
        StructureChange("right", "ب"),
    ]


def test_order_and_rules_are_some_other_change():
    assert compare_structures(structure(accepts=True), structure(accepts=False)) == [StructureChange("other")]


def test_words_are_compared_part_by_part_with_the_stem_first():
    before = {"explanation": "لأن", "stem": "ما هذا", "options": {"a": {"text": "أ"}, "b": {"text": "ب"}}, "accepted": ["x", "y"]}
    after = {"explanation": "لأن", "stem": "ما ذاك", "options": {"b": {"text": "ب"}, "c": {"text": "ج"}}, "accepted": ["x"]}

    parts = compare_words(before, after)

    assert [(part.path, part.number, part.is_changed) for part in parts] == [
        (("stem",), 0, True),
        (("explanation",), 0, False),
        (("options", "b", "text"), 1, False),
        (("options", "c", "text"), 2, True),
        (("accepted",), 0, True),
        (("options", "a", "text"), 3, True),
    ]


def test_where_to_read_again_is_no_text_of_the_question():
    assert (
        compare_words({"stem": "x", "lesson_key": "1", "anchor": "a"}, {"stem": "x", "lesson_key": "2", "anchor": "b"})[1:] == []
    )


def test_only_whole_words_differ():
    left, right = compare_texts("المناصرة الرقمية اليوم", "المناصرة الإلكترونية اليوم")

    assert left == (Piece("المناصرة ", False), Piece("الرقمية", True), Piece(" اليوم", False))
    assert right == (Piece("المناصرة ", False), Piece("الإلكترونية", True), Piece(" اليوم", False))


@given(st.text(), st.text())
def test_pieces_make_up_the_texts(before, after):
    left, right = compare_texts(before, after)

    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)
    assert "".join(piece.text for piece in left if not piece.is_changed) == "".join(
        piece.text for piece in right if not piece.is_changed
    )


@given(st.text())
def test_text_does_not_differ_from_itself(text):
    left, right = compare_texts(text, text)

    assert not any(piece.is_changed for piece in (*left, *right))


WORDS = st.recursive(
    st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), WORDS, max_size=4), st.dictionaries(st.text(max_size=3), WORDS, max_size=4))
def test_words_of_any_shape_can_be_compared(before, after):
    assert not any(part.is_changed for part in compare_words(before, before))
    assert all(part.before or part.after for part in compare_words(before, after))
