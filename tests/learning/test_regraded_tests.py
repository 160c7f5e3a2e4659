"""A pass that comes later, from a correction or from a person's mark, counts like any other, down to the certificate."""

import uuid

import pytest

from certificates.models import Certificate
from courses.outline import OutlineLesson
from elearn.lib import clock
from learning.operations import enrol
from quizzes.enums import CorrectionRule, CorrectionScope
from quizzes.models import Attempt
from quizzes.operations import correct_question, mark_answer, submit_attempt
from quizzes.queries.corrections import Plan, get_corrected_question, survey_changes
from quizzes.queries.marking import get_marking_sheet
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_body, make_placement, make_question
from tests.learning.test_operations import keys_of, make_version, next_version, stored

pytestmark = pytest.mark.django_db


def hand_in(question, fields):
    """Somebody enrolled in a course whose only requirement is a test of this question, which they have not passed."""
    version = make_version(required=1)
    lesson_key = keys_of(version)[0]
    placement = make_placement([question], course_key=version.course_key, lesson_key=lesson_key)
    next_version(version, OutlineLesson(str(lesson_key), tests=(str(placement.quiz_key),)))
    enrolment = enrol(learner=UserFactory.create(), course_key=version.course_key, now=NOW)
    attempt = make_attempt(enrolment.learner, placement)
    submit_attempt(attempt_id=attempt.pk, learner=enrolment.learner, now=NOW, data=form(fields), language="ar")
    return enrolment, attempt


def correct(question):
    latest = get_corrected_question(question.translation_key, "ar").latest
    plan = Plan(question.translation_key, CorrectionRule.FULL, (latest.pk,), None, NOW)
    correct_question(
        correction_id=uuid.uuid4(),
        plan=plan,
        scope=CorrectionScope.ALL,
        chosen=frozenset(),
        seen=survey_changes(plan, now=clock.now()).totals.digest,
        reason="خطأ",
        user=None,
        now=clock.now(),
    )


def mark(attempt, points):
    sheet = get_marking_sheet(Attempt.objects.all(), attempt.pk, 1)
    levels = {
        criterion.key: next(key for key, worth in criterion.levels.items() if worth == points) for criterion in sheet.rubric
    }
    mark_answer(sheet=sheet, seen=sheet.number, levels=levels, comment="", marker=None, now=clock.now())


def make_reflection():
    key = uuid.uuid4()
    return make_question("open_reflection", translation_key=key, body=make_body("open_reflection", key, is_graded=True))


def test_pass_gained_by_a_correction_completes_the_course(django_capture_on_commit_callbacks):
    question = make_question()
    with django_capture_on_commit_callbacks(execute=True):
        enrolment, _attempt = hand_in(question, {})
    before = stored(enrolment)[:4]

    with django_capture_on_commit_callbacks(execute=True):
        correct(question)

    assert (before, stored(enrolment)[:4]) == (("not_started", 0, 1, 0), ("completed", 1, 1, 100))
    assert Certificate.objects.filter(learner=enrolment.learner).count() == 1


def test_pass_gained_by_a_mark_completes_the_course_and_a_lower_mark_takes_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enrolment, attempt = hand_in(make_reflection(), {"q1": "جواب"})
    before = stored(enrolment)[:4]

    with django_capture_on_commit_callbacks(execute=True):
        mark(attempt, 2)
    with django_capture_on_commit_callbacks(execute=True):
        mark(attempt, 0)

    assert (before, stored(enrolment)[:4]) == (("not_started", 0, 1, 0), ("completed", 1, 1, 100))
    assert Certificate.objects.filter(learner=enrolment.learner).count() == 1


def test_mark_below_the_pass_mark_completes_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enrolment, attempt = hand_in(make_reflection(), {"q1": "جواب"})

    with django_capture_on_commit_callbacks(execute=True):
        mark(attempt, 0)

    assert stored(enrolment)[:4] == ("not_started", 0, 1, 0)
    assert not Certificate.objects.exists()
