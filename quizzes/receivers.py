"""Reactions to what Wagtail announces about questions."""

from django.dispatch import receiver
from wagtail.signals import published

from quizzes.models import Question
from quizzes.operations import freeze_question, protect_answers


@receiver(published, sender=Question)
def freeze_what_was_published(sender: type, instance: Question, **kwargs: object) -> None:
    freeze_question(question=instance)
    protect_answers(questions=[instance])
