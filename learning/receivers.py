"""Reactions to what quizzes announce."""

from django.dispatch import receiver

from elearn.lib import clock
from learning.operations import record_passed_test
from quizzes.models import Grade
from quizzes.queries import is_pass_counted
from quizzes.signals import attempt_regraded, attempt_submitted


@receiver([attempt_submitted, attempt_regraded])
def count_passed_test(sender: object, grade: Grade, **kwargs: object) -> None:
    # Asked only of passed attempts: without one there is nothing to record.
    if grade.is_passed and is_pass_counted(grade):
        record_passed_test(attempt=grade.attempt, now=clock.now())
