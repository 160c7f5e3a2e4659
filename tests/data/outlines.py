"""Hypothesis strategies for outlines and evidence."""

from hypothesis import strategies as st

from courses.outline import Outline, OutlineLesson, OutlineModule


@st.composite
def outlines(draw: st.DrawFn, *, max_modules: int = 4, max_lessons: int = 5) -> Outline:
    """A course of any shape, also without modules or lessons. Every key stands for one thing only."""
    numbers = iter(range(10_000))

    def key(kind: str) -> str:
        return f"{kind}-{next(numbers)}"

    def lesson() -> OutlineLesson:
        tests = tuple(key("test") for _number in range(draw(st.sampled_from([0, 0, 0, 1, 2]))))
        return OutlineLesson(key("lesson"), is_required=draw(st.booleans()), minutes=draw(st.integers(0, 60)), tests=tests)

    def module() -> OutlineModule:
        return OutlineModule(key("module"), tuple(lesson() for _number in range(draw(st.integers(0, max_lessons)))))

    return Outline(key("course"), tuple(module() for _number in range(draw(st.integers(0, max_modules)))))


def all_evidence(outline: Outline) -> set[str]:
    """Everything that somebody could have shown in this course."""
    return {lesson.key for lesson in outline.lessons()} | {test for lesson in outline.lessons() for test in lesson.tests}


@st.composite
def evidence_for(draw: st.DrawFn, outline: Outline) -> frozenset[str]:
    """Part of it, and perhaps something of a course that was once another."""
    known = sorted(all_evidence(outline))
    kept = draw(st.sets(st.sampled_from(known))) if known else set()
    return frozenset(kept | draw(st.sets(st.sampled_from(["gone-1", "gone-2"]))))
