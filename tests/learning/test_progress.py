"""How far somebody is: a pure function, so every outline will do."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from courses.outline import Outline, OutlineLesson, OutlineModule
from learning.progress import Progress, compute_progress, is_lesson_done
from tests.data.outlines import all_evidence, evidence_for, outlines


def outline_of(*lessons: OutlineLesson) -> Outline:
    return Outline("course", (OutlineModule("module", lessons),))


READ = OutlineLesson("read")
OPTIONAL = OutlineLesson("optional", is_required=False)
TESTED = OutlineLesson("tested", tests=("first", "second"))


@pytest.mark.parametrize(
    ("lesson", "evidence", "is_done"),
    [
        (READ, set(), False),
        (READ, {"read"}, True),
        (READ, {"another"}, False),
        (TESTED, {"tested"}, False),
        (TESTED, {"first"}, False),
        (TESTED, {"second"}, False),
        (TESTED, {"first", "second"}, True),
        (OPTIONAL, {"optional"}, True),
    ],
)
def test_lesson_is_done_when_read_or_when_all_its_tests_are_passed(lesson, evidence, is_done):
    assert is_lesson_done(lesson, evidence) is is_done


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [(0, 1, 0), (1, 1, 100), (1, 3, 33), (2, 3, 66), (3, 3, 100), (199, 200, 99), (200, 200, 100)],
)
def test_percent_is_rounded_down_so_that_100_means_all(done, total, percent):
    outline = outline_of(*(OutlineLesson(str(number)) for number in range(total)))

    progress = compute_progress(outline, {str(number) for number in range(done)})

    assert (progress.required_done, progress.required_total, progress.percent) == (done, total, percent)


@pytest.mark.parametrize("outline", [Outline("course"), outline_of(), outline_of(OPTIONAL)])
def test_course_that_asks_for_nothing_is_never_complete(outline):
    progress = compute_progress(outline, {"optional", "something else"})

    assert (progress.required_done, progress.required_total, progress.percent, progress.is_complete) == (0, 0, 0, False)


def test_empty_outline_has_no_progress():
    assert compute_progress(Outline("course"), {"anything"}) == Progress(frozenset(), 0, 0, 0)


def test_evidence_of_a_lesson_that_is_gone_counts_for_nothing():
    progress = compute_progress(outline_of(READ), {"gone"})

    assert progress == Progress(frozenset(), 0, 1, 0)
    assert not progress.has_started


@given(st.data(), outlines())
def test_percent_stays_within_0_and_100(data, outline):
    progress = compute_progress(outline, data.draw(evidence_for(outline)))

    assert 0 <= progress.percent <= 100
    assert 0 <= progress.required_done <= progress.required_total


@given(st.data(), outlines())
def test_percent_is_100_exactly_when_complete(data, outline):
    progress = compute_progress(outline, data.draw(evidence_for(outline)))

    assert (progress.percent == 100) is progress.is_complete


@given(outlines())
def test_all_evidence_completes_whatever_asks_for_something(outline):
    progress = compute_progress(outline, all_evidence(outline))

    assert progress.is_complete is any(outline.required_lessons())
    assert progress.done == {lesson.key for lesson in outline.lessons()}


@given(st.data(), outlines())
def test_more_evidence_never_takes_anything_back(data, outline):
    less = data.draw(evidence_for(outline))
    more = less | data.draw(evidence_for(outline))

    before, after = compute_progress(outline, less), compute_progress(outline, more)

    assert before.done <= after.done
    assert before.required_done <= after.required_done
    assert before.percent <= after.percent
    assert not before.is_complete or after.is_complete


@given(st.data(), outlines())
def test_optional_lessons_never_count(data, outline):
    evidence = data.draw(evidence_for(outline))
    required_only = replace(
        outline,
        modules=tuple(
            replace(module, lessons=tuple(lesson for lesson in module.lessons if lesson.is_required))
            for module in outline.modules
        ),
    )

    with_optional, without = compute_progress(outline, evidence), compute_progress(required_only, evidence)

    assert (with_optional.percent, with_optional.required_done, with_optional.required_total, with_optional.is_complete) == (
        without.percent,
        without.required_done,
        without.required_total,
        without.is_complete,
    )


@given(st.data(), outlines())
def test_order_of_lessons_changes_nothing(data, outline):
    evidence = data.draw(evidence_for(outline))
    turned = replace(outline, modules=tuple(replace(module, lessons=module.lessons[::-1]) for module in outline.modules[::-1]))

    assert compute_progress(turned, evidence) == compute_progress(outline, evidence)
