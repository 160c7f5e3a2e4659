"""Keeping real words from being taken for a slip of the pen, as the glossary and the bank grow."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from quizzes.grading.spelling import find_near_words
from quizzes.models import Question
from quizzes.queries.known_words import KnownWords, accepted_in, forgiving_questions

from .freezing import freeze_question


def protect_near_words(*, words: Iterable[str], besides: UUID | None = None) -> None:
    """Freezes anew each live question that forgives a letter and would take one of ``words`` for its answer.

    ``besides``: the question whose words they are, which is left alone. Attempts under way keep the words they began with. One query if no
    question is near; else three and those of freezing for each that is.
    """
    new = list(words)
    with transaction.atomic():
        known = KnownWords()
        for question in forgiving_questions() if new else ():
            is_near = any(find_near_words(accepted, new) for accepted in accepted_in(question))
            if is_near and question.translation_key != besides:
                freeze_question(question=question, known=known)


def protect_answers(*, question: Question) -> None:
    """The same for what a question accepts that was just published."""
    if question.live:
        words = [answer for place in accepted_in(question) for answer in place]
        protect_near_words(words=words, besides=question.translation_key)
