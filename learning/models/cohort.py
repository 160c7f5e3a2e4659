import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learning.enums import CohortRole


class CohortQuerySet(models.QuerySet["Cohort"]):
    def led_by(self, user) -> "CohortQuerySet":
        """The cohorts whose people ``user`` may see; an administrator sees all."""
        return self if user.is_superuser else self.filter(members__user=user)


class Cohort(models.Model):
    """A group that goes through a course together, with the people who look after it. No personal data of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    course_key = models.UUIDField(_("course"), db_index=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_start",
                violation_error_message=_("The cohort ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CohortMember(models.Model):
    """Who looks after a cohort. Learners are not members: they are enrolled. Personal data: the link to the person."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_roles")
    role = models.CharField(_("role"), max_length=12, choices=CohortRole, default=CohortRole.MANAGER)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person in charge")
        verbose_name_plural = _("people in charge")
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="cohort_member_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.cohort}"
