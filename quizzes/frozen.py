"""A question as a page shows it: asked, or judged. Only the second holds anything that tells right from wrong. No database here."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from quizzes.kinds import Kind
from quizzes.kinds.base import Response, Structure, Words
from quizzes.wording import pick_language


@dataclass(frozen=True)
class FrozenQuestion:
    """What was frozen of one question, and the answer given: all that is needed to ask or to judge it.

    ``words`` are those in force, by language; ``seed`` fixes the order of its options.
    """

    kind: Kind
    structure: Structure
    words: dict[str, Words]
    response: Response
    seed: int

    def language_for(self, reader: str) -> str:
        return pick_language(self.words, reader, settings.LANGUAGE_CODE)

    def words_for(self, reader: str) -> Words:
        return self.words[self.language_for(reader)]

    def ask(self, reader: str, number: int, name: str) -> "AskedQuestion":
        words = self.words_for(reader)
        return AskedQuestion(
            number=number,
            name=name,
            template=self.kind.template,
            kind=self.kind.name,
            language=self.language_for(reader),
            stem=words["stem"],
            parts=self.kind.present(self.structure, words, self.response, seed=self.seed),
            is_answered=bool(self.response),
            is_complete=self.kind.is_complete(self.structure, self.response),
            has_help=self.kind.has_help,
        )

    def mark_only(self, reader: str, number: int, name: str, share: float, address: tuple[str, str]) -> "ReviewedQuestion":
        """What it earned and where to read again, and nothing that tells what would have been right."""
        review = self.review(reader, number, name, share, address)
        return replace(review, template="", parts={}, explanation="")

    def review(self, reader: str, number: int, name: str, share: float, address: tuple[str, str]) -> "ReviewedQuestion":
        words = self.words_for(reader)
        return ReviewedQuestion(
            number=number,
            name=name,
            template=self.kind.review_template,
            kind=self.kind.name,
            language=self.language_for(reader),
            stem=words["stem"],
            parts=self.kind.reveal(self.structure, words, self.response, seed=self.seed),
            explanation=words["explanation"],
            share=share,
            is_answered=bool(self.response),
            lesson_title=address[0],
            lesson_url=address[1],
        )


@dataclass(frozen=True)
class AskedQuestion:
    """``name`` begins the names of its fields and is its id; ``language`` is that of its words; ``parts`` is the kind's context."""

    number: int
    name: str
    template: str
    kind: str
    language: str
    stem: str
    parts: dict[str, Any]
    is_answered: bool
    is_complete: bool
    has_help: bool


@dataclass(frozen=True)
class ReviewedQuestion:
    """The same once it is judged. ``lesson_url`` leads to where it can be read again; empty if that is not known.

    ``template`` is empty where only the mark may be shown.
    """

    number: int
    name: str
    template: str
    kind: str
    language: str
    stem: str
    parts: dict[str, Any]
    explanation: str
    share: float
    is_answered: bool
    lesson_title: str
    lesson_url: str

    @property
    def outcome(self) -> str:
        """``right``, ``partly``, ``wrong`` or ``unanswered``."""
        if not self.is_answered:
            return "unanswered"
        return "right" if self.share == 1 else "partly" if self.share else "wrong"
