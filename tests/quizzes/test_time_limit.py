"""Limited time: deadlines, answers that come too late, more time."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from elearn.lib import clock
from quizzes.models import Allowance, Attempt, Grade, Placement, ResponseEvent
from quizzes.operations import (
    CannotExtend,
    CannotSaveAnswer,
    CannotStartAttempt,
    CannotSubmitAttempt,
    close_late_attempts,
    extend_attempt,
    grant_allowance,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.timing import GRACE
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_quiz, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
END = NOW + 20 * MINUTE
TOO_LATE = END + GRACE + SECOND


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
    return make_attempt(learner, make_quiz(2, time_limit_minutes=20))


@pytest.fixture
def morning(monkeypatch):
    """The clock stands in the morning: the end of the time is never on another day."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def running(learner):
    """An attempt whose twenty minutes began three minutes ago, by the real clock."""
    return make_attempt(learner, make_quiz(2, time_limit_minutes=20, extensions=2), clock.now() - 3 * MINUTE)


@pytest.fixture
def over(learner):
    """The same, begun an hour ago, with the first question answered in time."""
    attempt = make_attempt(learner, make_quiz(2, time_limit_minutes=20), clock.now() - 60 * MINUTE)
    save(attempt, attempt.started_at + MINUTE)
    return attempt


def save(attempt, now, event=None, position=1):
    fields = {name: value for name, value in right_fields(attempt).items() if name.startswith(f"q{position}")}
    return save_answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=position,
        client_event_id=event or uuid.uuid4(),
        data=form(fields),
        language="ar",
        now=now,
    )


def extend(attempt, now=NOW, used=None):
    return extend_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=now, used=used)


def code_of(error, work):
    with pytest.raises(error) as refused:
        work()
    return refused.value.code


def stored(attempt):
    attempt.refresh_from_db()
    return attempt.submitted_at, [(grade.score, grade.is_passed) for grade in attempt.grades.all()]


def take_url(attempt, language="ar"):
    return f"/{language}/quizzes/attempts/{attempt.pk}/"


def test_attempt_has_a_deadline_only_where_the_time_is_limited(learner, attempt):
    assert attempt.deadline_at == END
    assert make_attempt(learner, make_quiz(1)).deadline_at is None


@pytest.mark.parametrize("late_by", [timedelta(0), GRACE])
def test_answer_in_time_or_on_its_way_is_saved(attempt, late_by):
    assert save(attempt, END + late_by).sequence == 1


def test_answer_too_late_is_refused_and_closes_the_attempt_at_its_deadline(attempt):
    save(attempt, NOW + MINUTE)

    assert code_of(CannotSaveAnswer, lambda: save(attempt, TOO_LATE, position=2)) == "late"

    assert stored(attempt) == (END, [(0.5, False)])
    assert ResponseEvent.objects.count() == 1
    assert code_of(CannotSaveAnswer, lambda: save(attempt, TOO_LATE, position=2)) == "late"


def test_whole_form_too_late_is_refused_and_closes_the_attempt(attempt):
    data = form(right_fields(attempt))

    def send():
        save_answers(attempt_id=attempt.pk, learner=attempt.learner, data=data, language="ar", now=TOO_LATE)

    assert [code_of(CannotSaveAnswer, send), code_of(CannotSaveAnswer, send)] == ["late", "late"]
    assert stored(attempt) == (END, [(0.0, False)])


def test_acknowledged_answer_is_acknowledged_again_after_the_deadline(attempt):
    event = uuid.uuid4()
    ack = save(attempt, NOW, event)

    assert save(attempt, TOO_LATE, event) == ack
    assert save(attempt, TOO_LATE + MINUTE, event) == ack


@pytest.mark.parametrize("needs_all", [False, True])
def test_submission_too_late_counts_what_was_saved_in_time(attempt, needs_all):
    save(attempt, NOW)

    grade = submit_attempt(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        now=TOO_LATE,
        data=form(right_fields(attempt)),
        language="ar",
        needs_all=needs_all,
    )

    assert (grade.points, stored(attempt)) == ([1.0, 0.0], (END, [(0.5, False)]))


def test_submission_within_the_grace_counts_at_the_deadline(attempt):
    data = form(right_fields(attempt))

    grade = submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=END + GRACE, data=data, language="ar")

    assert (grade.score, stored(attempt)[0]) == (1.0, END)


def test_unanswered_questions_are_still_asked_about_before_the_deadline(attempt):
    with pytest.raises(CannotSubmitAttempt):
        submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=END, data=form(), language="ar", needs_all=True)

    assert stored(attempt) == (None, [])


def test_next_start_closes_the_late_attempt_and_gives_a_new_one(attempt, learner):
    placement = Placement.objects.get(pk=attempt.quiz_key)

    second = start_attempt(learner=learner, placement=placement, now=TOO_LATE)

    assert (second.number, second.deadline_at) == (2, TOO_LATE + 20 * MINUTE)
    assert stored(attempt) == (END, [(0.0, False)])


def test_start_that_is_refused_closes_the_late_attempt_all_the_same(learner):
    placement = make_quiz(1, time_limit_minutes=20, attempts=1)
    attempt = make_attempt(learner, placement)

    code = code_of(CannotStartAttempt, lambda: start_attempt(learner=learner, placement=placement, now=TOO_LATE))

    assert (code, stored(attempt)[0]) == ("used_up", END)


def test_waiting_time_counts_from_the_deadline(learner):
    placement = make_quiz(1, time_limit_minutes=20, wait_minutes=30)
    make_attempt(learner, placement)

    with pytest.raises(CannotStartAttempt) as refused:
        start_attempt(learner=learner, placement=placement, now=TOO_LATE)

    assert (refused.value.code, refused.value.opens_at) == ("waiting", END + 30 * MINUTE)


def test_command_closes_what_was_left_open_and_nothing_else(learner, over, running, capsys):
    untimed = make_attempt(learner, make_quiz(1), clock.now() - timedelta(days=9))

    call_command("close_late_attempts")
    call_command("close_late_attempts")

    assert capsys.readouterr().out == "1\n0\n"
    assert stored(over) == (over.deadline_at, [(0.5, False)])
    assert [stored(attempt)[0] for attempt in (running, untimed)] == [None, None]


def test_command_closes_the_attempt_of_somebody_who_was_erased(over):
    Attempt.objects.update(learner=None)

    assert close_late_attempts(now=clock.now()) == 1


def test_closing_is_announced_once(attempt, django_capture_on_commit_callbacks):
    from quizzes.signals import attempt_submitted

    heard = []

    def hear(sender, grade, **kwargs):
        heard.append(grade)

    attempt_submitted.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert [close_late_attempts(now=TOO_LATE) for _time in range(3)] == [1, 0, 0]
    finally:
        attempt_submitted.disconnect(hear)

    assert heard == list(Grade.objects.all())


def test_extension_adds_a_tenth_as_often_as_the_rules_say(learner):
    attempt = make_attempt(learner, make_quiz(1, time_limit_minutes=20, extensions=2))

    assert [extend(attempt), extend(attempt)] == [END + 2 * MINUTE, END + 4 * MINUTE]
    assert code_of(CannotExtend, lambda: extend(attempt)) == "used_up"
    assert save(attempt, END + 4 * MINUTE).sequence == 1


def test_extension_pressed_twice_counts_once(attempt):
    assert [extend(attempt, used=0), extend(attempt, used=0)] == [END + 2 * MINUTE] * 2
    attempt.refresh_from_db()
    assert attempt.extensions_used == 1


def test_extension_is_given_until_the_deadline_and_not_after(attempt):
    assert code_of(CannotExtend, lambda: extend(attempt, END + SECOND)) == "late"
    assert extend(attempt, END) == END + 2 * MINUTE


def test_extension_is_for_ones_own_open_limited_attempt(attempt, learner):
    untimed = make_attempt(learner, make_quiz(1))
    assert code_of(CannotExtend, lambda: extend(untimed)) == "untimed"
    with pytest.raises(Attempt.DoesNotExist):
        extend_attempt(attempt_id=attempt.pk, learner=UserFactory.create(), now=NOW)

    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW)
    assert code_of(CannotExtend, lambda: extend(attempt)) == "submitted"


def grant(attempt, percent, now=NOW):
    return grant_allowance(
        learner_id=attempt.learner_id, course_key=attempt.course_key, extra_percent=percent, granted_by=None, now=now
    )


def test_allowance_makes_attempts_of_that_course_longer(learner, attempt):
    grant(attempt, 50)

    later = make_attempt(learner, make_quiz(1, time_limit_minutes=20, course_key=attempt.course_key))
    elsewhere = make_attempt(learner, make_quiz(1, time_limit_minutes=20))
    other = make_attempt(UserFactory.create(), make_quiz(1, time_limit_minutes=20, course_key=attempt.course_key))

    assert [each.deadline_at - NOW for each in (later, elsewhere, other)] == [30 * MINUTE, 20 * MINUTE, 20 * MINUTE]


def test_allowance_lengthens_an_attempt_under_way_at_once_and_never_shortens_it(attempt):
    extend(attempt)
    deadlines = []
    for percent in (50, 100, 10):
        grant(attempt, percent)
        attempt.refresh_from_db()
        deadlines.append(attempt.deadline_at - END)

    assert deadlines == [12 * MINUTE, 22 * MINUTE, 22 * MINUTE]
    assert [(row.extra_percent, row.learner_id) for row in Allowance.objects.all()] == [(10, attempt.learner_id)]


def test_allowance_does_not_open_what_is_over(attempt):
    grant(attempt, 100, TOO_LATE)

    assert code_of(CannotSaveAnswer, lambda: save(attempt, TOO_LATE)) == "late"
    assert stored(attempt)[0] == END


def test_rules_of_time_changed_midway_change_nothing(attempt, learner):
    placement = Placement.objects.get(pk=attempt.quiz_key)
    Placement.objects.update(definition={**placement.definition, "time_limit_minutes": 1, "extensions": 0})

    assert save(attempt, NOW + 19 * MINUTE).sequence == 1
    assert extend(attempt, NOW + 19 * MINUTE) == END + 2 * MINUTE


@pytest.mark.parametrize(("language", "left"), [("ar", "ينتهي الوقت في الساعة"), ("en", "The time ends at")])
def test_page_says_when_the_time_ends_without_a_script(client, morning, running, language, left):
    page = client.get(take_url(running, language)).content.decode()

    assert left in page
    assert page.count('name="intent" value="more_time"') == 1


def test_page_without_a_limit_says_nothing_of_time(client, learner):
    page = client.get(take_url(make_attempt(learner, make_quiz(1)))).content.decode()

    assert "data-time" not in page


def test_page_says_the_day_when_the_time_ends_on_another(client, learner):
    attempt = make_attempt(learner, make_quiz(1, time_limit_minutes=600), clock.now())
    Attempt.objects.update(deadline_at=clock.now() + timedelta(days=2))

    assert "ينتهي الوقت يوم" in client.get(take_url(attempt)).content.decode()


def test_more_time_keeps_everything_typed_and_leads_back(client, running):
    sent = {"intent": "more_time", "extensions": "0", **right_fields(running)}

    replies = [client.post(take_url(running), sent) for _press in range(2)]

    assert [reply.headers["Location"] for reply in replies] == [f"{take_url(running)}#time"] * 2
    deadline = running.deadline_at
    running.refresh_from_db()
    assert (running.deadline_at - deadline, running.extensions_used) == (2 * MINUTE, 1)
    assert ResponseEvent.objects.count() == 2


def test_more_time_in_place_is_the_part_about_time(client, running):
    headers = {"X-Fragment": "1"}
    reply = client.post(take_url(running), {"intent": "more_time", "extensions": "0"}, headers=headers)
    client.post(take_url(running), {"intent": "more_time", "extensions": "1"}, headers=headers)
    last = client.post(take_url(running), {"intent": "more_time", "extensions": "2"}, headers=headers)

    assert reply.content.decode().strip().startswith('<section class="attempt-time')
    assert 'name="extensions" value="1"' in reply.content.decode()
    assert (last.status_code, "لا تمكن إضافة وقت آخر" in last.content.decode()) == (200, True)


@pytest.mark.parametrize("used", ["", "x", "٣", "9" * 5000, "-1"])
def test_more_time_asked_for_strangely_is_given_once_or_not_at_all(client, running, used):
    assert client.post(take_url(running), {"intent": "more_time", "extensions": used}).status_code == 302


def test_every_page_of_a_late_attempt_leads_to_its_result(client, over):
    result = f"{take_url(over)}result/"

    assert client.get(take_url(over)).headers["Location"] == result
    assert "انتهى الوقت، فسُلّم ما كان محفوظًا حتى ذلك الحين." in client.get(result).content.decode()
    assert stored(over) == (over.deadline_at, [(0.5, False)])


def test_result_asked_for_first_closes_the_late_attempt(client, over):
    assert client.get(f"{take_url(over)}result/").status_code == 200
    assert stored(over)[0] == over.deadline_at


def test_start_page_closes_the_late_attempt_and_offers_another(client, over):
    page = client.get(f"/ar/quizzes/{over.quiz_key}/").content.decode()

    assert stored(over)[0] == over.deadline_at
    assert "بدء محاولة جديدة" in page


def test_form_sent_too_late_is_told_so(client, over):
    reply = client.post(take_url(over, "en"), {"intent": "save", **right_fields(over)})

    assert (reply.status_code, "The time is over" in reply.content.decode()) == (409, True)


def test_script_is_told_that_it_came_too_late(client, over):
    sent = {"event": str(uuid.uuid4()), **right_fields(over)}

    reply = client.post(f"{take_url(over)}answers/1/", sent)

    assert (reply.status_code, reply.json()) == (409, {"saved": False, "code": "late"})


def test_closing_late_attempts_costs_the_same_for_each(learner, django_assert_num_queries):
    for count in (1, 3):
        for _number in range(count):
            make_attempt(UserFactory.create(), make_quiz(2, time_limit_minutes=20))

        # ids, then for each: SAVEPOINT, questions, answers, closing, grade, RELEASE
        with django_assert_num_queries(1 + 6 * count):
            assert close_late_attempts(now=TOO_LATE) == count
