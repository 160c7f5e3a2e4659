"""Writes on what is taught."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from wagtail.models import Page

from courses.blocks.blueprint import read_rules
from courses.models import ContentVersion, CoursePage, CourseVersion, ItemTitle, LessonPage
from courses.outline import compare_outlines
from courses.queries import build_outline, get_latest_version, in_source_language
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.operations import place_quizzes, retire_quizzes

QUIZ_RULES = (
    "draw",
    "pass_percent",
    "attempts",
    "wait_minutes",
    "is_shuffled",
    "wait_after",
    "time_limit_minutes",
    "extensions",
    "feedback",
    "counts",
)


class CannotRelease(Exception):
    """A course without a single required lesson asks nothing of anybody: it cannot be completed."""


def release_course(*, course: CoursePage, user: object | None, now: datetime, note: str = "") -> CourseVersion:
    """Freezes the published outline as what learners follow from now on. The latest version is returned if nothing has changed.

    Raises CannotRelease.
    """
    outline = build_outline(course)
    if not any(outline.required_lessons()):
        raise CannotRelease
    with transaction.atomic():
        latest = get_latest_version(course.translation_key)
        if latest and not compare_outlines(latest.outline, outline):
            return latest
        number = latest.number + 1 if latest else 1
        try:
            with transaction.atomic():
                return CourseVersion.objects.create(
                    course_key=course.translation_key,
                    number=number,
                    outline_json=outline.as_json(),
                    released_at=now,
                    released_by=user,
                    note=note,
                )
        except IntegrityError:
            return CourseVersion.objects.get(course_key=course.translation_key, number=number)


def publish_effects(*, page: Page) -> None:
    """What follows from publishing a page of a course, in its transaction: titles remembered, quizzes placed, caches outdated."""
    remember_title(page=page)
    if isinstance(page, CoursePage):
        # One course, one door: a translation is open or closed as its source is, whenever it was translated.
        CoursePage.objects.filter(translation_key=page.translation_key).update(is_open=in_source_language(page).is_open)
    if isinstance(page, LessonPage) and is_leading(page) and not page.alias_of_id:
        place_quizzes(lesson_key=page.translation_key, course_key=course_key_of(page), definitions=quiz_definitions(page))
    ContentVersion.bump()


def withdraw_effects(*, page: Page) -> None:
    """What follows from unpublishing or deleting a page: its quizzes leave, caches are outdated. Titles stay."""
    if isinstance(page, LessonPage) and is_leading(page):
        retire_quizzes(lesson_key=page.translation_key)
    ContentVersion.bump()


def remember_title(*, page: Page) -> None:
    ItemTitle.objects.update_or_create(
        item_key=page.translation_key,
        language=page.locale.language_code,
        defaults={"title": page.title, "path": page.url or ""},
    )


def is_leading(page: Page) -> bool:
    """Whether the page decides for its translations: it is the original, or has no published one."""
    return in_source_language(page).pk == page.pk


def course_key_of(lesson: LessonPage) -> UUID:
    return CoursePage.objects.ancestor_of(lesson).values_list("translation_key", flat=True).get()


def quiz_definitions(lesson: LessonPage) -> list[QuizDefinition]:
    """What the quiz blocks of a lesson say.

    Publishing many pages at once checks none of them: empty and repeated choices of a draft are left out, and rules that it lacks are the
    usual ones.
    """
    return [
        QuizDefinition(
            quiz_key=UUID(block.id),
            mode=block.value["mode"] or Mode.PRACTICE,
            question_keys=tuple(dict.fromkeys(question.translation_key for question in block.value["questions"] if question)),
            blueprint=read_rules(block.value["blueprint"]),
            **{rule: block.value[rule] for rule in QUIZ_RULES if block.value[rule] not in (None, "")},
        )
        for block in lesson.quiz_blocks()
    ]
