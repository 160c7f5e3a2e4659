"""Bulk actions of the listing: they ask first, touch only what was chosen, and only for whoever may."""

import re
import uuid
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.enums import Role
from quizzes import registry
from quizzes.models import Question
from tests.factories.accounts import UserFactory, make_editor, make_staff, with_second_factor
from tests.factories.bank import make_bank
from tests.factories.quizzes import (
    ObjectiveFactory,
    QuestionFactory,
    make_lesson_place,
    make_placement,
    make_question,
    make_translation,
)

pytestmark = pytest.mark.django_db
BANK = "/cms/snippets/quizzes/question/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_staff(Role.MODERATORS, language="en"))
    return client


def address(action, *questions, next_url=BANK):
    chosen = "&".join(f"id={question if question == 'all' else question.pk}" for question in questions)
    return f"/cms/bulk/quizzes/question/{action}/?{chosen}&next={quote(next_url)}"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_action_asks_first_and_says_how_many(client):
    question, other = make_question(), make_question("ordering")
    english = make_translation(question)

    page = words(client.get(address("add_tag", question, english, other)))

    assert "2 questions are concerned." in page
    assert Question.objects.tagged("جديد").count() == 0


def test_tag_is_added_and_removed(client):
    question = make_question()
    make_translation(question)

    client.post(address("add_tag", question), {"tag": " جديد  جدا "})
    added = [row.tags for row in Question.objects.all()]
    client.post(address("remove_tag", question), {"tag": "جديد جدا"})

    assert added == [["جديد جدا"], ["جديد جدا"]]
    assert [row.tags for row in Question.objects.all()] == [[], []]


@pytest.mark.parametrize("tag", ["", "  ", "أ، ب", "a,b", "x" * 61, "…"])
def test_tag_that_is_none_is_refused_with_a_message(client, tag):
    question = make_question()

    response = client.post(address("add_tag", question), {"tag": tag})

    assert response.status_code == 200
    assert "error" in response.content.decode()
    assert Question.objects.get().tags == []


def test_use_lesson_and_objective_are_set(client, monkeypatch):
    place = make_lesson_place(uuid.uuid4(), "درس")
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [place])
    objective = ObjectiveFactory.create()
    question = make_question()

    client.post(address("set_use", question), {"use": "practice"})
    client.post(address("set_lesson", question), {"lesson": str(place.lesson_key)})
    client.post(address("set_objective", question), {"objective": objective.pk})

    row = Question.objects.get()
    assert (row.use, row.lesson_key, row.course_key, row.objective) == ("practice", place.lesson_key, place.course_key, objective)


def test_questions_are_published_and_unpublished(client):
    question = QuestionFactory.create()

    client.post(address("publish", question))
    was_live = Question.objects.get().live
    client.post(address("unpublish", question))

    assert (was_live, Question.objects.get().live) == (True, False)


def test_used_question_is_not_deleted_and_the_page_says_where_it_is_used(client):
    question = make_question()
    make_placement([question])

    page = words(client.get(address("delete", question)))
    client.post(address("delete", question))

    assert "in 1 quiz" in page
    assert "so nothing is deleted" in page
    assert Question.objects.count() == 1


def test_free_question_is_deleted(client):
    question = make_question()
    make_translation(question)

    client.post(address("delete", question))

    assert Question.objects.count() == 0


def test_whole_listing_is_what_was_searched_and_filtered_for(client):
    make_bank(25, tags=["أول"])
    other = make_question("ordering", tags=["ثان"])

    page = words(client.get(address("set_use", "all", next_url=f"{BANK}?tag=أول")))
    client.post(address("set_use", "all", next_url=f"{BANK}?tag=أول"), {"use": "practice"})

    assert "25 questions are concerned." in page
    assert "and 5 more" in page
    assert (Question.objects.filter(use="practice").count(), Question.objects.get(pk=other.pk).use) == (25, "graded")


def test_question_deleted_in_the_meantime_is_not_missed(client):
    question = make_question()
    url = address("add_tag", question)
    Question.objects.all().delete()

    assert "None of these questions is there any more." in words(client.get(url))


@pytest.mark.parametrize(
    "action", ["add_tag", "remove_tag", "set_use", "set_lesson", "set_objective", "publish", "unpublish", "delete"]
)
def test_whoever_may_not_changes_nothing(action):
    question = make_question(tags=["سهل"])
    reader = UserFactory.create()
    reader.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_question", "add_question"]))
    client = Client()
    client.force_login(with_second_factor(reader))
    before = Question.objects.values().get()

    client.post(address(action, question), {"tag": "سهل", "use": "practice", "lesson": "", "objective": ""})

    assert Question.objects.values().get() == before


def test_editor_who_may_not_delete_is_told_so():
    question = make_question()
    client = Client()
    client.force_login(make_editor(language="en"))

    page = words(client.get(address("delete", question)))
    client.post(address("delete", question))

    assert "You may not do this to 1 of the questions." in page
    assert Question.objects.count() == 1


def test_confirmation_costs_the_same_for_any_number(client, django_assert_max_num_queries):
    questions = make_bank(3)
    counts = []
    for chosen in (questions[:1], questions):
        client.get(address("delete", *chosen))
        with django_assert_max_num_queries(30) as queries:
            client.get(address("delete", *chosen))
        counts.append(len(queries))

    assert counts[0] == counts[1]
