"""When answers are explained: one by one, after submission, or once the test is passed. And that nothing leaks before."""

import uuid

import pytest
from django.test import Client

from quizzes.kinds import BadResponse
from quizzes.models import AttemptItem, Placement, ResponseEvent
from quizzes.operations import CannotCheckAnswer, CannotSaveAnswer, check_answer, save_answer, submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, NOW, SECRET, form, make_attempt, make_quiz, option_id, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
FLAGS = (
    "is_correct",
    "is_right",
    "right_place",
    "right_order",
    '"correct"',
    "accepts_slips",
    "structure",
    "badge--right",
    "review__option--right",
)
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def client(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def attempt(learner):
    return make_attempt(learner, make_quiz(3, feedback="each"))


def take_url(attempt, language="ar"):
    return f"/{language}/quizzes/attempts/{attempt.pk}/"


def given_away(response):
    sent = response.content.decode() + str(response.headers)
    return [word for word in (SECRET, *FLAGS) if word in sent]


def fields_of(attempt, position):
    return {
        name: value for name, value in right_fields(attempt).items() if name == f"q{position}" or name.startswith(f"q{position}-")
    }


def option_of(attempt, position, index):
    key = attempt.items.select_related("version").get(position=position).version.question_key
    return {f"q{position}": option_id(key, index)}


def check(attempt, position, fields, now=NOW):
    check_answer(attempt_id=attempt.pk, learner=attempt.learner, position=position, data=form(fields), language="ar", now=now)


def save(attempt, position, fields, event=None):
    return save_answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=position,
        client_event_id=event or uuid.uuid4(),
        data=form(fields),
        language="ar",
        now=NOW,
    )


def checked(attempt):
    return list(attempt.items.exclude(checked_at=None).values_list("position", "checked_at"))


def test_checked_answer_is_saved_and_final(attempt):
    event = uuid.uuid4()
    first = save(attempt, 1, option_of(attempt, 1, 1), event)
    check(attempt, 1, option_of(attempt, 1, 2))

    with pytest.raises(CannotSaveAnswer) as refused:
        save(attempt, 1, option_of(attempt, 1, 0))

    assert refused.value.code == "checked"
    assert checked(attempt) == [(1, NOW)]
    assert save(attempt, 1, option_of(attempt, 1, 1), event) == first
    assert submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW).points == [0.0, 0.0, 0.0]


def test_checking_again_changes_nothing(attempt):
    check(attempt, 1, option_of(attempt, 1, 1))
    check(attempt, 1, option_of(attempt, 1, 0))

    assert ResponseEvent.objects.get().response == {"choice": option_of(attempt, 1, 1)["q1"]}


def test_other_questions_go_on(attempt):
    check(attempt, 1, {**option_of(attempt, 1, 0), **option_of(attempt, 2, 0)})
    save(attempt, 2, option_of(attempt, 2, 1))

    assert ResponseEvent.objects.count() == 3


def test_form_and_submission_leave_final_answers_alone(attempt):
    check(attempt, 1, option_of(attempt, 1, 0))
    data = form({**option_of(attempt, 1, 1), **option_of(attempt, 2, 0)})

    grade = submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW, data=data, language="ar")

    assert grade.points == [1.0, 1.0, 0.0]


def test_answer_that_is_not_whole_is_saved_and_not_explained(learner):
    attempt = make_attempt(learner, make_quiz(1, kinds=["ordering"], feedback="each"))
    name = next(iter(right_fields(attempt)))

    with pytest.raises(CannotCheckAnswer):
        check(attempt, 1, {name: "1"})

    assert (checked(attempt), ResponseEvent.objects.count()) == ([], 1)


@pytest.mark.parametrize("feedback", ["submission", "pass"])
def test_tests_that_explain_later_explain_nothing_on_request(learner, client, feedback):
    attempt = make_attempt(learner, make_quiz(1, feedback=feedback))

    with pytest.raises(BadResponse):
        check(attempt, 1, option_of(attempt, 1, 0))
    reply = client.post(take_url(attempt), {"intent": "check-1", **right_fields(attempt)}, headers=FRAGMENT)

    assert (reply.status_code, given_away(reply), AttemptItem.objects.exclude(checked_at=None).count()) == (400, [], 0)


def test_rules_changed_midway_change_nothing(attempt):
    Placement.objects.update(definition={**attempt.rules, "feedback": "pass"})

    check(attempt, 1, option_of(attempt, 1, 0))

    assert checked(attempt) == [(1, NOW)]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_only_the_checked_question_is_explained_for_every_kind(client, learner, language):
    attempt = make_attempt(learner, make_quiz(5, kinds=KINDS, feedback="each"))
    url = take_url(attempt, language)
    secrets = 0
    for position in range(1, 6):
        before = client.get(url).content.decode().count(SECRET)
        assert before == secrets
        asked = client.post(url, {"intent": f"check-{position}", "shown": [str(position)]}, headers=FRAGMENT)
        assert (given_away(asked), asked.status_code) == ([], 200)

        reply = client.post(url, {"intent": f"check-{position}", **fields_of(attempt, position)}, headers=FRAGMENT)

        assert (reply.status_code, SECRET in reply.content.decode()) == (200, True)
        assert f'id="q{position}-entry"' in reply.content.decode()
        secrets += reply.content.decode().count(SECRET)
    assert client.get(url).content.decode().count(SECRET) == secrets


def test_check_without_a_script_leads_to_the_question(client, attempt):
    reply = client.post(take_url(attempt), {"intent": "check-2", **option_of(attempt, 2, 1), **option_of(attempt, 1, 0)})

    assert reply.headers["Location"] == f"{take_url(attempt)}#q2"
    page = client.get(take_url(attempt)).content.decode()
    assert ('<section class="review review--wrong' in page, 'name="intent" value="check-2"' in page) == (True, False)
    assert ResponseEvent.objects.count() == 2


def test_check_of_nothing_says_what_is_needed(client, attempt):
    reply = client.post(take_url(attempt), {"intent": "check-2"}, follow=True)

    page = reply.content.decode()
    assert reply.redirect_chain[-1][0] == f"{take_url(attempt)}?whole=2#q2"
    assert (page.count("يظهر الشرح") > 0 or "field__errors" in page, SECRET in page) == (True, False)


def test_script_is_told_that_an_answer_is_final(client, attempt):
    check(attempt, 1, option_of(attempt, 1, 0))

    reply = client.post(f"{take_url(attempt)}answers/1/", {"event": str(uuid.uuid4()), **option_of(attempt, 1, 1)})

    assert (reply.status_code, reply.json()) == (409, {"saved": False, "code": "checked"})


@pytest.mark.parametrize("intent", ["check-0", "check-4", "check-999"])
def test_check_of_a_question_that_is_not_there_is_missing(client, attempt, intent):
    assert client.post(take_url(attempt), {"intent": intent}).status_code == 404


def test_check_of_somebody_elses_attempt_is_missing(attempt):
    stranger = Client()
    stranger.force_login(UserFactory.create())

    reply = stranger.post(take_url(attempt), {"intent": "check-1", **option_of(attempt, 1, 0)}, headers=FRAGMENT)

    assert (reply.status_code, given_away(reply), checked(attempt)) == (404, [], [])


@pytest.mark.parametrize("language", ["ar", "en"])
def test_before_a_pass_the_result_shows_marks_and_nothing_else(client, learner, language):
    placement = make_quiz(5, kinds=KINDS, feedback="pass")
    failed = make_attempt(learner, placement)
    client.post(take_url(failed), {"intent": "submit_anyway", **fields_of(failed, 1)})

    before = client.get(f"{take_url(failed, language)}result/")
    start = client.get(f"/{language}/quizzes/{placement.quiz_key}/")

    page = before.content.decode()
    assert (given_away(before), given_away(start)) == ([], [])
    assert (page.count("review--right"), page.count("review--unanswered")) == (1, 4)

    passed = make_attempt(learner, placement)
    client.post(take_url(passed), {"intent": "submit", **right_fields(passed)})
    after = [client.get(f"{take_url(each, language)}result/").content.decode() for each in (failed, passed)]
    assert [SECRET in each for each in after] == [True, True]


def test_checking_costs_the_same_for_any_number_of_questions(learner, django_assert_num_queries):
    for count in (1, 3, 20):
        attempt = make_attempt(learner, make_quiz(count, feedback="each"))
        option = option_of(attempt, 1, 0)

        # SAVEPOINT, questions, answers, final ones, sequence, event, final now, RELEASE
        with django_assert_num_queries(8):
            check(attempt, 1, option)
