import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock
from quizzes.enums import Counts, GradeReason, Mode
from quizzes.timing import GRACE, is_over

from .version import QuestionVersion


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of_learner(self, user: object) -> "AttemptQuerySet":
        return self.filter(learner=user)

    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None)

    def passed(self) -> "AttemptQuerySet":
        """Attempts whose mark was a pass at any time: a regrade downwards takes none away."""
        return self.filter(grades__is_passed=True).distinct()

    def submitted(self) -> "AttemptQuerySet":
        return self.exclude(submitted_at=None)

    def late(self, now: datetime) -> "AttemptQuerySet":
        """Still open although their time is over."""
        return self.open().filter(deadline_at__lt=now - GRACE)

    def credited(self) -> "AttemptQuerySet":
        """Passed attempts that counted when they were handed in: under "the first attempt counts" only a learner's first one."""
        earlier = Attempt.objects.filter(
            learner=OuterRef("learner"), quiz_key=OuterRef("quiz_key"), mode=Mode.GRADED, number__lt=OuterRef("number")
        )
        return self.passed().exclude(Q(rules__counts=Counts.FIRST) & Q(Exists(earlier)))


class Attempt(models.Model):
    """One go at one quiz. Written when a learner starts; refers to frozen versions, so editing the quiz changes nothing in it.

    States: open (``submitted_at`` empty) and submitted, for ever. A practice attempt stays open: it only collects answers.
    ``rules`` is the definition in force at the start; ``seed`` fixes the order of options. ``deadline_at`` is set where the rules limit the
    time: no answer counts that comes later. Personal data: who, when, what was answered; erasing the person empties ``learner``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="attempts")
    quiz_key = models.UUIDField()
    course_key = models.UUIDField()
    lesson_key = models.UUIDField()
    mode = models.CharField(max_length=10, choices=Mode)
    number = models.PositiveIntegerField()
    rules = models.JSONField()
    seed = models.PositiveBigIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    last_sequence = models.PositiveIntegerField(default=0)
    deadline_at = models.DateTimeField(null=True)
    extensions_used = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["learner", "quiz_key", "number"], name="attempt_number_once"),
            models.UniqueConstraint(fields=["learner", "quiz_key"], condition=Q(submitted_at=None), name="one_open_attempt"),
        ]
        indexes = [models.Index(fields=["learner", "course_key"]), models.Index(fields=["quiz_key", "submitted_at"])]

    def __str__(self) -> str:
        return str(self.id)

    def is_late(self, now: datetime) -> bool:
        """Still open although its time is over: whoever touches it next closes it."""
        return self.submitted_at is None and is_over(self.deadline_at, now)

    @property
    def is_ended_by_time(self) -> bool:
        return self.submitted_at is not None and self.deadline_at is not None and self.submitted_at >= self.deadline_at


class AttemptItem(models.Model):
    """One question of an attempt, at its place. Refers to the version that is judged.

    ``checked_at`` is set once, in a test that explains each answer at once: from then on the answer is final.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of an attempt")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="attempt_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.position}"


class ResponseEvent(models.Model):
    """One saved answer. Append-only: the current answer to a question is its event with the highest ``sequence``.

    ``client_event_id`` is made by the browser, so that a re-sent answer is acknowledged again and stored once. ``response`` is the kind's
    cleaned answer; ``language`` the one it was given in. ``share`` is what the answer earned, between 0 and 1, where it was judged at once: in
    practice. Personal data through the attempt.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="events")
    client_event_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    response = models.JSONField()
    response_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    received_at = models.DateTimeField(default=clock.now)
    share = models.FloatField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "client_event_id"], name="event_once"),
            models.UniqueConstraint(fields=["attempt", "sequence"], name="event_sequence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.sequence}"


class Grade(models.Model):
    """The judgement of a submitted attempt; the one with the highest ``number`` is in effect.

    Never changed: a regrade or a person's mark adds a row and says why. ``points`` holds, in the order of the items, each item's
    share of its point, between 0 and 1, or None for one that is not scored; ``score`` their mean, between 0 and 1. ``basis`` is
    ``quizzes.grading.Basis.as_json()``: what else than the frozen versions the judgement rests on. ``correction``: which mistake was corrected.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="grades")
    number = models.PositiveSmallIntegerField(default=1)
    score = models.FloatField()
    points = models.JSONField()
    is_passed = models.BooleanField()
    pass_percent = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, choices=GradeReason, default=GradeReason.SUBMITTED)
    note = models.CharField(max_length=200, blank=True)
    basis = models.JSONField(default=dict)
    correction = models.ForeignKey("quizzes.Correction", null=True, on_delete=models.PROTECT, related_name="grades")
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    graded_at = models.DateTimeField(default=clock.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="grade_number_once"),
            models.CheckConstraint(condition=Q(score__gte=0) & Q(score__lte=1), name="grade_score_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.score:.2f}"
