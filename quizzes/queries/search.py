"""Finding questions by their words and their tags."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q

from elearn.lib.arabic import fold, search_forms
from quizzes.models import Question
from quizzes.models.question import QuestionQuerySet
from quizzes.tags import fold_tag

SEARCHED = ("stem_folded", "tags_text")


def match_words(text: str, fields: tuple[str, ...] = ("stem_folded",)) -> Q:
    """Each word of ``text``, or a form of it, stands somewhere in one of ``fields``, which hold folded text. Matches everything for no words."""
    words = [forms for word in fold(text).split() if (forms := search_forms(word))]
    return reduce(
        and_, (reduce(or_, (Q(**{f"{field}__contains": form}) for field in fields for form in forms)) for forms in words), Q()
    )


def find_questions(questions: QuestionQuerySet, text: str) -> QuestionQuerySet:
    """Those that hold every word, or part of a word, in the stem or in a tag, whatever its spelling, article and ending. No query by itself."""
    return questions.filter(match_words(text, SEARCHED))


def list_tags() -> list[str]:
    """Every tag in use, once in the spelling first met, in the order of the dictionary. One query."""
    lists = Question.objects.exclude(tags_text="").order_by("pk").values_list("tags", flat=True)
    found = {fold_tag(tag): tag for tags in reversed(list(lists)) for tag in tags}
    return [found[key] for key in sorted(found)]
