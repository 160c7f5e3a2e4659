"""Finding questions by their words."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from elearn.lib.arabic import fold, search_forms
from quizzes.models import Question


def match_words(text: str, field: str = "stem_folded") -> Q:
    """Each word of ``text``, or a form of it, stands somewhere in ``field``, which holds folded text. Matches everything for no words."""
    words = [search_forms(word) for word in fold(text).split()]
    return reduce(
        Q.__and__, (reduce(or_, (Q(**{f"{field}__contains": form}) for form in forms)) for forms in words if forms), Q()
    )


def find_questions(questions: QuerySet[Question], text: str) -> QuerySet[Question]:
    """Those whose stem holds every word, or part of a word, whatever its spelling, its article and its ending. No query."""
    return questions.filter(match_words(text))
