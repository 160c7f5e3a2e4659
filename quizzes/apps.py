from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from quizzes import receivers

        post_migrate.connect(receivers.ensure_review_after_migrate, sender=self, dispatch_uid="quizzes.ensure_review")
