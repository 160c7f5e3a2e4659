"""What editors of other things choose from the course content."""

from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left, Length

from courses.models import CoursePage, LessonPage, ModulePage
from courses.queries import SOURCE_LANGUAGE
from quizzes.registry import LessonPlace


def list_lesson_places() -> list[LessonPlace]:
    """Every lesson in the source language, drafts too, in the order of the courses. One query.

    The titles are those of the CMS: a draft's new title before it is published.
    """

    def above(model: type[CoursePage | ModulePage], steps: int, field: str) -> Subquery:
        path = Left(OuterRef("path"), Length(OuterRef("path")) - steps * LessonPage.steplen)
        return Subquery(model.objects.filter(path=path).values(field))

    lessons = LessonPage.objects.filter(locale__language_code=SOURCE_LANGUAGE, alias_of=None).order_by("path")
    rows = lessons.values_list(
        above(CoursePage, 2, "translation_key"),
        above(CoursePage, 2, "draft_title"),
        above(ModulePage, 1, "translation_key"),
        above(ModulePage, 1, "draft_title"),
        "translation_key",
        "draft_title",
    )
    return [LessonPlace(*row) for row in rows]


def find_course_key(slug: str) -> UUID | None:
    """The key of the course with this slug, published or not. One query."""
    courses = CoursePage.objects.filter(locale__language_code=SOURCE_LANGUAGE, alias_of=None, slug=slug)
    return courses.values_list("translation_key", flat=True).first()
