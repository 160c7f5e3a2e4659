from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The groups whose names stay: product documents, tests and scripts rely on them."""

    EDITORS = "Editors", _("Editors")
    MODERATORS = "Moderators", _("Reviewers")
    FACILITATORS = "Facilitators", _("Facilitators")
    MANAGERS = "Program managers", _("Programme managers")
