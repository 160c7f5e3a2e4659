"""How a mark came about, for whoever it is about: corrections of questions, marks given by people, and what a mark was before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from quizzes.enums import GradeReason
from quizzes.frozen import FrozenQuestion, Judgement
from quizzes.grading import Basis
from quizzes.grading.rubric import describe_rubric, read_rubric
from quizzes.kinds import get_kind
from quizzes.models import Attempt, Grade
from quizzes.wording import words_in_force

from .sheets import Sheet, fetch_wordings, versions_judged


@dataclass(frozen=True)
class GradeStep:
    """One change of a mark after the attempt was handed in, in points of ``total``. ``is_kept``: by this mark alone it would be no pass."""

    is_correction: bool
    at: datetime
    earned_before: float
    earned: float
    total: int
    is_kept: bool


def list_steps(attempt: Attempt) -> list[GradeStep]:
    """Every grade but the first, oldest first, beside the one before it. One query."""
    grades = list(Grade.objects.filter(attempt=attempt).order_by("number"))
    return [
        GradeStep(
            is_correction=grade.reason == GradeReason.REGRADED,
            at=grade.graded_at,
            earned_before=earned(before),
            earned=earned(grade),
            total=sum(share is not None for share in grade.points),
            # In hundredths of a percent, as grading compares.
            is_kept=grade.is_passed and round(grade.score * 10_000) < grade.pass_percent * 100,
        )
        for before, grade in pairwise(grades)
    ]


def earned(grade: Grade) -> float:
    return sum(share for share in grade.points if share is not None)


def questions_as_judged(sheet: Sheet, basis: Basis, questions: Sequence[FrozenQuestion]) -> list[FrozenQuestion]:
    """``questions``, the corrected ones in the version they were judged by: what it calls right is what has counted.

    Two queries, none where nothing was corrected.
    """
    if not basis.versions:
        return list(questions)
    versions = versions_judged(sheet.items, basis)
    wordings = fetch_wordings(basis.versions.values())
    shown = []
    for item, question in zip(sheet.items, questions, strict=True):
        if item.position in basis.versions:
            version = versions[item.position]
            words = words_in_force(wordings[version.pk], until=basis.moments.get(item.position))
            question = replace(question, kind=get_kind(version.kind), structure=version.structure, words=words)
        shown.append(question)
    return shown


def explain_judgements(sheet: Sheet, basis: Basis, questions: Sequence[FrozenQuestion], language: str) -> list[Judgement]:
    """What is to be said about the mark of each item. No query."""
    judgements = []
    for item, question in zip(sheet.items, questions, strict=True):
        position = item.position
        mark = basis.marks.get(position)
        if position in basis.full:
            judgements.append(Judgement("given"))
        elif position in basis.versions:
            judgements.append(Judgement("corrected"))
        elif position in basis.awaiting:
            judgements.append(Judgement("awaiting"))
        elif mark is not None:
            words = question.words_for(language).get("criteria", {})
            criteria = describe_rubric(read_rubric(question.structure), words, mark.levels)
            judgements.append(Judgement("marked", criteria, mark.comment))
        else:
            judgements.append(Judgement())
    return judgements
