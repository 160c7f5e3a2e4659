"""A person's mark for an open answer."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from elearn.lib.arabic import clean_text
from quizzes.enums import GradeReason
from quizzes.grading import Basis, PersonsMark, judge
from quizzes.grading.rubric import missing_criteria, share_of
from quizzes.models import Attempt, Grade
from quizzes.queries.marking import MarkingSheet
from quizzes.signals import attempt_regraded

LONGEST_COMMENT = 2000
TRIES = 3


class CannotMark(Exception):
    """Nothing was written. ``code``: ``incomplete`` (``criteria`` without a level), ``too_long`` for the comment, ``moved`` if somebody else has
    marked the answer since it was shown, ``settled`` if a correction has given everybody the point."""

    def __init__(self, code: str, criteria: list[str] | None = None) -> None:
        super().__init__(code)
        self.code, self.criteria = code, criteria or []


def mark_answer(
    *, sheet: MarkingSheet, seen: int, levels: Mapping[str, str], comment: str, marker: object, now: datetime
) -> Grade:
    """Adds a grade in which this answer has the share its levels earn; earlier ones stay as they are.

    ``seen``: the number of the grade that was in effect when the answer was shown. Another question of the attempt may have been judged
    since; this one may not. ``attempt_regraded`` is sent on commit if the attempt is now a pass and was none. Raises CannotMark.
    """
    missing = missing_criteria(sheet.rubric, levels)
    if missing:
        raise CannotMark("incomplete", missing)
    comment = clean_text(comment, keep_lines=True)
    if len(comment) > LONGEST_COMMENT:
        raise CannotMark("too_long")
    chosen = {criterion.key: levels[criterion.key] for criterion in sheet.rubric}
    mark = PersonsMark(share_of(sheet.rubric, chosen), chosen, comment)
    for remaining in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return add_marked_grade(sheet, seen, mark, marker, now)
        except IntegrityError:
            # Another grade has taken the number: the next round judges by it, or finds that it is about this very answer.
            if not remaining:
                raise CannotMark("moved") from None
    raise AssertionError("unreachable")


def add_marked_grade(sheet: MarkingSheet, seen: int, mark: PersonsMark, marker: object, now: datetime) -> Grade:
    position = sheet.item.position
    grades = {grade.number: grade for grade in Grade.objects.filter(attempt=sheet.attempt).order_by("number")}
    latest = grades[max(grades)]
    basis = Basis.from_json(latest.basis)
    if seen not in grades or Basis.from_json(grades[seen].basis).standing(position) != basis.standing(position):
        raise CannotMark("moved")
    if position in basis.full:
        raise CannotMark("settled")
    basis = basis.marked(position, mark)
    points = list(latest.points)
    # Positions of a test count from 1 without gaps.
    points[position - 1] = mark.share
    result = judge(points, latest.pass_percent, basis.awaiting)
    was_passed = any(grade.is_passed for grade in grades.values())
    grade = Grade.objects.create(
        attempt=sheet.attempt,
        number=latest.number + 1,
        score=result.score,
        points=points,
        is_passed=result.is_passed or was_passed,
        pass_percent=latest.pass_percent,
        reason=GradeReason.MARKED,
        basis=basis.as_json(),
        graded_by=marker,
        graded_at=now,
    )
    if grade.is_passed and not was_passed:
        transaction.on_commit(partial(attempt_regraded.send_robust, sender=Attempt, grade=grade))
    return grade
