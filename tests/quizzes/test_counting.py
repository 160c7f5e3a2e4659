"""Which of several attempts counts, when a retry opens, and what learning is told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, strategies as st

from courses.outline import OutlineLesson
from elearn.lib import clock
from learning.models import LessonProgress
from learning.operations import enrol, find_differences
from quizzes import registry
from quizzes.definitions import QuizDefinition
from quizzes.models import Attempt, Placement
from quizzes.operations import CannotStartAttempt, start_attempt, submit_attempt
from quizzes.queries import counted_grade, get_standing, pick_counted
from quizzes.queries.standing import PastAttempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_quiz, right_fields
from tests.learning.test_operations import keys_of, make_version, next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
MARKS = [2, 4, 1]


@pytest.fixture
def learner():
    return UserFactory.create()


def take(learner, placement, right, now=NOW):
    """An attempt of which so many of its questions are answered rightly, handed in."""
    attempt = make_attempt(learner, placement, now)
    names = [f"q{position}" for position in range(1, right + 1)]
    fields = {name: value for name, value in right_fields(attempt).items() if name in names}
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=now, data=form(fields), language="ar")
    return attempt


def past(index, score, *, is_passed):
    return PastAttempt(None, index, NOW, score, score, 1, is_passed)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=6))
def test_counted_one_is_what_its_rule_says(found):
    judged = [past(index, score, is_passed=is_passed) for index, (score, is_passed) in enumerate(found)]

    counted = {rule: pick_counted(judged, rule) for rule in ("best", "last", "first")}

    if not judged:
        assert counted == dict.fromkeys(counted)
        return
    assert (counted["first"], counted["last"]) == (judged[0], judged[-1])
    assert all((counted["best"].is_passed, counted["best"].score) >= (each.is_passed, each.score) for each in judged)


@pytest.mark.parametrize(("counts", "index"), [("best", 1), ("last", 2), ("first", 0)])
def test_grade_badge_and_result_name_the_same_attempt(learner, counts, index):
    placement = make_quiz(4, counts=counts)
    attempts = [take(learner, placement, right) for right in MARKS]
    client = Client()
    client.force_login(learner)

    standing = get_standing(learner, QuizDefinition.from_json(placement.definition), NOW)
    start = client.get(f"/en/quizzes/{placement.quiz_key}/").content.decode()
    results = [client.get(f"/en/quizzes/attempts/{attempt.pk}/result/").content.decode() for attempt in attempts]

    counted = attempts[index]
    assert counted_grade(learner, placement.quiz_key).attempt == counted
    assert standing.counted.attempt_id == counted.pk
    assert [number for number in (1, 2, 3) if re.search(rf"Attempt {number}</a>(?:(?!</tr>).)*badge", start, re.DOTALL)] == [
        index + 1
    ]
    told = f"The {counts} attempt counts. Its mark: {MARKS[index]} of 4."
    assert [told in " ".join(page.split()) for page in results] == [attempt != counted for attempt in attempts]


def test_rule_of_counting_is_that_of_the_newest_attempt(learner):
    placement = make_quiz(4, counts="last")
    first, second = take(learner, placement, 4), take(learner, placement, 1)
    Placement.objects.update(definition={**placement.definition, "counts": "best"})

    assert counted_grade(learner, placement.quiz_key).attempt == second
    take(learner, Placement.objects.get(), 0)
    assert counted_grade(learner, placement.quiz_key).attempt == first


@pytest.mark.parametrize(
    ("counts", "marks", "is_recorded"),
    [
        ("best", [1, 4], True),
        ("last", [1, 4], True),
        ("last", [4, 1], True),
        ("first", [4, 1], True),
        ("first", [1, 4], False),
        ("best", [1, 1], False),
    ],
)
def test_learning_records_a_pass_that_counts_and_keeps_it(
    learner, counts, marks, is_recorded, django_capture_on_commit_callbacks
):
    version = make_version(required=1)
    lesson_key = keys_of(version)[0]
    placement = make_quiz(4, counts=counts, course_key=version.course_key, lesson_key=lesson_key)
    next_version(version, OutlineLesson(str(lesson_key), tests=(str(placement.quiz_key),)))
    enrol(learner=learner, course_key=version.course_key, now=NOW)

    for right in marks:
        with django_capture_on_commit_callbacks(execute=True):
            take(learner, placement, right)

    assert LessonProgress.objects.filter(item_key=placement.quiz_key).exists() == is_recorded
    assert list(find_differences()) == []


def test_older_attempts_whose_rules_say_nothing_of_counting_are_credited(learner):
    attempt = take(learner, make_quiz(1), 1)
    rules = {name: value for name, value in attempt.rules.items() if name != "counts"}
    Attempt.objects.update(rules=rules)

    assert list(Attempt.objects.credited()) == [attempt]


def test_waiting_begins_after_so_many_attempts(learner):
    placement = make_quiz(1, wait_minutes=30, wait_after=2)
    take(learner, placement, 0)
    take(learner, placement, 0)

    with pytest.raises(CannotStartAttempt) as refused:
        start_attempt(learner=learner, placement=placement, now=NOW)

    assert (refused.value.code, refused.value.opens_at) == ("waiting", NOW + timedelta(minutes=30))


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("wait", "days"), [(90, 0), (60 * 24 * 2, 2)])
def test_hour_at_which_a_retry_opens_is_shown_today_and_on_another_day(learner, language, wait, days, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setitem(registry._places, "lesson_addresses", lambda keys, language: {})
    placement = make_quiz(1, wait_minutes=wait)
    attempt = take(learner, placement, 0)
    client = Client()
    client.force_login(learner)

    pages = [f"/{language}/quizzes/{placement.quiz_key}/", f"/{language}/quizzes/attempts/{attempt.pk}/result/"]
    texts = [client.get(page).content.decode() for page in pages]

    hour = "12:30" if days == 0 else "11:00"
    day = {("ar", 0): "1 آذار/مارس 2026", ("ar", 2): "3 آذار/مارس 2026", ("en", 0): "1 March 2026", ("en", 2): "3 March 2026"}
    waiting = [re.search(r'<p class="notice">(.*?)</p>', page, re.DOTALL)[1] for page in texts]
    assert [(hour in words, day[language, days] in words) for words in waiting] == [(True, True)] * 2
