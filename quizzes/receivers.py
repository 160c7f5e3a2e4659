"""Reactions to what Wagtail and Django announce about questions, and to corrections."""

from uuid import UUID

from django.dispatch import receiver
from wagtail.signals import published

from quizzes.models import Correction, Question
from quizzes.operations import announce_gained_passes, freeze_question, protect_answers
from quizzes.operations.moderation import ensure_question_review
from quizzes.signals import question_corrected
from quizzes.tasks import announce_passes_of_correction

MOST_PASSES_AT_ONCE = 50


@receiver(published, sender=Question)
def freeze_what_was_published(sender: type, instance: Question, **kwargs: object) -> None:
    freeze_question(question=instance)
    protect_answers(questions=[instance])


@receiver(question_corrected)
def spread_gained_passes(sender: type, correction_id: UUID, **kwargs: object) -> None:
    """Few passes are told at once; many wait for the worker, and ``recompute_progress`` finds what a lost task has left."""
    if Correction.objects.get(pk=correction_id).passes_gained <= MOST_PASSES_AT_ONCE:
        announce_gained_passes(correction_id=correction_id)
    else:
        announce_passes_of_correction.enqueue(str(correction_id))


def ensure_review_after_migrate(sender: object, using: str, **kwargs: object) -> None:
    if using == "default":
        ensure_question_review()
