"""Previews of a question: each look in each state, as learners see it."""

import uuid

import pytest
from django.urls import reverse
from wagtail.models import Locale

from quizzes import registry
from quizzes.previews import MODES
from tests.factories.quizzes import KINDS, SECRET, UNSCORED, QuestionFactory, change_body, make_body, make_question

pytestmark = pytest.mark.django_db

OUTCOMES = {"wrong": "review--wrong", "partly": "review--partly", "right": "review--right", "answered": "review--noted"}
FIELDSETS = {"scenario": 4}


def modes_of(question):
    return [name for name, _label in question.preview_modes]


def page_of(question, mode):
    response = question.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_preview_asks_before_it_explains(kind):
    page = page_of(make_question(kind), None)

    assert page.count("<fieldset") == FIELDSETS.get(kind, 1)
    assert f"سؤال {kind}" in page
    assert SECRET not in page


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("look", ["practice", "result"])
def test_preview_shows_every_state_the_kind_knows(kind, look):
    question = make_question(kind)
    modes = [mode for mode in modes_of(question) if mode.startswith(look) and not mode.endswith("unanswered")]

    pages = {mode: page_of(question, mode) for mode in modes}

    known = {"answered"} if kind in UNSCORED else {"wrong", "right"}
    assert {f"{look}-{outcome}" for outcome in known} <= set(modes)
    assert [mode for mode, page in pages.items() if OUTCOMES[mode.partition("-")[2]] not in page] == []
    assert [mode for mode, page in pages.items() if f"{SECRET} ar {kind}" not in page] == []


def test_preview_offers_only_states_the_kind_knows():
    judged = [mode for mode in MODES if not mode.endswith("answered") or mode.endswith("unanswered")]
    assert modes_of(make_question("multiple_choice")) == judged
    assert modes_of(make_question("true_false")) == [mode for mode in judged if not mode.endswith("partly")]


def test_preview_of_what_a_person_judges_is_noted_in_practice_and_waits_in_a_result():
    question = change_body(make_question("open_reflection"), is_graded=True)

    assert "review--noted" in page_of(question, "practice-answered")
    assert "review--awaiting" in page_of(question, "result-answered")


def test_preview_of_the_result_explains_an_empty_answer_too():
    page = page_of(make_question(), "result-unanswered")

    assert "review--unanswered" in page
    assert SECRET in page


def test_preview_leads_to_the_lesson_to_read_again(monkeypatch):
    key = uuid.uuid4()
    monkeypatch.setitem(registry._places, "lesson_addresses", lambda keys, language: dict.fromkeys(keys, ("درس", "/ar/x/")))
    question = QuestionFactory.create(lesson_key=key, anchor="why")

    assert 'href="/ar/x/#why"' in page_of(question, "result-right")


def test_preview_of_an_empty_question_is_a_page_in_every_mode():
    question = QuestionFactory.build(body=[], locale=Locale.get_default())

    assert modes_of(question) == ["practice-unanswered", "result-unanswered"]
    assert [page_of(question, mode) for mode in MODES]


@pytest.mark.parametrize("kind", KINDS)
def test_preview_of_a_half_written_question_is_a_page_in_every_mode(kind):
    body = make_body(kind, uuid.uuid4())
    body[0]["value"] = {"stem": ""}
    question = QuestionFactory.build(body=body, locale=Locale.get_default())

    assert modes_of(question)[0] == "practice-unanswered"
    assert [page_of(question, mode) for mode in MODES]


def test_preview_works_from_the_form(client):
    from tests.factories.accounts import make_editor
    from tests.quizzes.test_question_bank import question_fields

    client.force_login(make_editor(language="en"))
    question = make_question()
    url = reverse("wagtailsnippets_quizzes_question:preview_on_edit", args=[question.pk])
    fields = question_fields(lesson_key="", anchor="", course_key="", tags="", misconception="", source_refs="", objective="")

    posted = client.post(url, fields)
    page = client.get(f"{url}?mode=result-wrong").content.decode()

    assert posted.json() == {"is_valid": True, "is_available": True}
    assert "review--wrong" in page
