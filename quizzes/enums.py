from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Bloom(TextChoices):
    """Levels of the revised Bloom taxonomy (Anderson and Krathwohl, 2001)."""

    REMEMBER = "remember", _("Remember")
    UNDERSTAND = "understand", _("Understand")
    APPLY = "apply", _("Apply")
    ANALYSE = "analyse", _("Analyse")
    EVALUATE = "evaluate", _("Evaluate")
    CREATE = "create", pgettext_lazy("bloom", "Create")


class Use(TextChoices):
    PRACTICE = "practice", _("Practice")
    GRADED = "graded", _("Graded test")


class Mode(TextChoices):
    """What a quiz block is: a check explained at once, or a test that counts."""

    PRACTICE = "practice", _("Practice: ungraded, explained at once")
    GRADED = "graded", _("Graded test: explained after submission")


class GradeReason(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("mark", "Submitted")
    REGRADED = "regraded", _("Question corrected")
    MARKED = "marked", _("Marked by a person")
