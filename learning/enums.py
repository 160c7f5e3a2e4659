from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class State(TextChoices):
    """How far an enrolment is; stored for reports, always derived from progress."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("learning", "In progress")
    COMPLETED = "completed", _("Completed")


class Evidence(TextChoices):
    """Why a lesson counts as done."""

    READ = "read", _("Read to the end and confirmed")
    PASSED = "passed", _("Test passed")


class CohortRole(TextChoices):
    MANAGER = "manager", _("Programme manager")
    FACILITATOR = "facilitator", _("Facilitator")
