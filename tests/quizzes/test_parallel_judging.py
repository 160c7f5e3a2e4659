"""Corrections, marks and submissions at the same moment: one of two wins, the other writes nothing."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from elearn.lib import clock
from quizzes.enums import CorrectionRule, CorrectionScope
from quizzes.models import Attempt, Correction, Grade, Question
from quizzes.operations import CannotCorrect, CannotMark, correct_question, mark_answer, submit_attempt
from quizzes.queries import rejudge
from quizzes.queries.corrections import Plan, get_corrected_question, survey_changes
from quizzes.queries.marking import get_marking_sheet
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_body, make_placement, make_question, make_quiz, right_fields

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(minutes=10)


def at_once(*works):
    """The results of all, begun together. Errors are returned, not raised."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def hand_in(placement, fields=None):
    attempt = make_attempt(UserFactory.create(), placement)
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=LATER, data=form(fields or {}), language="ar")
    return attempt


def correction_of(question, until=LATER, key=None):
    """Gives everybody the point; what it has seen is as things are now."""
    latest = get_corrected_question(question.translation_key, "ar").latest
    plan = Plan(question.translation_key, CorrectionRule.FULL, (latest.pk,), None, until)
    seen, now = survey_changes(plan, now=clock.now()).totals.digest, clock.now()

    def work():
        return correct_question(
            correction_id=key or uuid.uuid4(),
            plan=plan,
            scope=CorrectionScope.ALL,
            chosen=frozenset(),
            seen=seen,
            reason="خطأ",
            user=None,
            now=now,
        )

    return work


def are_explained(attempts):
    """Whether every grade follows from its basis."""
    grades = Grade.objects.filter(attempt__in=attempts).select_related("attempt")
    return [list(rejudge(grade).points) for grade in grades] == [grade.points for grade in grades]


def test_of_two_corrections_at_once_one_is_written():
    placement = make_quiz(2)
    questions = [Question.objects.get(translation_key=key) for key in placement.definition["questions"]]
    attempts = [hand_in(placement) for _number in range(20)]

    results = at_once(*(correction_of(question) for question in questions))

    written = [result for result in results if isinstance(result, Correction)]
    refused = [result.code for result in results if isinstance(result, CannotCorrect)]
    assert (len(written), refused) == (1, ["moved"])
    assert list(Correction.objects.all()) == written
    assert Grade.objects.filter(correction=written[0]).count() == written[0].attempts_changed == 20
    assert Grade.objects.count() == 40
    assert are_explained(attempts)


def test_one_form_sent_many_times_at_once_is_one_correction():
    placement = make_quiz(1)
    attempts = [hand_in(placement) for _number in range(5)]
    work = correction_of(Question.objects.get(), key=uuid.uuid4())

    results = at_once(*[work] * 5)

    assert {result.pk for result in results} == {Correction.objects.get().pk}
    assert Grade.objects.filter(attempt__in=attempts).count() == 10


def test_submission_beside_a_correction_loses_nothing():
    placement = make_quiz(1)
    question = Question.objects.get()
    done = [hand_in(placement) for _number in range(10)]
    under_way = [make_attempt(UserFactory.create(), placement) for _number in range(5)]

    def submit(attempt):
        fields = form(right_fields(attempt))
        return lambda: submit_attempt(
            attempt_id=attempt.pk, learner=attempt.learner, now=LATER + timedelta(minutes=1), data=fields, language="ar"
        )

    correction, *grades = at_once(correction_of(question), *map(submit, under_way))

    assert isinstance(correction, Correction)
    assert [grade.score for grade in grades] == [1.0] * 5
    assert Grade.objects.filter(attempt__in=done).count() == 20
    assert Grade.objects.filter(attempt__in=under_way).count() == 5
    assert are_explained([*done, *under_way])


def open_answer():
    key = uuid.uuid4()
    reflection = make_question("open_reflection", translation_key=key, body=make_body("open_reflection", key, is_graded=True))
    other = make_question()
    return hand_in(make_placement([reflection, other]), {"q1": "جواب"}), other


def mark_of(attempt, points):
    sheet = get_marking_sheet(Attempt.objects.all(), attempt.pk, 1)
    levels = {
        criterion.key: next(key for key, worth in criterion.levels.items() if worth == points) for criterion in sheet.rubric
    }
    return lambda: mark_answer(sheet=sheet, seen=sheet.number, levels=levels, comment="", marker=None, now=clock.now())


def test_of_two_markers_at_once_one_is_told():
    attempt, _other = open_answer()

    results = at_once(mark_of(attempt, 2), mark_of(attempt, 0))

    written = [result for result in results if isinstance(result, Grade)]
    refused = [result.code for result in results if isinstance(result, CannotMark)]
    assert (len(written), refused) == (1, ["moved"])
    assert attempt.grades.count() == 2


def test_mark_beside_a_correction_of_another_question_leaves_both_or_the_mark():
    """The mark is about something else and waits its turn; the correction has shown figures that no longer hold."""
    attempt, other = open_answer()

    correction, mark = at_once(correction_of(other), mark_of(attempt, 2))

    latest = attempt.grades.order_by("number").last()
    assert isinstance(mark, Grade)
    assert latest.points == [1.0, 1.0 if isinstance(correction, Correction) else 0.0]
    assert isinstance(correction, Correction) or correction.code == "moved"
    assert are_explained([attempt])
