"""What a request costs, the session and the user included: the budgets that phones on a bad line depend on."""

import uuid

import pytest
from django.test import Client

from elearn.lib import clock
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import make_attempt, make_quiz, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
FEEDBACKS = ["submission", "each", "pass"]
LIMITS = [0, 30]


def visit(count, **rules):
    learner = UserFactory.create()
    client = Client()
    client.force_login(learner)
    attempt = make_attempt(learner, make_quiz(count, kinds=["single_choice", "short_text"], **rules), clock.now())
    return client, attempt, f"/ar/quizzes/attempts/{attempt.pk}/"


@pytest.mark.parametrize("feedback", FEEDBACKS)
@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_saving_one_answer_costs_six_queries_and_one_transaction(count, limit, feedback, django_assert_num_queries):
    client, attempt, url = visit(count, time_limit_minutes=limit, feedback=feedback)
    fields = {"event": str(uuid.uuid4()), "q1": right_fields(attempt)["q1"]}

    # session, user, question with attempt and version, event sent before, sequence, event; SAVEPOINT and RELEASE stand for the transaction
    with django_assert_num_queries(6 + 2) as queries:
        assert client.post(f"{url}answers/1/", fields).status_code == 200

    assert sum(query["sql"].startswith("SAVEPOINT") for query in queries.captured_queries) == 1


@pytest.mark.parametrize("feedback", FEEDBACKS)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_page_of_questions_costs_eight_queries(count, feedback, django_assert_num_queries):
    client, _attempt, url = visit(count, time_limit_minutes=30, feedback=feedback)
    client.get(url)

    # session, user, questions with attempt and versions, answers, words; title of the lesson; the foot of the page: its version, itself
    with django_assert_num_queries(8):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("count", [1, 3, 10, 20])
def test_submitting_costs_eight_queries(count, limit, django_assert_num_queries):
    client, attempt, url = visit(count, time_limit_minutes=limit)
    fields = {**right_fields(attempt), "intent": "submit_anyway", "q1": ""}

    # session, user, questions, answers, closing, events, words, grade; without whatever a pass adds
    least = 8 if count > 1 else 6
    with django_assert_num_queries(least + 2):
        assert client.post(url, fields).status_code == 302
