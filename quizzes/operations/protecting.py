"""Keeping real words from being taken for a slip of the pen, as the glossary and the bank grow."""

from collections.abc import Iterable

from django.db import transaction

from quizzes.grading.spelling import find_near_words
from quizzes.models import Question
from quizzes.queries.known_words import KnownWords, accepted_in, forgiving_questions

from .freezing import freeze_question


def protect_near_words(*, words: Iterable[str]) -> None:
    """Freezes anew each live question that forgives a letter and would take one of ``words`` for its answer.

    Attempts under way keep the words they began with. One query if no question is near; else three and those of freezing for each that is.
    """
    new = list(words)
    if not new:
        return
    with transaction.atomic():
        known = KnownWords()
        for question in forgiving_questions():
            if any(find_near_words(accepted, new) for accepted in accepted_in(question)):
                freeze_question(question=question, known=known)


def protect_answers(*, questions: Iterable[Question]) -> None:
    """The same for what questions accept that were just published, one or many. No query if they are not answered in words."""
    live = [question for question in questions if question.live]
    protect_near_words(words=[answer for question in live for place in accepted_in(question) for answer in place])
