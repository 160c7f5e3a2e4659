from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Mode


class PlacementQuerySet(models.QuerySet["Placement"]):
    def live(self) -> "PlacementQuerySet":
        return self.filter(is_live=True)


class Placement(models.Model):
    """Where a quiz stands and by which rules: one row a quiz block, known by the block's id, equal in every language.

    Written when the lesson is published, taken out of life (never deleted) when the block or the lesson goes.
    ``definition`` is ``QuizDefinition.as_json()``: question keys in order, draw, pass mark, attempts, waiting time, shuffle.
    """

    quiz_key = models.UUIDField(primary_key=True)
    course_key = models.UUIDField(db_index=True)
    lesson_key = models.UUIDField(db_index=True)
    mode = models.CharField(max_length=10, choices=Mode)
    definition = models.JSONField()
    is_live = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz placement")
        verbose_name_plural = _("quiz placements")

    def __str__(self) -> str:
        return str(self.quiz_key)
