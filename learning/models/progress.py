from django.db import models
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock
from learning.enums import Evidence

from .enrolment import Enrolment


class LessonProgress(models.Model):
    """A lesson that one person has done, and the evidence. Written once; never taken back, whatever happens to the page.

    ``item_key`` is what was done: the lesson that was read, or the quiz that was passed. Personal data through the enrolment.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="lessons")
    lesson_key = models.UUIDField()
    evidence = models.CharField(max_length=8, choices=Evidence)
    item_key = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("evidence of a lesson")
        verbose_name_plural = _("evidence of lessons")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item_key"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key} {self.evidence}"
