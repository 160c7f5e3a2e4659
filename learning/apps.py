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
        from quizzes.registry import register_charges, register_gate

        register_gate(permissions.may_start_test)
        register_charges(permissions.is_in_charge, permissions.list_charges, permissions.in_charge_of)
        register_reader_gate(permissions.may_read_course)
