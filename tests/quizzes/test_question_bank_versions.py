"""Versions and wordings of a question in the CMS, and Wagtail's comparison of revisions."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.models import QuestionWording
from quizzes.queries.versions import get_comparison, list_versions
from tests.factories.accounts import make_editor
from tests.factories.bank import make_statistics
from tests.factories.quizzes import QuestionFactory, change_body, make_options, make_question, make_translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def path_of(question, query=""):
    return reverse("wagtailsnippets_quizzes_question:versions", args=[question.pk]) + query


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def corrected():
    """A question whose right answer was moved, with a translation of the first version."""
    question = make_question()
    make_translation(question)
    make_statistics(question)
    key = question.translation_key
    return change_body(question, options=make_options(key, "ar", {1}, 4))


def test_versions_say_what_changed_newest_first():
    question = corrected()

    rows = list_versions(question.translation_key)

    assert [row.version.number for row in rows] == [2, 1]
    assert [[change.code for change in row.changes] for row in rows] == [["added", "right", "wrong"], ["first"]]
    assert [row.languages for row in rows] == [["ar"], ["ar", "en"]]
    assert [row.statistics is not None for row in rows] == [False, True]


def test_versions_are_shown_with_their_figures(client):
    page = words(client.get(path_of(corrected())))

    assert "Added: خيار 3" in page
    assert "No longer right: خيار 0" in page
    assert "Right since: خيار 1" in page
    assert "70% between 61% and 77% (120 first attempts)" in page


def test_two_wordings_stand_side_by_side_older_first(client):
    question = corrected()
    first, _english, last = QuestionWording.objects.order_by("pk")

    comparison = get_comparison(list_versions(question.translation_key), last.pk, first.pk)
    page = client.get(path_of(question, f"?before={last.pk}&after={first.pk}")).content.decode()

    assert (comparison.before, comparison.after) == (first, last)
    assert [change.code for change in comparison.changes] == ["added", "right", "wrong"]
    assert "<ins>" in page
    assert "Options, 1: Option" in page
    assert "Options, 1: Explanation" in page


def test_accepted_answers_are_compared(client):
    question = make_question("short_text")
    change_body(question, accepted="المناصرة\nالتأييد")
    first, last = QuestionWording.objects.order_by("pk")

    page = client.get(path_of(question, f"?before={first.pk}&after={last.pk}")).content.decode()

    assert "<ins>التأييد</ins>" in page
    assert "Accepted answers" in page


@pytest.mark.parametrize(
    "query",
    ["?before=1&after=", "?before=x&after=y", "?before=99999999&after=1", "?before=٣&after=١", f"?before={'9' * 40}&after=1"],
)
def test_wordings_that_are_not_its_own_are_not_compared(client, query):
    question = make_question()
    make_question("ordering")

    response = client.get(path_of(question, query))

    assert response.status_code == 200
    assert "Those two wordings are not of this question." in words(response)


def test_question_without_a_version_says_so(client):
    assert "This question has no version yet" in words(client.get(path_of(QuestionFactory.create())))


@pytest.mark.parametrize("count", [1, 3])
def test_versions_cost_three_queries(count, django_assert_num_queries):
    question = make_question()
    for number in range(count):
        question = change_body(question, options=make_options(question.translation_key, "ar", {0}, 4 + number))

    with django_assert_num_queries(3):
        rows = list_versions(question.translation_key)

    assert len(rows) == count + 1


def test_revisions_are_compared_with_their_nested_blocks(client):
    question = make_question()
    first = question.latest_revision
    question.body[0].value["options"][1]["text"] = "خيار آخر تمامًا"
    question.save()
    second = question.save_revision()
    path = reverse("wagtailsnippets_quizzes_question:revisions_compare", args=[question.pk, first.pk, second.pk])

    page = client.get(path).content.decode()

    assert re.search(r'class="[^"]*addition[^"]*">[^<]*آخر', page)
    assert "سؤال single_choice" in page
