"""The form of a question: tags, course, lesson, objective."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from quizzes import registry
from quizzes.models import Question
from quizzes.page_forms import TagsField, clean_tag
from tests.factories.accounts import make_editor
from tests.factories.quizzes import ObjectiveFactory, make_lesson_place, make_locale, make_question
from tests.quizzes.test_question_bank import question_fields

pytestmark = pytest.mark.django_db
BANK = "/cms/snippets/quizzes/question/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def fields(**more):
    empty = {
        "lesson_key": "",
        "anchor": "",
        "course_key": "",
        "tags": "",
        "misconception": "",
        "source_refs": "",
        "objective": "",
    }
    return {**question_fields(), **empty, **more}


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("", []),
        (" , ،، ", []),
        ("حملة، سهل", ["حملة", "سهل"]),
        ("حملة, حملـه ,الحملة", ["حملة", "الحملة"]),
        (" الوحدة 2 / سهل ", ["الوحدة 2/سهل"]),
        ("a|b\nc", ["a b", "c"]),
        ("/x//y/", ["x/y"]),
    ],
)
def test_tags_are_cleaned_and_kept_once(written, tags):
    field = TagsField(required=False)

    assert field.clean(written) == tags
    assert field.clean(field.prepare_value(tags)) == tags


@pytest.mark.parametrize("written", ["x" * 61, "حملة، ؟؟", "، ".join(f"t{number}" for number in range(21))])
def test_tags_that_cannot_be_kept_are_refused(written):
    with pytest.raises(ValidationError):
        TagsField(required=False).clean(written)


def test_tag_of_the_greatest_length_is_kept():
    assert clean_tag("x" * 60) == "x" * 60


def test_question_is_written_with_tags_and_course(client, monkeypatch):
    place = make_lesson_place(uuid.uuid4())
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [place])

    client.post(f"{BANK}add/", {**fields(tags="حملة، سهل", course_key=str(place.course_key)), "action-publish": "1"})

    question = Question.objects.get()
    assert (question.tags, question.course_key, question.tags_text) == (["حملة", "سهل"], place.course_key, "|حمله|سهل|")


def test_course_that_is_gone_stays_chosen(client):
    question = make_question(course_key=uuid.uuid4())

    page = client.get(f"{BANK}edit/{question.pk}/").content.decode()

    assert f'<option value="{question.course_key}" selected>' in page


def test_section_without_a_lesson_is_refused(client):
    response = client.post(f"{BANK}add/", {**fields(anchor="why"), "action-publish": "1"})

    assert "Choose the lesson that this section belongs to." in response.content.decode()
    assert Question.objects.count() == 0


def test_objectives_are_offered_in_the_language_of_the_question(client):
    arabic = ObjectiveFactory.create()
    english = ObjectiveFactory.create(text="Names the term", locale=make_locale("en"))
    question = make_question()

    page = client.get(f"{BANK}edit/{question.pk}/").content.decode()

    assert f'<option value="{arabic.pk}">' in page
    assert f'<option value="{english.pk}">' not in page
