"""Many people, or one person many times, at the same moment: real operations in threads, each with a connection of its own."""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import QueryDict

from certificates.models import Certificate
from certificates.operations import CannotName, issue_certificate, reissue_certificate
from elearn.lib import clock
from learning.models import Enrolment, LessonProgress
from learning.operations import confirm_lesson, enrol
from quizzes.models import Attempt, Grade, ResponseEvent
from quizzes.operations import CannotSaveAnswer, save_answer, save_answers, start_attempt, submit_attempt
from quizzes.queries import rejudge
from tests.bench.people import Taker, do_required_lessons, graded_test, make_learner, make_taker, right_answers
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.usefixtures("loaded_course")
SECONDS = 120


def run_at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """What ``work(0)`` … ``work(count - 1)`` returned, all let go together. An error is returned, not raised."""
    barrier = Barrier(count, timeout=SECONDS)

    def run(number: int) -> object:
        try:
            # Connected first, so that connecting does not put them in a queue.
            connection.ensure_connection()
            barrier.wait()
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count), timeout=SECONDS))


def answered_taker() -> tuple[Taker, QueryDict]:
    """Somebody who has answered all ten questions rightly, and the form that says so."""
    taker = make_taker(clock.now())
    answers = right_answers(taker.items)
    save_answers(attempt_id=taker.attempt.pk, learner=taker.learner.user, data=answers, language="ar", now=clock.now())
    return taker, answers


def submit(taker: Taker, data: QueryDict | None = None) -> Grade:
    return submit_attempt(attempt_id=taker.attempt.pk, learner=taker.learner.user, now=clock.now(), data=data, language="ar")


def test_50_submissions_of_one_attempt_leave_one_grade_and_50_equal_answers() -> None:
    taker, _answers = answered_taker()

    grades = run_at_once(50, lambda number: submit(taker))

    grade = Grade.objects.get(attempt=taker.attempt)
    assert Counter(grades) == {grade: 50}
    assert {(given.score, given.is_passed, tuple(given.points)) for given in grades} == {(1.0, True, (1.0,) * 10)}
    assert LessonProgress.objects.filter(enrolment=taker.learner.enrolment).count() == 1


def test_50_submissions_with_the_whole_form_store_every_answer_once() -> None:
    taker = make_taker(clock.now())
    answers = right_answers(taker.items)

    grades = run_at_once(50, lambda number: submit(taker, answers))

    assert Counter(grades) == {Grade.objects.get(attempt=taker.attempt): 50}
    sequences = ResponseEvent.objects.filter(attempt=taker.attempt).values_list("sequence", flat=True)
    assert sorted(sequences) == list(range(1, 11))


def test_answers_during_a_submission_are_counted_or_refused() -> None:
    taker, answers = answered_taker()
    wrong = QueryDict(mutable=True)
    wrong.update({key: value for key, value in answers.items() if not key.startswith("q1")})

    def work(number: int) -> object:
        if number == 25:
            return submit(taker)
        return save_answer(
            attempt_id=taker.attempt.pk,
            learner=taker.learner.user,
            position=1,
            client_event_id=uuid.uuid4(),
            data=wrong,
            language="ar",
            now=clock.now(),
        ).sequence

    results = run_at_once(50, work)

    acknowledged = sorted(result for result in results if isinstance(result, int))
    refused = [result.code for result in results if isinstance(result, CannotSaveAnswer)]
    grade = Grade.objects.select_related("attempt").get(attempt=taker.attempt)
    assert acknowledged == list(range(11, 11 + len(acknowledged)))
    assert refused == ["submitted"] * (49 - len(acknowledged))
    # The grade knows the last answer that was acknowledged, and grading the stored answers anew gives the same.
    assert grade.points[0] == (0.0 if acknowledged else 1.0)
    assert list(rejudge(grade).points) == grade.points


def test_20_starts_leave_one_attempt() -> None:
    learner, placement = make_learner(clock.now()), graded_test()

    attempts = run_at_once(20, lambda number: start_attempt(learner=learner.user, placement=placement, now=clock.now()))

    assert Counter(attempts) == {Attempt.objects.get(learner=learner.user): 20}


def test_20_enrolments_leave_one() -> None:
    user, course_key = UserFactory.create(), graded_test().course_key

    enrolments = run_at_once(20, lambda number: enrol(learner=user, course_key=course_key, now=clock.now()))

    assert Counter(enrolments) == {Enrolment.objects.get(learner=user): 20}


def test_50_certificate_claims_leave_one_certificate() -> None:
    learner = make_learner(clock.now())
    do_required_lessons(learner, clock.now())
    # As after a crash between the completion and its certificate.
    Certificate.objects.filter(learner=learner.user).delete()

    claimed = run_at_once(50, lambda number: issue_certificate(enrolment_id=learner.enrolment.pk, now=clock.now()))

    assert Counter(claimed) == {Certificate.objects.get(learner=learner.user): 50}


def test_50_completions_of_one_course_leave_one_certificate() -> None:
    learner = make_learner(clock.now())
    (last,) = do_required_lessons(learner, clock.now(), leaving=1)

    def work(number: int) -> object:
        enrolment = Enrolment.objects.select_related("version", "learner").get(pk=learner.enrolment.pk)
        return confirm_lesson(enrolment=enrolment, lesson_key=last, now=clock.now()).percent

    percents = run_at_once(50, work)

    assert Counter(percents) == {100: 50}
    assert Enrolment.objects.get(learner=learner.user).state == "completed"
    assert Certificate.objects.filter(learner=learner.user).count() == 1


def test_20_corrections_of_one_certificate_leave_one_current() -> None:
    learner = make_learner(clock.now())
    do_required_lessons(learner, clock.now())
    first = Certificate.objects.get(learner=learner.user)
    Certificate.objects.filter(pk=first.pk).update(name="سلمى")
    first.refresh_from_db()

    results = run_at_once(
        20, lambda number: reissue_certificate(certificate=first, name=f"سلمى {number}", name_latin="", now=clock.now())
    )

    kinds = Counter(type(result) for result in results)
    current = Certificate.objects.get(learner=learner.user, replaced_by=None)
    assert kinds == {Certificate: 1, CannotName: 19}
    assert [result for result in results if isinstance(result, Certificate)] == [current]
    assert Certificate.objects.get(pk=first.pk).replaced_by_id == current.pk


def test_last_two_lessons_confirmed_at_once_are_both_counted() -> None:
    learner = make_learner(clock.now())
    left = do_required_lessons(learner, clock.now(), leaving=2)

    def work(number: int) -> object:
        enrolment = Enrolment.objects.select_related("version", "learner").get(pk=learner.enrolment.pk)
        return confirm_lesson(enrolment=enrolment, lesson_key=left[number % 2], now=clock.now()).required_done

    run_at_once(20, work)

    enrolment = Enrolment.objects.get(pk=learner.enrolment.pk)
    assert (enrolment.state, enrolment.percent, enrolment.required_done) == ("completed", 100, enrolment.required_total)
    assert Certificate.objects.filter(learner=learner.user).count() == 1
