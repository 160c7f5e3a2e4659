"""Many requests at the same moment, each in a connection of its own."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Grade, ResponseEvent
from quizzes.operations import answer_practice, save_answer, start_attempt, submit_attempt
from quizzes.operations.answers import CannotSaveAnswer
from quizzes.queries import rejudge
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_quiz, right_answer, right_fields

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]


def in_parallel(count, work):
    """The results of ``work(0)`` … ``work(count - 1)``, all begun together. Errors are returned, not raised."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait()
        try:
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_50_submissions_leave_one_grade():
    attempt = make_attempt(UserFactory.create(), make_quiz(3))

    grades = in_parallel(50, lambda number: submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW).pk)

    assert Counter(grades) == {Grade.objects.get().pk: 50}


def test_parallel_starts_give_one_attempt():
    learner, placement = UserFactory.create(), make_quiz(4, draw=2)

    ids = in_parallel(20, lambda number: start_attempt(learner=learner, placement=placement, now=NOW).pk)

    assert Counter(ids) == {Attempt.objects.get().pk: 20}
    assert AttemptItem.objects.count() == 2


def test_parallel_answers_are_all_kept_in_one_sequence():
    attempt = make_attempt(UserFactory.create(), make_quiz(3))
    fields = form(right_fields(attempt))

    acks = in_parallel(
        30,
        lambda number: (
            save_answer(
                attempt_id=attempt.pk,
                learner=attempt.learner,
                position=number % 3 + 1,
                client_event_id=uuid.uuid4(),
                data=fields,
                language="ar",
                now=NOW,
            ).sequence
        ),
    )

    assert sorted(acks) == list(range(1, 31))
    assert sorted(ResponseEvent.objects.values_list("sequence", flat=True)) == list(range(1, 31))


def test_one_event_sent_many_times_at_once_is_one_answer():
    attempt = make_attempt(UserFactory.create(), make_quiz(1))
    fields, event = form(right_fields(attempt)), uuid.uuid4()

    acks = in_parallel(
        20,
        lambda number: (
            save_answer(
                attempt_id=attempt.pk,
                learner=attempt.learner,
                position=1,
                client_event_id=event,
                data=fields,
                language="ar",
                now=NOW,
            ).sequence
        ),
    )

    assert Counter(acks) == {1: 20}
    assert ResponseEvent.objects.count() == 1


def test_grade_counts_every_acknowledged_answer():
    attempt = make_attempt(UserFactory.create(), make_quiz(20))
    fields = form(right_fields(attempt))

    def work(number):
        if number == 20:
            submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW)
            return "submitted"
        return save_answer(
            attempt_id=attempt.pk,
            learner=attempt.learner,
            position=number + 1,
            client_event_id=uuid.uuid4(),
            data=fields,
            language="ar",
            now=NOW,
        ).sequence

    results = in_parallel(21, work)

    acknowledged = [number for number, result in enumerate(results[:20]) if isinstance(result, int)]
    refused = [result.code for result in results[:20] if isinstance(result, CannotSaveAnswer)]
    grade = Grade.objects.get()
    assert [index for index, share in enumerate(grade.points) if share] == acknowledged
    assert refused == ["submitted"] * (20 - len(acknowledged))
    assert list(rejudge(grade).points) == grade.points


def test_parallel_practice_collects_in_one_attempt():
    learner, placement = UserFactory.create(), make_quiz(3, mode=Mode.PRACTICE)
    keys = [uuid.UUID(key) for key in placement.definition["questions"]]

    def work(number):
        key = keys[number % 3]
        return answer_practice(
            placement=placement,
            question_key=key,
            learner=learner,
            data=form({f"q-{key}": right_answer_of(key)}),
            language="ar",
            now=NOW,
        ).outcome

    outcomes = in_parallel(12, work)

    assert Counter(outcomes) == {"right": 12}
    assert Attempt.objects.get().last_sequence == ResponseEvent.objects.count() == AttemptItem.objects.count() == 3


def right_answer_of(key):
    from quizzes.models import QuestionVersion

    version = QuestionVersion.objects.get(question_key=key)
    return right_answer(version.kind, version.structure, "x")["x"]
