"""What a course consists of and what it asks for, as plain data: the frozen content of a CourseVersion.

Keys are translation keys (text form of UUIDs), the same in every language; titles are kept elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OutlineLesson:
    """``tests`` are the keys of its graded quizzes: the lesson is done when all of them are passed, or, without any, when read."""

    key: str
    is_required: bool = True
    minutes: int = 0
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutlineModule:
    key: str
    lessons: tuple[OutlineLesson, ...] = ()


@dataclass(frozen=True)
class Outline:
    course_key: str
    modules: tuple[OutlineModule, ...] = field(default=())

    def lessons(self) -> Iterator[OutlineLesson]:
        for module in self.modules:
            yield from module.lessons

    def required_lessons(self) -> Iterator[OutlineLesson]:
        return (lesson for lesson in self.lessons() if lesson.is_required)

    def find_lesson(self, key: str) -> OutlineLesson | None:
        return next((lesson for lesson in self.lessons() if lesson.key == key), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "course": self.course_key,
            "modules": [
                {
                    "key": module.key,
                    "lessons": [
                        {
                            "key": lesson.key,
                            "required": lesson.is_required,
                            "minutes": lesson.minutes,
                            "tests": list(lesson.tests),
                        }
                        for lesson in module.lessons
                    ],
                }
                for module in self.modules
            ],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Outline":
        return cls(
            data["course"],
            tuple(
                OutlineModule(
                    module["key"],
                    tuple(
                        OutlineLesson(lesson["key"], lesson["required"], lesson["minutes"], tuple(lesson["tests"]))
                        for lesson in module["lessons"]
                    ),
                )
                for module in data["modules"]
            ),
        )


@dataclass(frozen=True)
class OutlineChange:
    """What differs between two outlines, by lesson key. ``rules_changed``: required, or the tests it asks for, differ.

    ``is_reordered``: a lesson stands at another place among those that stayed, or in another module.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rules_changed: tuple[str, ...] = ()
    is_reordered: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.rules_changed or self.is_reordered)


def compare_outlines(old: Outline, new: Outline) -> OutlineChange:
    """The difference of structure. Minutes and titles are no structure."""
    before = {lesson.key: lesson for lesson in old.lessons()}
    after = {lesson.key: lesson for lesson in new.lessons()}
    common_before = [(module.key, lesson.key) for module in old.modules for lesson in module.lessons if lesson.key in after]
    common_after = [(module.key, lesson.key) for module in new.modules for lesson in module.lessons if lesson.key in before]

    def rules(lesson: OutlineLesson) -> tuple:
        return lesson.is_required, lesson.tests

    return OutlineChange(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        rules_changed=tuple(key for _module, key in common_after if rules(before[key]) != rules(after[key])),
        is_reordered=common_before != common_after
        or [module.key for module in old.modules] != [module.key for module in new.modules],
    )


def reading_minutes(words: int, checks: int) -> int:
    """Minutes to study a lesson: 140 words a minute, and one minute a check, at least 1."""
    return max(1, round(words / 140 + checks))
