import secrets
import uuid
from base64 import b32encode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock

CODE_BYTES = 20


def generate_code() -> str:
    """160 random bits in 32 letters and digits that are hard to misread (RFC 4648 base32: no 0, 1, 8, 9)."""
    return b32encode(secrets.token_bytes(CODE_BYTES)).decode()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def current(self) -> "CertificateQuerySet":
        return self.filter(replaced_by=None)

    def of_learner(self, user) -> "CertificateQuerySet":
        return self.filter(learner=user)


class Certificate(models.Model):
    """A certificate as it was issued, frozen: names, titles, path, hours, competencies, date, the finished outline.

    Written once when a course is completed; a reissue (a corrected name) inserts a new row and points the old one to it. ``revoked_at`` withdraws
    it. It outlives course and account: erasing the person empties ``learner`` and both names, and the code then verifies as valid, name
    withdrawn. Personal data: learner, names. ``is_name_public`` is the holder's choice for the verification page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("certificate code"), max_length=40, unique=True, default=generate_code, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="certificates")
    course_key = models.UUIDField()
    name = models.CharField(_("name on the certificate"), max_length=120, blank=True)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    title_ar = models.CharField(max_length=255)
    title_en = models.CharField(max_length=255, blank=True)
    path_ar = models.CharField(max_length=100, blank=True)
    path_en = models.CharField(max_length=100, blank=True)
    competencies_ar = models.JSONField(default=list)
    competencies_en = models.JSONField(default=list)
    minutes = models.PositiveIntegerField()
    panel = models.JSONField(help_text="Lessons done a module: [[done, total], …]")
    has_simple_panel = models.BooleanField(default=False)
    issued_on = models.DateField(default=clock.today)
    issued_at = models.DateTimeField(default=clock.now)
    is_name_public = models.BooleanField(default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    # Wagtail's index of references would remember whose certificate it was after the person is gone.
    wagtail_reference_index_ignore = True

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"], condition=Q(replaced_by=None), name="one_current_certificate"
            )
        ]

    def __str__(self) -> str:
        return self.code
