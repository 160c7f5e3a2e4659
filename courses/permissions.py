"""Who may read what, as the layers below ask it."""

from courses.models import CoursePage, LessonPage
from courses.registry import may_read_closed_course
from quizzes.models import Placement


def may_read_lesson_of(user: object, placement: Placement) -> bool:
    """Whether the quiz stands where the user may read: everybody in an open course, those enrolled in a closed or restricted one.

    Three queries at most.
    """
    is_closed = CoursePage.objects.filter(translation_key=placement.course_key, is_open=False).exists()
    if not is_closed and not LessonPage.objects.filter(translation_key=placement.lesson_key).not_public().exists():
        return True
    return may_read_closed_course(user, placement.course_key)
