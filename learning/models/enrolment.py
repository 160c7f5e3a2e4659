import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CourseVersion
from elearn.lib import clock
from learning.enums import State

from .cohort import Cohort


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of_learner(self, user) -> "EnrolmentQuerySet":
        return self.filter(learner=user)

    def in_cohorts_of(self, user) -> "EnrolmentQuerySet":
        """What a manager may see: people of the cohorts in their charge; an administrator sees everybody."""
        return self if user.is_superuser else self.filter(cohort__in=Cohort.objects.led_by(user))


class Enrolment(models.Model):
    """One person in one course, in every language. Written when they join; follows one released version of the outline.

    ``state``, ``required_done``, ``required_total`` and ``percent`` are derived by ``learning.progress`` from the evidence and stored for reports;
    ``completed_at`` is set once and never taken back. ``resume_key`` is the lesson opened last. Personal data: who, where they stand,
    the day they were last active; goes with the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(default=clock.now)
    last_active_on = models.DateField(null=True)
    resume_key = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    required_done = models.PositiveSmallIntegerField(default=0)
    required_total = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["learner", "course_key"], name="enrolled_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_within_100"),
        ]
        indexes = [
            models.Index(fields=["cohort", "enrolled_at", "id"]),
            models.Index(fields=["enrolled_at", "id"]),
            models.Index(fields=["cohort", "state", "enrolled_at", "id"], name="enrolment_cohort_state"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} – {self.course_key}"
