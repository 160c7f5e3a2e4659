"""Practice: explained at once; kept for a learner, stored nowhere for anybody else."""

import re
import uuid

import pytest
from django.db.models import Value
from django.test import Client

from quizzes import registry
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.kinds import BadResponse
from quizzes.models import Attempt, AttemptItem, Grade, Placement, QuestionVersion, ResponseEvent
from quizzes.operations import CannotAnswerPractice, CannotSaveAnswer, answer_practice, place_quizzes, submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    KINDS,
    NOW,
    SCORED,
    SECRET,
    change_body,
    form,
    make_attempt,
    make_options,
    make_placement,
    make_question,
    make_quiz,
    right_answer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def client(learner):
    client = Client()
    client.force_login(learner)
    return client


def url_of(placement, language="ar"):
    return f"/{language}/quizzes/practice/{placement.quiz_key}/"


def make_practice(count=1, kinds=("single_choice",)):
    return make_quiz(count, kinds=kinds, mode=Mode.PRACTICE)


def keys_of(placement):
    return [uuid.UUID(key) for key in placement.definition["questions"]]


def fields_of(key):
    """The right answer to a practice question."""
    version = QuestionVersion.objects.latest_of([key]).get()
    return right_answer(version.kind, version.structure, f"q-{key}")


def wrong_choice(key):
    structure = QuestionVersion.objects.latest_of([key]).get().structure
    return {f"q-{key}": next(option["id"] for option in structure["options"] if not option["correct"])}


def answer(placement, key, fields, learner=None, **options):
    return answer_practice(
        placement=placement, question_key=key, learner=learner, data=form(fields), language="ar", now=NOW, **options
    )


@pytest.mark.parametrize("kind", KINDS)
def test_answer_is_judged_and_explained_at_once(kind):
    placement = make_practice(kinds=[kind])
    [key] = keys_of(placement)

    review = answer(placement, key, fields_of(key))

    assert (review.outcome, review.share) == (("right", 1.0) if kind in SCORED else ("noted", None))
    assert review.explanation == f"{SECRET} ar {kind}"


def test_wrong_answer_is_explained_too():
    placement = make_practice()
    [key] = keys_of(placement)

    assert answer(placement, key, wrong_choice(key)).outcome == "wrong"


def test_anonymous_answer_leaves_no_row():
    placement = make_practice()
    [key] = keys_of(placement)

    answer(placement, key, fields_of(key))

    assert [model.objects.count() for model in (Attempt, AttemptItem, ResponseEvent, Grade)] == [0, 0, 0, 0]


def test_answers_of_a_learner_are_collected_in_one_open_attempt(learner):
    placement = make_practice(2)
    first, second = keys_of(placement)

    answer(placement, first, wrong_choice(first), learner)
    answer(placement, first, fields_of(first), learner)
    answer(placement, second, fields_of(second), learner)

    attempt = Attempt.objects.get()
    assert (attempt.mode, attempt.submitted_at, attempt.last_sequence) == (Mode.PRACTICE, None, 3)
    assert [event.sequence for event in ResponseEvent.objects.order_by("sequence")] == [1, 2, 3]
    assert Grade.objects.count() == 0


def test_equal_answer_is_stored_once(learner):
    placement = make_practice()
    [key] = keys_of(placement)
    for _ in range(3):
        answer(placement, key, fields_of(key), learner)

    assert ResponseEvent.objects.count() == 1


def test_named_answer_follows_the_rules_of_every_other(learner):
    placement, event = make_practice(), uuid.uuid4()
    [key] = keys_of(placement)
    for _ in range(2):
        answer(placement, key, fields_of(key), learner, client_event_id=event)

    with pytest.raises(CannotSaveAnswer) as refused:
        answer(placement, key, wrong_choice(key), learner, client_event_id=event)

    assert refused.value.code == "changed"
    assert ResponseEvent.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_explained_before_something_is_answered(kind, learner):
    placement = make_practice(kinds=[kind])
    [key] = keys_of(placement)

    with pytest.raises(CannotAnswerPractice):
        answer(placement, key, {}, learner)

    assert ResponseEvent.objects.count() == 0


def test_half_an_order_is_not_explained():
    placement = make_practice(kinds=["ordering"])
    [key] = keys_of(placement)
    fields = fields_of(key)
    fields.popitem()

    with pytest.raises(CannotAnswerPractice):
        answer(placement, key, fields)


def test_question_of_another_quiz_is_refused():
    placement, other = make_practice(), make_practice()

    with pytest.raises(BadResponse):
        answer(placement, keys_of(other)[0], fields_of(keys_of(other)[0]))


def test_question_of_a_test_is_never_explained_as_practice():
    placement = make_quiz(1)
    [key] = keys_of(placement)

    with pytest.raises(BadResponse):
        answer(placement, key, fields_of(key))


def test_practice_uses_the_latest_version(learner):
    question = make_question()
    placement = make_placement([question], Mode.PRACTICE)
    key = question.translation_key
    answer(placement, key, fields_of(key), learner)
    change_body(question, options=make_options(key, "ar", {1}, 3))

    assert answer(placement, key, wrong_choice(key), learner).outcome == "wrong"
    assert answer(placement, key, fields_of(key), learner).outcome == "right"
    assert AttemptItem.objects.count() == 2


def test_test_that_was_practice_once_can_be_started(learner):
    placement = make_practice()
    [key] = keys_of(placement)
    answer(placement, key, fields_of(key), learner)
    Placement.objects.update(mode=Mode.GRADED)
    placement.refresh_from_db()

    attempt = make_attempt(learner, placement)

    assert (attempt.mode, attempt.number) == (Mode.GRADED, 2)
    assert Attempt.objects.open().get() == attempt


def test_practice_that_was_a_test_leaves_the_attempt_under_way_alone(learner):
    placement = make_quiz(1)
    attempt = make_attempt(learner, placement)
    Placement.objects.update(mode=Mode.PRACTICE)
    placement.refresh_from_db()
    [key] = keys_of(placement)

    assert answer(placement, key, fields_of(key), learner).outcome == "right"
    assert ResponseEvent.objects.count() == 0
    assert submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW).score == 0.0


# Pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_questions_are_asked_without_an_account(headers):
    placement = make_practice(len(KINDS), KINDS)

    response = Client().get(url_of(placement), headers=headers)

    page = response.content.decode()
    assert page.count('<fieldset class="question"') == len(KINDS)
    assert SECRET not in page
    assert ("<html" in page) is (not headers)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "sessionid" not in response.cookies


def test_fragment_stands_in_one_root_with_a_place_for_each_question():
    placement = make_practice(2)

    page = Client().get(url_of(placement), headers=FRAGMENT).content.decode()

    assert page.strip().startswith('<div class="practice stack" data-fragment-root')
    assert re.findall(r'data-fragment="([^"]+)"', page) == [f"{url_of(placement)}?question={key}" for key in keys_of(placement)]


def test_fragment_of_one_question_can_be_loaded():
    placement = make_practice(3)

    page = Client().get(f"{url_of(placement)}?question={keys_of(placement)[1]}", headers=FRAGMENT).content.decode()

    assert page.count("<fieldset") == 1


def test_answer_in_a_fragment_returns_that_question_alone(client):
    placement = make_practice(3)
    key = keys_of(placement)[1]

    response = client.post(url_of(placement), {"question": key, **fields_of(key)}, headers=FRAGMENT)

    page = response.content.decode()
    assert page.strip().startswith('<section class="practice__entry" data-fragment-root>')
    assert page.count("data-fragment-root") == page.count("data-focus") == 1
    assert "<html" not in page
    assert page.count(SECRET) == 4


def test_answer_on_the_page_keeps_the_other_questions(client):
    placement = make_practice(3)
    first, second, _third = keys_of(placement)
    client.post(url_of(placement), {"question": first, **fields_of(first)})

    page = client.post(url_of(placement), {"question": second, **wrong_choice(second)}).content.decode()

    assert page.count("<fieldset") == 1
    assert page.count("data-focus") == 1
    assert [name for name in re.findall(r"review--(right|wrong)", page)] == ["right", "wrong"]


def test_anonymous_page_carries_what_was_answered_before():
    placement = make_practice(len(KINDS), KINDS)
    client, carried = Client(), {}
    for key in keys_of(placement):
        page = client.post(url_of(placement), {"question": key, **carried, **fields_of(key)}).content.decode()
        last_form = re.findall(r"<form.*?</form>", page, re.DOTALL)[-1]
        carried = {}
        for name, value in re.findall(r'type="hidden" name="(q-[^"]+)" value="([^"]+)"', last_form):
            carried.setdefault(name, []).append(value)

    assert page.count("review--right") == len(SCORED)
    assert page.count("review--noted") == len(KINDS) - len(SCORED)
    assert "<fieldset" not in page
    assert ResponseEvent.objects.count() == 0


def test_learner_finds_answered_questions_explained(client):
    placement = make_practice(2)
    key = keys_of(placement)[0]
    client.post(url_of(placement), {"question": key, **fields_of(key)})

    page = client.get(url_of(placement)).content.decode()

    assert (page.count("review--right"), page.count("<fieldset")) == (1, 1)


def test_question_can_be_answered_again(client):
    placement = make_practice()
    [key] = keys_of(placement)
    client.post(url_of(placement), {"question": key, **wrong_choice(key)})

    page = client.post(url_of(placement), {"question": key, "again": "1"}).content.decode()

    assert page.count("<fieldset") == 1
    assert "checked" not in page
    assert SECRET not in page


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_sending_nothing_is_said_and_takes_the_focus(client, headers):
    placement = make_practice(kinds=["ordering"])
    [key] = keys_of(placement)
    name, value = next(iter(fields_of(key).items()))

    response = client.post(url_of(placement), {"question": key, name: value}, headers=headers)

    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"data-focus role=\"alert\"", page)
    assert page.count(" selected>") == 1
    assert SECRET not in page


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_bad_answer_is_refused_and_the_question_asked_again(client, headers):
    placement = make_practice()
    [key] = keys_of(placement)

    response = client.post(url_of(placement), {"question": key, f"q-{key}": "nonsense"}, headers=headers)

    assert response.status_code == 400
    assert response.content.decode().count("<fieldset") == 1
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("question", ["", "nonsense", str(uuid.UUID(int=7)), "\x00", "1" * 5000])
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_unknown_question_is_refused(client, headers, question):
    placement = make_practice()

    response = client.post(url_of(placement), {"question": question}, headers=headers)

    assert response.status_code == 400
    assert SECRET not in response.content.decode()


def test_unpublished_question_is_no_longer_asked(client):
    question, other = make_question(), make_question()
    placement = make_placement([question, other], Mode.PRACTICE)
    question.unpublish()

    assert client.get(url_of(placement)).content.decode().count("<fieldset") == 1


def test_practice_without_published_questions_says_so(client):
    placement = make_placement([question := make_question()], Mode.PRACTICE)
    question.unpublish()

    for headers in ({}, FRAGMENT):
        page = client.get(url_of(placement, "en"), headers=headers).content.decode()
        assert "These questions are being prepared." in page


def test_test_is_not_shown_as_practice(client):
    placement = make_quiz(1)

    assert client.get(url_of(placement)).headers["Location"] == f"/ar/quizzes/{placement.quiz_key}/"


def test_practice_in_a_lesson_the_reader_may_not_read_is_a_404(client, monkeypatch):
    placement = make_practice()
    monkeypatch.setitem(registry._places, "restriction", lambda: Value(True))
    monkeypatch.setitem(registry._places, "reading", lambda user, placement: False)

    assert client.get(url_of(placement)).status_code == 404


def test_practice_costs_the_same_for_any_number_of_questions(client, django_assert_num_queries):
    for count in (1, 3, 20):
        placement = make_practice(count, KINDS)
        client.get(url_of(placement), headers=FRAGMENT)

        # session, user, placement, words with versions, answers
        with django_assert_num_queries(5):
            client.get(url_of(placement), headers=FRAGMENT)


def test_anonymous_practice_costs_two_queries(django_assert_num_queries):
    for count in (1, 3, 20):
        placement = make_practice(count, KINDS)

        # placement, words with versions
        with django_assert_num_queries(2):
            Client().get(url_of(placement), headers=FRAGMENT)


def test_answering_practice_costs_the_same_for_any_number_of_questions(client, django_assert_num_queries):
    for count in (1, 3, 20):
        placement = make_practice(count)
        first = keys_of(placement)[0]
        client.post(url_of(placement), {"question": first, **wrong_choice(first)}, headers=FRAGMENT)

        fields = {"question": first, **fields_of(first)}

        # placement, session, user, question, SAVEPOINT, attempt, item, answer in force, sequence, event, RELEASE; question and answers shown
        with django_assert_num_queries(13):
            client.post(url_of(placement), fields, headers=FRAGMENT)


# Every practice of a lesson at once --------------------------------------------


def lesson_url(placement, language="ar"):
    return f"/{language}/quizzes/practice/lessons/{placement.lesson_key}/"


def make_lesson_practices(count):
    """Practices of the same two questions, and a test, in one lesson."""
    lesson_key, keys = uuid.uuid4(), tuple(make_question().translation_key for _number in range(2))
    modes = [Mode.PRACTICE] * count + [Mode.GRADED]
    definitions = [QuizDefinition(quiz_key=uuid.uuid4(), mode=mode, question_keys=keys) for mode in modes]
    place_quizzes(lesson_key=lesson_key, course_key=uuid.uuid4(), definitions=definitions)
    return list(Placement.objects.filter(lesson_key=lesson_key, mode=Mode.PRACTICE).order_by("pk"))


def test_lesson_sends_each_of_its_practices_under_its_own_address(client, learner):
    first, second = make_lesson_practices(2)
    key = keys_of(first)[0]
    answer_practice(placement=first, question_key=key, learner=learner, data=form(fields_of(key)), language="ar", now=NOW)

    page = client.get(lesson_url(first), headers=FRAGMENT).content.decode()

    roots = dict(
        re.findall(
            r'<div class="practice stack" data-fragment-root="([^"]+)">(.*?)(?=<div class="practice stack"|$)', page, re.DOTALL
        )
    )
    assert list(roots) == [url_of(first), url_of(second)]
    # The question stands in both, and was answered in the first.
    assert [root.count("review__outcome") for root in roots.values()] == [1, 0]
    assert [root.count("data-fragment=") for root in roots.values()] == [2, 2]


def test_lesson_practice_is_a_page_too(client):
    first, second = make_lesson_practices(2)

    page = client.get(lesson_url(first, "en")).content.decode()

    assert page.startswith("<!DOCTYPE html>")
    assert [page.count(f'action="{url_of(placement, "en")}"') for placement in (first, second)] == [2, 2]


def test_lesson_without_practice_is_missing(client):
    placement = make_quiz(1)

    assert client.get(lesson_url(placement)).status_code == 404
    assert client.get(f"/ar/quizzes/practice/lessons/{uuid.uuid4()}/").status_code == 404


def test_practices_of_a_lesson_the_reader_may_not_read_are_a_404(client, monkeypatch):
    placement = make_practice()
    monkeypatch.setitem(registry._places, "restriction", lambda: Value(True))
    monkeypatch.setitem(registry._places, "reading", lambda user, placement: False)

    assert client.get(lesson_url(placement)).status_code == 404


def test_practices_of_a_lesson_cost_the_same_for_any_number(client, django_assert_num_queries):
    for count in (1, 3, 6):
        placements = make_lesson_practices(count)

        # session, user, placements, words with versions, answers
        with django_assert_num_queries(5):
            client.get(lesson_url(placements[0]), headers=FRAGMENT)
        with django_assert_num_queries(2):
            Client().get(lesson_url(placements[0]), headers=FRAGMENT)
