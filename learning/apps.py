from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        from courses.registry import register_reader_gate
        from learning import permissions, receivers  # noqa: F401
        from quizzes.registry import register_gate, register_marking

        register_gate(permissions.may_start_test)
        register_marking(permissions.may_mark)
        register_reader_gate(permissions.may_read_course)
