"""Saving answers: acknowledged once, stored once, in order."""

import uuid
from datetime import timedelta

import pytest

from quizzes.kinds import BadResponse
from quizzes.models import Attempt, ResponseEvent
from quizzes.operations import CannotSaveAnswer, save_answer, save_answers, submit_attempt
from quizzes.queries import get_sheet
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, NOW, form, make_attempt, make_quiz, option_id, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def attempt(learner):
    return make_attempt(learner, make_quiz(2))


def options_of(attempt, position=1):
    version = attempt.items.select_related("version").get(position=position).version
    return [option["id"] for option in version.structure["options"]]


def save(attempt, fields, *, position=1, event=None, learner=None):
    return save_answer(
        attempt_id=attempt.pk,
        learner=learner or attempt.learner,
        position=position,
        client_event_id=event or uuid.uuid4(),
        data=form(fields),
        language="ar",
        now=NOW,
    )


def current(attempt):
    return get_sheet(attempt.learner, attempt.pk).responses


def test_answer_is_stored_and_acknowledged(attempt):
    event, option = uuid.uuid4(), options_of(attempt)[1]

    ack = save(attempt, {"q1": option}, event=event)

    [stored] = ResponseEvent.objects.all()
    assert ack.sequence == stored.sequence == 1
    assert (stored.client_event_id, stored.response, stored.language) == (event, {"choice": option}, "ar")
    assert (stored.item.position, stored.received_at) == (1, NOW)


def test_later_answer_is_in_force_and_the_earlier_one_stays(attempt):
    first, second, _third = options_of(attempt)

    save(attempt, {"q1": first})
    save(attempt, {"q1": second})

    assert current(attempt) == {1: {"choice": second}}
    assert [event.response["choice"] for event in ResponseEvent.objects.order_by("sequence")] == [first, second]


def test_answer_can_be_taken_back(learner):
    attempt = make_attempt(learner, make_quiz(1, kinds=["multiple_choice"]))
    save(attempt, right_fields(attempt))

    save(attempt, {})

    assert current(attempt) == {1: {}}


def test_answer_sent_again_is_acknowledged_again_and_nothing_moves(attempt):
    event, option = uuid.uuid4(), options_of(attempt)[0]
    first = save(attempt, {"q1": option}, event=event)
    save(attempt, {"q1": options_of(attempt)[1]})

    again = save(attempt, {"q1": option}, event=event)

    assert again == first
    assert ResponseEvent.objects.count() == 2
    assert current(attempt) == {1: {"choice": options_of(attempt)[1]}}


def test_answer_sent_again_after_submission_is_still_acknowledged(attempt):
    event, option = uuid.uuid4(), options_of(attempt)[0]
    first = save(attempt, {"q1": option}, event=event)
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW)

    assert save(attempt, {"q1": option}, event=event) == first


@pytest.mark.parametrize("position", [1, 2])
def test_same_event_with_another_answer_is_refused(attempt, position):
    event = uuid.uuid4()
    save(attempt, {"q1": options_of(attempt)[0]}, event=event)

    with pytest.raises(CannotSaveAnswer) as refused:
        save(attempt, {f"q{position}": options_of(attempt, position)[1]}, position=position, event=event)

    assert refused.value.code == "changed"
    assert ResponseEvent.objects.count() == 1


def test_answer_after_submission_is_refused(attempt):
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW)

    with pytest.raises(CannotSaveAnswer) as refused:
        save(attempt, {"q1": options_of(attempt)[0]})

    assert refused.value.code == "submitted"
    assert ResponseEvent.objects.count() == 0


def test_option_of_another_question_is_refused(attempt):
    with pytest.raises(BadResponse):
        save(attempt, {"q1": options_of(attempt, 2)[0]})

    assert ResponseEvent.objects.count() == 0


def test_attempt_of_somebody_else_is_missing(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        save(attempt, {"q1": options_of(attempt)[0]}, learner=UserFactory.create())


@pytest.mark.parametrize("position", [0, 3, 10**30])
def test_question_that_is_not_there_is_missing(attempt, position):
    with pytest.raises(Attempt.DoesNotExist):
        save(attempt, {}, position=position)


def test_same_event_id_in_two_attempts_is_two_answers(attempt):
    event = uuid.uuid4()
    other = make_attempt(UserFactory.create(), make_quiz(1))

    save(attempt, {"q1": options_of(attempt)[0]}, event=event)
    save(other, {"q1": options_of(other)[0]}, event=event)

    assert ResponseEvent.objects.count() == 2


def test_saving_one_answer_costs_the_same_for_any_number_of_questions(learner, django_assert_num_queries):
    for count in (1, 3, 20):
        attempt = make_attempt(learner, make_quiz(count))
        option = options_of(attempt)[0]

        # SAVEPOINT, question with attempt and version, event sent before, sequence, event, RELEASE
        with django_assert_num_queries(6):
            save(attempt, {"q1": option})


def save_form(attempt, fields):
    return save_answers(attempt_id=attempt.pk, learner=attempt.learner, data=form(fields), language="en", now=NOW)


def test_form_stores_every_kind_of_answer(learner):
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))

    sheet = save_form(attempt, right_fields(attempt))

    assert sheet.unfinished == []
    assert current(attempt) == sheet.responses
    assert [event.sequence for event in ResponseEvent.objects.order_by("sequence")] == list(range(1, len(KINDS) + 1))


def test_form_sent_again_stores_nothing(learner):
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))
    save_form(attempt, right_fields(attempt))

    save_form(attempt, right_fields(attempt))

    assert ResponseEvent.objects.count() == len(KINDS)


def test_form_stores_only_what_differs(attempt):
    first, second = options_of(attempt), options_of(attempt, 2)
    save_form(attempt, {"q1": first[0], "q2": second[0]})

    save_form(attempt, {"q1": first[0], "q2": second[1]})

    assert current(attempt) == {1: {"choice": first[0]}, 2: {"choice": second[1]}}
    assert ResponseEvent.objects.count() == 3


def test_form_that_does_not_speak_of_a_question_leaves_its_answer(attempt):
    option = options_of(attempt)[0]
    save_form(attempt, {"q1": option})

    save_form(attempt, {"intent": "save", "score": "1", "q2": ""})

    assert current(attempt) == {1: {"choice": option}}


def test_form_that_has_shown_a_question_takes_its_answer_back(learner):
    attempt = make_attempt(learner, make_quiz(1, kinds=["multiple_choice"]))
    save_form(attempt, right_fields(attempt))

    save_form(attempt, {"shown": ["1"]})

    assert current(attempt) == {1: {}}


@pytest.mark.parametrize("fields", [{"q1": "nonsense"}, {"q1": ["", "\x00"], "q2": "x"}])
def test_form_with_one_bad_answer_stores_nothing(attempt, fields):
    with pytest.raises(BadResponse):
        save_form(attempt, {"q2": options_of(attempt, 2)[0], **fields})

    assert ResponseEvent.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [{"q٣": "x"}, {"q99": "x"}, {"q1000": "x"}, {"q": "x"}, {"shown": ["1\x00", "-1", "999", "x", ""]}, {"\ud800": "x"}],
)
def test_form_ignores_fields_it_does_not_know(attempt, fields):
    save_form(attempt, fields)

    assert ResponseEvent.objects.count() == 0


def test_form_after_submission_is_refused(attempt):
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW)

    with pytest.raises(CannotSaveAnswer) as refused:
        save_form(attempt, {"q1": options_of(attempt)[0]})

    assert refused.value.code == "submitted"


def test_form_of_somebody_else_is_missing(attempt):
    attempt.learner = UserFactory.create()

    with pytest.raises(Attempt.DoesNotExist):
        save_form(attempt, {})


def test_saving_a_form_costs_the_same_for_any_number_of_questions(learner, django_assert_num_queries):
    for count in (1, 3, 20):
        attempt = make_attempt(learner, make_quiz(count, kinds=KINDS), NOW + timedelta(days=count))
        fields = right_fields(attempt)

        # SAVEPOINT, questions, answers, sequence, events, RELEASE
        with django_assert_num_queries(6):
            save_form(attempt, fields)


def test_half_an_order_is_kept_and_known_to_be_unfinished(learner):
    attempt = make_attempt(learner, make_quiz(1, kinds=["ordering"]))
    key = attempt.items.select_related("version").get().version.question_key

    sheet = save_form(attempt, {f"q1-{option_id(key, 0)}": "2"})

    assert sheet.unfinished == [1]
    assert current(attempt) == {1: {"places": {option_id(key, 0): 2}}}
