from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Status(TextChoices):
    """What verification says of a code that exists."""

    VALID = "valid", pgettext_lazy("certificate", "Valid")
    REPLACED = "replaced", pgettext_lazy("certificate", "Replaced")
    REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")
