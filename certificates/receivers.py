"""Reactions to what learning announces."""

from uuid import UUID

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from accounts.models import User
from certificates.operations import forget_holder, issue_certificate
from elearn.lib import clock
from learning.signals import course_completed


@receiver(pre_delete, sender=User)
def withdraw_names(sender: object, instance: User, **kwargs: object) -> None:
    """The certificate outlives the person: it goes on verifying, without a name."""
    forget_holder(learner=instance)


@receiver(course_completed)
def issue_on_completion(sender: object, enrolment_id: UUID, **kwargs: object) -> None:
    issue_certificate(enrolment_id=enrolment_id, now=clock.now())
