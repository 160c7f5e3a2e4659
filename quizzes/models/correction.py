import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock
from quizzes.enums import CorrectionRule

from .version import QuestionVersion


class Correction(models.Model):
    """A mistake in a question, set right for attempts of the past. Written once, with the grades it adds; never changed.

    ``question_key`` is the question's translation key. By the rule ``version`` the answers are judged by ``to_version``, by ``full`` everybody
    who was asked gets the point. Counts are of attempts. Personal data: who corrected.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question_key = models.UUIDField(db_index=True)
    rule = models.CharField(max_length=10, choices=CorrectionRule)
    to_version = models.ForeignKey(QuestionVersion, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    attempts_changed = models.PositiveIntegerField(default=0)
    passes_gained = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=CorrectionRule.FULL, to_version=None) | Q(rule=CorrectionRule.VERSION, to_version__isnull=False),
                name="correction_by_version_names_it",
            )
        ]

    def __str__(self) -> str:
        return self.reason
