"""A passed test whose announcement was lost, because the process died between commit and receiver, is counted by the recompute."""

from courses.outline import OutlineLesson
from learning.models import LessonProgress
from learning.operations import enrol, find_differences, mend_progress
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_quiz, right_fields
from tests.learning.test_operations import keys_of, make_version, next_version, stored


def test_passed_test_whose_announcement_was_lost_is_found(db):
    version = make_version(required=1)
    lesson_key = keys_of(version)[0]
    placement = make_quiz(3, course_key=version.course_key, lesson_key=lesson_key)
    next_version(version, OutlineLesson(str(lesson_key), tests=(str(placement.quiz_key),)))
    enrolment = enrol(learner=UserFactory.create(), course_key=version.course_key, now=NOW)
    attempt = make_attempt(enrolment.learner, placement)
    # No on_commit callback runs: as if the process died after the commit.
    submit_attempt(attempt_id=attempt.pk, learner=enrolment.learner, now=NOW, data=form(right_fields(attempt)), language="ar")
    assert LessonProgress.objects.count() == 0

    found = list(find_differences())
    for one in found:
        mend_progress(enrolment=one, now=NOW)

    assert found == [enrolment]
    assert stored(enrolment)[:4] == ("completed", 1, 1, 100)
