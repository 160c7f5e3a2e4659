"""One answer at a time: made final, and explained."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from quizzes.kinds import BadResponse
from quizzes.kinds.base import FormData
from quizzes.models import AttemptItem
from quizzes.queries.sheets import get_sheet

from .answers import CannotSaveAnswer, close_if_late, explains_each, save_changes


class CannotCheckAnswer(Exception):
    """Nothing, or only a part, was answered; nothing is explained before an answer is whole. What was answered is saved."""


def check_answer(*, attempt_id: UUID, learner: object, position: int, data: FormData, language: str, now: datetime) -> None:
    """Saves the sent form and makes the answer to one of its questions final: from then on it may be explained.

    Again: nothing changes. Raises Attempt.DoesNotExist, CannotCheckAnswer, BadResponse (also where the test does not explain each answer),
    CannotSaveAnswer("submitted", "late"). Six queries, in one transaction.
    """
    with transaction.atomic():
        sheet = get_sheet(learner, attempt_id, is_locked=True)
        item = sheet.item_at(position)
        if not explains_each(sheet.attempt):
            raise BadResponse("this test explains its answers later")
        is_late = close_if_late(sheet.attempt, now)
        if not is_late:
            save_changes(sheet, data, language, now)
        is_whole = not is_late and sheet.is_complete(item)
        if is_whole:
            AttemptItem.objects.filter(pk=item.pk, checked_at=None).update(checked_at=now)
    if is_late:
        raise CannotSaveAnswer("late")
    if not is_whole:
        raise CannotCheckAnswer
