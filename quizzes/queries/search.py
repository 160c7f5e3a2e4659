"""Finding questions by their words."""

from django.db.models import Q

from elearn.lib.arabic import fold
from quizzes.models import Question
from quizzes.models.question import QuestionQuerySet
from quizzes.tags import fold_tag


def find_questions(questions: QuestionQuerySet, text: str) -> QuestionQuerySet:
    """Questions that hold every word, or part of a word, in the stem or in a tag, whatever its spelling habits. No query by itself."""
    for word in fold(text).split():
        questions = questions.filter(Q(stem_folded__contains=word) | Q(tags_text__contains=word))
    return questions


def list_tags() -> list[str]:
    """Every tag in use, once in the spelling first met, in the order of the dictionary. One query."""
    lists = Question.objects.exclude(tags_text="").order_by("pk").values_list("tags", flat=True)
    found = {fold_tag(tag): tag for tags in reversed(list(lists)) for tag in tags}
    return [found[key] for key in sorted(found)]
