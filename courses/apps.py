from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses import receivers  # noqa: F401
        from courses.choices import find_course_key, list_lesson_places
        from courses.permissions import is_placement_restricted, may_read_lesson_of
        from courses.queries import list_lesson_addresses, list_reserved_words
        from quizzes.registry import (
            register_course_finder,
            register_lesson_addresses,
            register_lesson_places,
            register_reading,
            register_reserved_words,
        )

        register_lesson_addresses(list_lesson_addresses)
        register_lesson_places(list_lesson_places)
        register_course_finder(find_course_key)
        register_reading(is_placement_restricted, may_read_lesson_of)
        register_reserved_words(list_reserved_words)
