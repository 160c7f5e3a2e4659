"""Who may read what, as the layers below ask it."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction

from courses.models import CoursePage, LessonPage
from courses.registry import may_read_closed_course
from quizzes.models import Placement


def is_placement_restricted() -> Q:
    """True of a placement in a closed course, or in a lesson that has a view restriction on it or above it in any language."""
    closed = CoursePage.objects.filter(translation_key=OuterRef("course_key"), is_open=False)
    # A page stands below another one if its path begins with that one's.
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.alias(below=path).filter(below__startswith=F("page__path"))
    lessons = LessonPage.objects.filter(Exists(restrictions), translation_key=OuterRef("lesson_key"))
    return Exists(closed) | Exists(lessons)


def may_read_lesson_of(user: object, placement: Placement) -> bool:
    """Whether somebody may read a restricted lesson: those enrolled, and staff. One query."""
    return may_read_closed_course(user, placement.course_key)
