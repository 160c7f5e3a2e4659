"""What editors of other things choose from the course content."""

from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left, Length

from courses.models import CoursePage, LessonPage
from courses.queries import SOURCE_LANGUAGE


def list_lesson_choices() -> list[tuple[UUID, str]]:
    """(key, “course — lesson”) of every lesson in the source language, drafts too, in the order of the courses. One query.

    The titles are those of the CMS: a draft's new title before it is published.
    """
    # A lesson stands two steps below its course.
    course_path = Left(OuterRef("path"), Length(OuterRef("path")) - 2 * LessonPage.steplen)
    course_title = Subquery(CoursePage.objects.filter(path=course_path).values("draft_title"))
    lessons = LessonPage.objects.filter(locale__language_code=SOURCE_LANGUAGE, alias_of=None).order_by("path")
    rows = lessons.values_list("translation_key", course_title, "draft_title")
    return [(key, f"{course} — {lesson}") for key, course, lesson in rows]
