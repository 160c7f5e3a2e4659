"""The question bank in the CMS: finding, writing; a new question from inside the lesson."""

import re
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import Locale

from quizzes import registry
from quizzes.models import Objective, Question, QuestionVersion
from quizzes.page_forms import QuestionForm, SourceRefsField
from tests.factories.accounts import UserFactory, make_editor, with_second_factor
from tests.factories.quizzes import (
    SECRET,
    ObjectiveFactory,
    QuestionFactory,
    make_lesson_place,
    make_locale,
    make_question,
    make_translation,
)

pytestmark = pytest.mark.django_db
BANK = "/cms/snippets/quizzes/question/"
CHOOSER = "/cms/snippets/choose/quizzes/question/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def listed(response):
    """The stems in a listing, in its order."""
    page = response.content.decode()
    return re.findall(r"سؤال \w+|Question \w+", re.sub(r"<[^>]+>", "\n", page.split("<tbody>")[1])) if "<tbody>" in page else []


def option_fields(prefix, options):
    fields = {f"{prefix}-count": str(len(options))}
    for index, (text, is_correct) in enumerate(options):
        base = f"{prefix}-{index}"
        fields |= {
            f"{base}-deleted": "",
            f"{base}-order": str(index),
            f"{base}-type": "item",
            f"{base}-id": str(uuid.uuid4()),
            f"{base}-value-text": text,
            f"{base}-value-explanation": f"لأن {text}",
            **({f"{base}-value-is_correct": "on"} if is_correct else {}),
        }
    return fields


def question_fields(prefix="", options=(("نعم", True), ("لا", False)), **more):
    """What the editor form sends for a single choice."""
    body = f"{prefix}body"
    return {
        f"{body}-count": "1",
        f"{body}-0-deleted": "",
        f"{body}-0-order": "0",
        f"{body}-0-type": "single_choice",
        f"{body}-0-id": str(uuid.uuid4()),
        f"{body}-0-value-stem": "ما الخطوة الأولى؟",
        f"{body}-0-value-explanation": "",
        **option_fields(f"{body}-0-value-options", options),
        f"{prefix}use": "practice",
        f"{prefix}bloom": "apply",
        **more,
    }


@pytest.mark.parametrize(
    ("query", "stems"),
    [
        ("", ["سؤال true_false", "Question ordering", "سؤال ordering"]),
        ("?locale=ar", ["سؤال true_false", "سؤال ordering"]),
        ("?kind=ordering&locale=ar", ["سؤال ordering"]),
        ("?use=practice", ["سؤال true_false"]),
        ("?bloom=create", ["سؤال true_false"]),
        ("?q=سُـؤالٌ true", ["سؤال true_false"]),
        ("?q=QUESTION", ["Question ordering"]),
        ("?q=غير موجود", []),
    ],
)
def test_bank_is_filtered_and_searched_with_folding(client, query, stems):
    make_translation(make_question("ordering"))
    make_question("true_false", use="practice", bloom="create")

    assert listed(client.get(BANK + query)) == stems


def test_bank_is_filtered_by_objective(client):
    objective = ObjectiveFactory.create()
    make_question("ordering")
    make_question("true_false", objective=objective)

    assert listed(client.get(f"{BANK}?objective={objective.translation_key}")) == ["سؤال true_false"]


def test_bank_says_which_questions_are_drafts(client):
    QuestionFactory.create()
    make_question()

    page = client.get(BANK).content.decode().split("<tbody>")[1]

    assert re.findall(r"\b(published|draft)\b", re.sub(r"<[^>]+>", " ", page)) == ["published", "draft"]


def test_question_is_written_and_published(client, monkeypatch):
    lesson_key = uuid.uuid4()
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [make_lesson_place(lesson_key, "ما المناصرة؟")])
    fields = question_fields(
        lesson_key=str(lesson_key),
        anchor="definition",
        misconception="advocacy-is-awareness",
        source_refs="S002 S003",
        objective="",
    )

    client.post(f"{BANK}add/", {**fields, "action-publish": "1"})

    question = Question.objects.get()
    assert (question.stem, question.kind, question.live) == ("ما الخطوة الأولى؟", "single_choice", True)
    assert (question.lesson_key, question.anchor, question.source_refs) == (lesson_key, "definition", ["S002", "S003"])
    assert QuestionVersion.objects.get().question_key == question.translation_key


@pytest.mark.parametrize("options", [[("نعم", False), ("لا", False)], [("نعم", True), ("لا", True)], [("نعم", True)]])
def test_question_without_exactly_one_right_option_is_not_published(client, options):
    fields = question_fields(options=options, lesson_key="", anchor="", misconception="", source_refs="", objective="")

    response = client.post(f"{BANK}add/", {**fields, "action-publish": "1"})

    assert response.status_code == 200
    assert Question.objects.count() == 0


def test_question_without_an_explanation_is_not_published(client):
    fields = question_fields(lesson_key="", anchor="", misconception="", source_refs="", objective="")
    fields["body-0-value-options-1-value-explanation"] = " "

    client.post(f"{BANK}add/", {**fields, "action-publish": "1"})

    assert Question.objects.count() == 0


def test_half_written_question_is_kept_as_a_draft(client):
    fields = question_fields(
        options=[("", False), ("", False)], lesson_key="", anchor="", misconception="", source_refs="", objective=""
    )

    client.post(f"{BANK}add/", fields)

    question = Question.objects.get()
    assert (question.live, question.stem) == (False, "ما الخطوة الأولى؟")
    assert QuestionVersion.objects.count() == 0


def test_lesson_that_is_gone_stays_chosen():
    question = QuestionFactory.create(lesson_key=uuid.uuid4())
    form_class = type("Form", (QuestionForm,), {"Meta": type("Meta", (), {"model": Question, "fields": ["lesson_key"]})})

    choices = [value for value, _title in form_class(instance=question).fields["lesson_key"].choices]

    assert choices == ["", str(question.lesson_key)]


@pytest.mark.parametrize(("written", "refs"), [("", []), ("S002", ["S002"]), ("  S002   S107 ", ["S002", "S107"])])
def test_points_of_the_source_are_written_as_a_line(written, refs):
    field = SourceRefsField(required=False)

    assert field.clean(written) == refs
    assert field.prepare_value(refs) == " ".join(refs)


@pytest.mark.parametrize("written", ["S2", "s002", "S002,S003", "S٠٠٢"])
def test_points_of_the_source_are_checked(written):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        SourceRefsField(required=False).clean(written)


# The chooser --------------------------------------------------------------------


def test_chooser_offers_a_form_for_a_new_question(client):
    html = client.get(CHOOSER).json()["html"]

    assert 'id="tab-create"' in html
    assert 'name="new-question-use"' in html
    # What hides the pictures in this dialog: choosing one would close it.
    assert "question-media" in html


@pytest.mark.parametrize(
    ("query", "stems"),
    [
        ("", ["سؤال true_false", "سؤال ordering"]),
        ("?q=سؤال", ["سؤال true_false", "سؤال ordering"]),
        ("?q=سوال+ORDERING", ["سؤال ordering"]),
        ("?kind=true_false", ["سؤال true_false"]),
        ("?use=graded", ["سؤال ordering"]),
        ("?locale=en", []),
    ],
)
def test_chooser_finds_with_folding(client, query, stems):
    make_locale("en")
    make_question("ordering")
    make_question("true_false", use="practice")

    assert listed(client.get(f"{CHOOSER}results/{query}")) == stems


def create_in_chooser(client, **options):
    return client.post(f"{CHOOSER}create/", question_fields("new-question-", **options)).json()


def test_pictures_are_left_out_of_the_dialog(client):
    """Wagtail closes a dialog when another opens: the half-written question would be lost."""
    assert "quizzes/cms.css" in client.get(f"{BANK}add/").content.decode()


def test_new_question_is_published_and_chosen(client):
    reply = create_in_chooser(client)

    question = Question.objects.get()
    assert reply["step"] == "chosen"
    assert (reply["result"]["id"], reply["result"]["string"]) == (str(question.pk), "ما الخطوة الأولى؟")
    assert (question.live, question.locale, question.use) == (True, Locale.get_default(), "practice")
    assert QuestionVersion.objects.get().question_key == question.translation_key


def test_new_question_of_somebody_who_may_not_publish_is_a_draft():
    writer = UserFactory.create()
    for name in ("access_admin", "add_question"):
        writer.user_permissions.add(Permission.objects.get(codename=name))
    client = Client()
    client.force_login(with_second_factor(writer))

    reply = create_in_chooser(client)

    question = Question.objects.get()
    assert reply["result"]["id"] == str(question.pk)
    assert (question.live, question.has_unpublished_changes) == (False, True)
    assert question.latest_revision.user == writer
    assert QuestionVersion.objects.count() == 0


def test_new_question_with_a_mistake_is_shown_again(client):
    reply = create_in_chooser(client, options=[("نعم", False), ("لا", False)])

    assert reply["step"] == "reshow_creation_form"
    assert Question.objects.count() == 0


def test_new_question_is_refused_to_whoever_may_not_add_one():
    client = Client()
    reader = UserFactory.create()
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(with_second_factor(reader))

    client.post(f"{CHOOSER}create/", question_fields("new-question-"))

    assert Question.objects.count() == 0


# Objectives and access -----------------------------------------------------------


def test_objective_is_written(client):
    client.post("/cms/snippets/quizzes/objective/add/", {"text": "يعرّف المناصرة", "bloom": "remember"})

    objective = Objective.objects.get()
    assert (objective.text, objective.bloom, objective.locale) == ("يعرّف المناصرة", "remember", Locale.get_default())


@pytest.mark.parametrize("url", [BANK, f"{BANK}add/", CHOOSER, "/cms/snippets/quizzes/objective/"])
def test_learner_does_not_enter_the_bank(url):
    client = Client()
    client.force_login(UserFactory.create())

    response = client.get(url)

    assert response.status_code == 302
    assert SECRET not in response.content.decode()
