"""A new kind is one file and one template, named in the settings: from the editor's form to the review, nothing of the app knows it."""

import copy
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import Client
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.blocks import StreamBlock

from quizzes import kinds
from quizzes.enums import Mode
from quizzes.models import Attempt, Grade, Question, QuestionVersion
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import make_locale, make_placement, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate", "plugged")]
TEMPLATES = Path(__file__).parent / "plugged" / "templates"


@pytest.fixture
def plugged(settings, monkeypatch):
    """As if the server had started with the setting: what is made once at the start is made anew."""
    settings.QUIZ_KIND_MODULES = ["tests.quizzes.plugged.stars"]
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0].get("DIRS", []), TEMPLATES]
    settings.TEMPLATES = engines
    monkeypatch.setattr(kinds, "_kinds", {})
    body = Question._meta.get_field("body")
    monkeypatch.setattr(body, "stream_block", StreamBlock(kinds.question_blocks(), min_num=1, max_num=1))


@pytest.fixture
def learner():
    client = Client()
    client.force_login(UserFactory.create())
    return client


def make_stars(stars=4):
    body = [{"type": "stars", "id": str(uuid.uuid4()), "value": {"stem": "كم نجمة؟", "explanation": "السبب", "stars": stars}}]
    return publish(Question.objects.create(locale=make_locale("ar"), live=False, body=body))


def test_editor_writes_and_publishes_it():
    fields = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "stars",
        "body-0-id": str(uuid.uuid4()),
        "body-0-value-stem": "كم نجمة؟",
        "body-0-value-explanation": "السبب",
        "body-0-value-stars": "4",
        "use": "graded",
        "bloom": "apply",
    }
    # The views of the CMS keep the form they once made; this is the one that a server started with the setting makes.
    form = modelform_factory(Question, form=WagtailAdminModelForm, fields=["body", "use", "bloom"])(data=fields)

    offered = str(form["body"])
    question = form.save(commit=False)
    question.locale, question.live = make_locale("ar"), False
    question.save()
    publish(question)

    assert "Stars" in offered
    assert (Question.objects.get().kind, QuestionVersion.objects.get().structure) == ("stars", {"stars": 4})


@pytest.mark.parametrize(("chosen", "share", "outcome"), [("4", 1.0, "right"), ("5", 0.5, "partly"), ("1", 0.0, "wrong")])
def test_learner_answers_it_in_a_test_and_reads_why(learner, chosen, share, outcome):
    placement = make_placement([make_stars()])
    learner.post(f"/ar/quizzes/{placement.quiz_key}/")
    url = f"/ar/quizzes/attempts/{Attempt.objects.get().pk}/"

    asked = learner.get(url).content.decode()
    saved = learner.post(f"{url}answers/1/", {"event": str(uuid.uuid4()), "q1": chosen})
    result = learner.post(url, {"q1": chosen, "intent": "submit"}, follow=True).content.decode()

    assert asked.count('type="radio" name="q1"') == 5
    assert "السبب" not in asked
    assert saved.json() == {"saved": True, "sequence": 1}
    assert Grade.objects.get().points == [share]
    assert f"review--{outcome}" in result
    assert f"Stars: 4; chosen: {chosen}" in result
    assert "السبب" in result


def test_answer_that_it_does_not_know_is_refused(learner):
    placement = make_placement([make_stars()])
    learner.post(f"/ar/quizzes/{placement.quiz_key}/")

    response = learner.post(
        f"/ar/quizzes/attempts/{Attempt.objects.get().pk}/answers/1/", {"event": str(uuid.uuid4()), "q1": "9"}
    )

    assert (response.status_code, response.json()) == (400, {"saved": False, "code": "bad_response"})


def test_it_can_be_practised():
    placement = make_placement([make_stars()], Mode.PRACTICE)
    key = placement.definition["questions"][0]

    page = Client().post(f"/ar/quizzes/practice/{placement.quiz_key}/", {"question": key, f"q-{key}": "4"}).content.decode()

    assert "review--right" in page


def test_it_can_be_a_part_of_a_case():
    scenario = Question._meta.get_field("body").stream_block.child_blocks["scenario"]

    assert "stars" in scenario.child_blocks["parts"].child_blocks


def test_preview_has_a_sample_of_each_outcome():
    kind, structure = kinds.get_kind("stars"), {"stars": 4}

    answers = {outcome: kind.sample_answer(structure, {}, outcome) for outcome in ("unanswered", "wrong", "partly", "right")}

    assert answers == {"unanswered": {}, "wrong": {"stars": 1}, "partly": {"stars": 3}, "right": {"stars": 4}}


def test_two_kinds_of_one_name_are_refused(settings, monkeypatch):
    settings.QUIZ_KIND_MODULES = ["tests.quizzes.plugged.stars", "tests.quizzes.plugged.stars"]
    monkeypatch.setattr(kinds, "_kinds", {})

    with pytest.raises(ValueError, match="stars"):
        kinds.get_kinds()


def test_question_without_its_number_is_refused():
    block = Question._meta.get_field("body").to_python(
        [{"type": "stars", "id": "x", "value": {"stem": "كم؟", "explanation": ""}}]
    )[0]

    with pytest.raises(ValidationError):
        block.block.clean(block.value)
