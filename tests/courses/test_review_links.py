"""From an explained answer back to the paragraph: in both languages, whatever has become of the lesson."""

import pytest
from django.test import Client

from accounts.models import User
from quizzes import registry
from quizzes.models import Attempt, Placement
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.pages import make_course, make_home, make_lesson, make_module, publish, quiz, section, translate
from tests.factories.quizzes import NOW, make_attempt, make_question

pytestmark = pytest.mark.django_db
ANCHOR = "definition"


@pytest.fixture
def module():
    return make_module(make_course(make_home()))


@pytest.fixture
def lesson(module):
    lesson = make_lesson(module, body=[section(heading="التعريف", anchor=ANCHOR)], title="ما المناصرة؟", slug="what")
    translate(lesson, title="What is advocacy?")
    return type(lesson).objects.get(pk=lesson.pk)


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


@pytest.fixture
def attempt(lesson, module, learner, monkeypatch) -> Attempt:
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: None)
    question = make_question(lesson_key=lesson.translation_key, anchor=ANCHOR)
    test = make_lesson(module, body=[quiz([question], "graded")])
    attempt = make_attempt(learner, Placement.objects.get(lesson_key=test.translation_key))
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW)
    return attempt


def link_in(attempt, language="ar"):
    """Address and words of the way back, or None."""
    client = Client()
    client.force_login(attempt.learner)
    page = client.get(f"/{language}/quizzes/attempts/{attempt.pk}/result/").content.decode()
    again = page.split('class="review__again"')[1:]
    return again[0].split('href="')[1].split('"')[0] if again else None


@pytest.mark.parametrize("language", ["ar", "en"])
def test_link_leads_to_the_paragraph_in_the_readers_language(attempt, lesson, client, language):
    address, anchor = link_in(attempt, language).split("#")

    page = client.get(address)
    assert (address.startswith(f"/{language}/"), anchor, page.status_code) == (True, ANCHOR, 200)
    assert f'id="{ANCHOR}"' in page.content.decode()


def test_link_follows_a_lesson_that_is_renamed_or_moved(attempt, lesson, client):
    publish(lesson, slug="renamed")
    renamed = link_in(attempt)
    fresh = type(lesson).objects.get(pk=lesson.pk)
    fresh.move(make_module(lesson.get_parent().get_parent().specific), pos="last-child")
    moved = link_in(attempt)

    assert renamed.endswith(f"/renamed/#{ANCHOR}")
    assert moved != renamed
    assert client.get(moved.split("#")[0]).status_code == 200


def test_lesson_that_is_not_published_any_more_is_not_linked(attempt, lesson):
    twin = lesson.get_translations().get()
    twin.unpublish()
    assert link_in(attempt, "en").startswith("/ar/")

    lesson.unpublish()

    assert [link_in(attempt, language) for language in ("ar", "en")] == [None, None]


def test_lesson_that_is_deleted_is_not_linked(attempt, lesson):
    lesson.get_translations().get().delete()
    lesson.delete()

    assert link_in(attempt) is None
