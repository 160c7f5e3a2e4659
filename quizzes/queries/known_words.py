"""Real words: what no answer may be taken for although it is only one letter away."""

from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from quizzes.kinds import get_kind, get_kinds
from quizzes.models import Question
from quizzes.registry import reserved_words


def accepted_in(question: Question) -> list[list[str]]:
    """What the question accepts now, by place; nothing for a kind that is not answered in words. No query."""
    block = next(iter(question.body), None)
    kind = get_kind(block.block_type) if block else None
    return kind.typed_answers(block.value) if block and kind else []


def written_questions() -> QuerySet[Question]:
    """Live questions, in every language, that are answered in words."""
    kinds = [name for name, kind in get_kinds().items() if kind.can_hold_typed_answers]
    return Question.objects.published().filter(kind__in=kinds).order_by("pk")


def forgiving_questions() -> list[Question]:
    """Those that forgive a letter, with their locale. One query."""
    # Wherever the flag stands in the body: a case holds questions of other kinds.
    forgiving = written_questions().annotate(text=Cast("body", TextField())).filter(text__contains='"accepts_slips": true')
    return list(forgiving.select_related("locale"))


class KnownWords:
    """Glossary terms and the accepted answers of published questions, in every language. Each part is read once, when first asked for."""

    @cached_property
    def terms(self) -> list[str]:
        """One query."""
        return reserved_words()

    @cached_property
    def answers(self) -> list[tuple[UUID, str]]:
        """Accepted answers with the key of their question. One query."""
        return [
            (question.translation_key, answer)
            for question in written_questions().only("translation_key", "body").iterator()
            for place in accepted_in(question)
            for answer in place
        ]

    def answers_besides(self, question_key: UUID | None) -> list[str]:
        """What other questions accept."""
        return [answer for key, answer in self.answers if key != question_key]

    def besides(self, question_key: UUID | None) -> list[str]:
        return [*self.terms, *self.answers_besides(question_key)]
