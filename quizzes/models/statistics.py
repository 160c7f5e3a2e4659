from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Health

from .version import QuestionVersion


class ItemStatistics(models.Model):
    """What the first attempts so far say about one version of a question: a row a version, made anew by each refresh. No personal data.

    Shares lie between 0 and 1, ``discrimination`` between -1 and 1; None where there is nothing to say. ``choices`` is what
    ``quizzes.item_analysis`` says of each option; ``flags`` are values of ``enums.Flag``.
    """

    version = models.OneToOneField(QuestionVersion, primary_key=True, on_delete=models.CASCADE, related_name="statistics")
    question_key = models.UUIDField(db_index=True)
    first_attempts = models.PositiveIntegerField(default=0)
    facility = models.FloatField(null=True)
    facility_low = models.FloatField(null=True)
    facility_high = models.FloatField(null=True)
    discrimination = models.FloatField(null=True)
    skip_rate = models.FloatField(null=True)
    median_seconds = models.FloatField(null=True)
    choices = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    health = models.CharField(max_length=10, choices=Health, default=Health.FEW, db_index=True)
    computed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item statistics")
        verbose_name_plural = _("item statistics")

    def __str__(self) -> str:
        return f"{self.version_id} n={self.first_attempts}"


class TestStatistics(models.Model):
    """What the first attempts so far say about one graded test: a row a test, made anew by each refresh. No personal data.

    ``form`` is "fixed" where every attempt holds the same versions, else "drawn"; ``method`` names how ``reliability`` was found, empty where
    it was not. ``mean`` and ``deviation`` are of scores between 0 and 1, ``standard_error`` likewise.
    """

    quiz_key = models.UUIDField(primary_key=True)
    form = models.CharField(max_length=10)
    first_attempts = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    mean = models.FloatField(null=True)
    deviation = models.FloatField(null=True)
    reliability = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    method = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True
    __test__ = False

    class Meta:
        verbose_name = _("test statistics")
        verbose_name_plural = _("test statistics")

    def __str__(self) -> str:
        return f"{self.quiz_key} n={self.first_attempts}"
