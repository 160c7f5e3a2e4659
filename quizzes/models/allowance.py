from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock


class Allowance(models.Model):
    """More time for one learner at every test of a course whose time is limited. One row a learner and course, changed in place.

    Written by whoever looks after the learner; says how much, never why. Goes with the account.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("learner"), on_delete=models.CASCADE, related_name="allowances"
    )
    course_key = models.UUIDField(_("course"))
    extra_percent = models.PositiveSmallIntegerField(
        _("more time, percent"), validators=[MinValueValidator(1), MaxValueValidator(300)], default=50
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    granted_at = models.DateTimeField(default=clock.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("time allowance")
        verbose_name_plural = _("time allowances")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course_key"],
                name="allowance_once",
                violation_error_message=_("This learner has an allowance for this course already: change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} +{self.extra_percent}%"
