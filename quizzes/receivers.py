"""Reactions to what Wagtail and Django announce about questions."""

from django.dispatch import receiver
from wagtail.signals import published

from quizzes.models import Question
from quizzes.operations import freeze_question
from quizzes.operations.reviewing import ensure_question_review


@receiver(published, sender=Question)
def freeze_what_was_published(sender: type, instance: Question, **kwargs: object) -> None:
    freeze_question(question=instance)


def ensure_review_after_migrate(sender: object, using: str, **kwargs: object) -> None:
    if using == "default":
        ensure_question_review()
