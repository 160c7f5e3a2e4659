"""Reactions to what quizzes announce."""

from uuid import UUID

from django.dispatch import receiver

from elearn.lib import clock
from learning.operations import record_passed_test
from quizzes.models import Attempt
from quizzes.queries import best_grade
from quizzes.signals import attempt_submitted


@receiver(attempt_submitted)
def count_passed_test(sender: object, attempt_id: UUID, **kwargs: object) -> None:
    attempt = Attempt.objects.select_related("learner").get(pk=attempt_id)
    if attempt.learner is None:
        return
    grade = best_grade(attempt.learner, attempt.quiz_key)
    if grade and grade.is_passed:
        record_passed_test(attempt=attempt, now=clock.now())
