"""What editors are shown while they write what is accepted: how answers would be judged before anything is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from quizzes.grading.spelling import FOLDED, Match, Samples, explain_match, find_near_words, sample_spellings
from quizzes.kinds import get_kinds
from quizzes.kinds.written import WrittenKind
from quizzes.models import Question

from .known_words import KnownWords


@dataclass(frozen=True)
class PlaceReport:
    """One place to type in. ``number`` counts them, None for the only one; ``tried`` is what became of the answer that was tried."""

    number: int | None
    accepted: list[str]
    samples: Samples
    tried: Match | None


@dataclass(frozen=True)
class WrittenReport:
    """``fault``: why what was written cannot be read yet, in the words of the editor form."""

    given: str
    fault: str
    places: list[PlaceReport]


def get_written_kind(name: str) -> WrittenKind | None:
    """A kind that is answered in words; None for any other name."""
    kind = get_kinds().get(name)
    return kind if isinstance(kind, WrittenKind) else None


def get_question_key(pk: object) -> UUID | None:
    """One query."""
    return Question.objects.filter(pk=pk).values_list("translation_key", flat=True).first()


def report_written(kind: WrittenKind, value: Mapping[str, Any], given: str, question_key: UUID | None) -> WrittenReport:
    """How the answers in ``value``, which holds the fields of the kind's block, would be judged. Two queries, none for no answers.

    ``question_key``: the question they belong to; what it accepted so far is no other question's answer.
    """
    words = kind.words(value)
    rules = kind.rules(value)
    places = kind.typed_answers(value)
    known = KnownWords()
    reports = []
    for index, accepted in enumerate(places):
        if not any(accepted):
            continue
        others = [answer for other, answers in enumerate(places) if other != index for answer in answers]
        sources = {"glossary": known.terms, "question": known.answers_besides(question_key), "gap": others}
        settings = {"accepts_slips": rules["accepts_slips"], "strictness": rules.get("strictness", FOLDED)}
        reports.append(
            PlaceReport(
                number=index + 1 if len(places) > 1 else None,
                accepted=accepted,
                samples=sample_spellings(accepted, words["refused"], sources, **settings),
                tried=try_answer(accepted, words["refused"], sources, given, settings) if given else None,
            )
        )
    return WrittenReport(given=given, fault=kind.find_fault(value), places=reports)


def try_answer(
    accepted: Sequence[str], refused: Sequence[str], sources: Mapping[str, list[str]], given: str, settings: dict[str, Any]
) -> Match:
    reserved = [word for words in sources.values() for word in find_near_words(accepted, words)]
    return explain_match(accepted, refused, given, reserved=reserved, **settings)
