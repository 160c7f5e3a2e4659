"""A question as a page shows it: asked, or judged. Only the second holds anything that tells right from wrong. No database here."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings

from quizzes.grading import AnsweredItem
from quizzes.grading.marks import name_outcome
from quizzes.grading.rubric import CriterionText
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

    @property
    def judged(self) -> AnsweredItem:
        """The answer as grading judges it; ``point`` is what it earns at once."""
        return AnsweredItem(self.kind, self.structure, list(self.words.values()), self.response)

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
            media=words.get("media", {}),
        )

    def mark_only(
        self, reader: str, number: int, name: str, share: float | None, address: tuple[str, str], *, is_awaiting: bool = False
    ) -> "ReviewedQuestion":
        """What it earned and where to read again, and nothing that tells what would have been right."""
        review = self.review(reader, number, name, share, address, is_awaiting=is_awaiting)
        return replace(review, template="", parts={}, explanation="")

    def review(
        self, reader: str, number: int, name: str, share: float | None, address: tuple[str, str], *, is_awaiting: bool = False
    ) -> "ReviewedQuestion":
        words = self.words_for(reader)
        in_force = list(self.words.values())
        return ReviewedQuestion(
            number=number,
            name=name,
            template=self.kind.review_template,
            kind=self.kind.name,
            language=self.language_for(reader),
            stem=words["stem"],
            parts=self.kind.reveal_judged(self.structure, words, self.response, in_force=in_force, seed=self.seed),
            explanation=words["explanation"],
            share=share,
            is_answered=bool(self.response),
            lesson_title=address[0],
            lesson_url=address[1],
            media=words.get("media", {}),
            is_awaiting=is_awaiting,
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
    media: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """How an answer came by its point where it was not simply judged by what was frozen.

    ``state``: ``awaiting`` a person's mark, ``marked`` by a person, ``corrected`` and judged by the corrected version, ``given`` to everybody,
    or empty. ``criteria``: a person's rubric with the levels chosen.
    """

    state: str = ""
    criteria: list[CriterionText] = field(default_factory=list)
    comment: str = ""


@dataclass(frozen=True)
class ReviewedQuestion:
    """The same once it is judged. ``lesson_url`` leads to where it can be read again; empty if that is not known.

    ``share``: between 0 and 1; None for what is not scored. ``is_awaiting``: a person has yet to judge the answer.
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
    share: float | None
    is_answered: bool
    lesson_title: str
    lesson_url: str
    media: dict[str, Any] = field(default_factory=dict)
    is_awaiting: bool = False
    judgement: Judgement = Judgement()

    @property
    def outcome(self) -> str:
        """``right``, ``partly``, ``wrong``, ``unanswered``, ``awaiting`` (a person), ``noted`` (not scored) or ``given`` (to everybody)."""
        if self.judgement.state == "given":
            return "given"
        if not self.is_answered:
            return "unanswered"
        if self.is_awaiting:
            return "awaiting"
        if self.share is None:
            return "noted"
        return name_outcome(self.share)
