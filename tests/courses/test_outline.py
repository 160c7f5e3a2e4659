"""The frozen outline: what goes in comes out, and what differs is named."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from courses.outline import Outline, OutlineChange, OutlineLesson, OutlineModule, compare_outlines, reading_minutes
from tests.data.outlines import outlines


def outline_of(*modules: tuple[str, list[OutlineLesson]]) -> Outline:
    return Outline("course", tuple(OutlineModule(key, tuple(lessons)) for key, lessons in modules))


A, B, C = OutlineLesson("a"), OutlineLesson("b"), OutlineLesson("c", tests=("t1", "t2"))
OLD = outline_of(("m1", [A, B]), ("m2", [C]))


@given(outlines())
def test_outline_survives_being_stored(outline):
    assert Outline.from_json(json.loads(json.dumps(outline.as_json()))) == outline


@given(outlines())
def test_outline_differs_in_nothing_from_itself(outline):
    change = compare_outlines(outline, outline)

    assert change == OutlineChange()
    assert not change


@given(outlines(), outlines())
def test_what_one_way_adds_the_other_way_removes(old, new):
    there, back = compare_outlines(old, new), compare_outlines(new, old)

    assert (set(there.added), set(there.removed)) == (set(back.removed), set(back.added))
    assert set(there.rules_changed) == set(back.rules_changed)
    assert there.is_reordered is back.is_reordered


@given(outlines())
def test_minutes_are_no_structure(outline):
    slower = replace(
        outline,
        modules=tuple(
            replace(module, lessons=tuple(replace(lesson, minutes=lesson.minutes + 7) for lesson in module.lessons))
            for module in outline.modules
        ),
    )

    assert compare_outlines(outline, slower) == OutlineChange()


@given(st.data(), outlines())
def test_removed_lesson_is_the_only_difference(data, outline):
    lessons = list(outline.lessons())
    if not lessons:
        return
    gone = data.draw(st.sampled_from(lessons))
    smaller = replace(
        outline,
        modules=tuple(
            replace(module, lessons=tuple(lesson for lesson in module.lessons if lesson != gone)) for module in outline.modules
        ),
    )

    assert compare_outlines(outline, smaller) == OutlineChange(removed=(gone.key,))
    assert compare_outlines(smaller, outline) == OutlineChange(added=(gone.key,))


@given(st.data(), outlines())
def test_changed_rule_is_named(data, outline):
    lessons = list(outline.lessons())
    if not lessons:
        return
    changed = data.draw(st.sampled_from(lessons))
    other = data.draw(
        st.sampled_from([replace(changed, is_required=not changed.is_required), replace(changed, tests=(*changed.tests, "new"))])
    )
    new = replace(
        outline,
        modules=tuple(
            replace(module, lessons=tuple(other if lesson == changed else lesson for lesson in module.lessons))
            for module in outline.modules
        ),
    )

    assert compare_outlines(outline, new) == OutlineChange(rules_changed=(changed.key,))


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (outline_of(("m1", [A, B]), ("m2", [C])), OutlineChange()),
        (outline_of(("m1", [B, A]), ("m2", [C])), OutlineChange(is_reordered=True)),
        (outline_of(("m2", [C]), ("m1", [A, B])), OutlineChange(is_reordered=True)),
        (outline_of(("m1", [A, B])), OutlineChange(removed=("c",), is_reordered=True)),
        (outline_of(("m1", [B]), ("m2", [C])), OutlineChange(removed=("a",))),
        (outline_of(("m1", [A, OutlineLesson("d"), B]), ("m2", [C])), OutlineChange(added=("d",))),
        (outline_of(("m1", [A, B]), ("m2", [replace(C, tests=("t1",))])), OutlineChange(rules_changed=("c",))),
        (outline_of(("m1", [replace(A, is_required=False), B]), ("m2", [C])), OutlineChange(rules_changed=("a",))),
        (outline_of(("m1", [replace(A, minutes=30), B]), ("m2", [C])), OutlineChange()),
        (Outline("course"), OutlineChange(removed=("a", "b", "c"), is_reordered=True)),
    ],
)
def test_difference_of_two_outlines(new, change):
    assert compare_outlines(OLD, new) == change


def test_lesson_moved_to_another_module_is_a_difference():
    moved = outline_of(("m1", [A]), ("m2", [B, C]))

    assert compare_outlines(OLD, moved) == OutlineChange(is_reordered=True)


def test_lessons_are_found_by_their_key():
    assert [lesson.key for lesson in OLD.lessons()] == ["a", "b", "c"]
    assert OLD.find_lesson("c") == C
    assert OLD.find_lesson("m1") is None
    assert [lesson.key for lesson in outline_of(("m1", [A, replace(B, is_required=False)])).required_lessons()] == ["a"]


@pytest.mark.parametrize(
    ("words", "checks", "minutes"),
    [(0, 0, 1), (1, 0, 1), (140, 0, 1), (300, 0, 2), (700, 0, 5), (700, 3, 8), (0, 4, 4), (1260, 0, 9)],
)
def test_minutes_follow_from_words_and_checks(words, checks, minutes):
    assert reading_minutes(words, checks) == minutes


@given(st.integers(0, 100_000), st.integers(0, 100))
def test_minutes_grow_with_words_and_checks(words, checks):
    here = reading_minutes(words, checks)

    assert here >= 1
    assert reading_minutes(words + 200, checks) >= here
    assert reading_minutes(words, checks + 1) >= here
