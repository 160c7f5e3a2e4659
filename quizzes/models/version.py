import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def latest_of(self, question_keys: Iterable[uuid.UUID]) -> "QuestionVersionQuerySet":
        """The newest version of each question."""
        newest = QuestionVersion.objects.filter(question_key=OuterRef("question_key")).order_by("-number").values("pk")[:1]
        return self.filter(question_key__in=list(question_keys), pk=Subquery(newest))


class QuestionVersion(models.Model):
    """What is judged: kind, options, right answers. Written when a question is published with a new structure; never changed.

    ``question_key`` is the question's translation key, equal in every language. ``structure`` is what
    ``kinds.<kind>.structure()`` returns and what ``grading`` reads. ``course_key`` is empty for a question that was published before it
    stood in any course. No personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question_key = models.UUIDField(db_index=True)
    course_key = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    structure = models.JSONField()
    structure_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    wagtail_reference_index_ignore = True

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [models.UniqueConstraint(fields=["question_key", "number"], name="question_version_number")]

    def __str__(self) -> str:
        return f"{self.question_key} v{self.number}"


class QuestionWording(models.Model):
    """The words of a version in one language: stem, texts by option id, explanations, where to read again.

    Append-only: a corrected spelling or a new translation adds a row. An attempt is shown the latest row that existed when
    it started, or, for a language that was added later, the first one since: so it finishes as it began. No personal data.
    """

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=5)
    words = models.JSONField()
    words_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question wording")
        verbose_name_plural = _("question wordings")
        indexes = [models.Index(fields=["version", "language", "created_at"])]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language}"
