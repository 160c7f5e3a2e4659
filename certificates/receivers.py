"""Reactions to what learning announces."""

from uuid import UUID

from django.dispatch import receiver

from certificates.operations import issue_certificate
from elearn.lib import clock
from learning.signals import course_completed


@receiver(course_completed)
def issue_on_completion(sender: object, enrolment_id: UUID, **kwargs: object) -> None:
    issue_certificate(enrolment_id=enrolment_id, now=clock.now())
