"""Correcting a mistake in the CMS: choose, see, apply; and what the learner reads of it afterwards."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from elearn.lib import clock
from quizzes.models import Correction, Grade, Placement, Question, QuestionVersion
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory, make_editor, make_facilitator
from tests.factories.quizzes import (
    NOW,
    QuestionFactory,
    change_body,
    form,
    make_attempt,
    make_options,
    make_question,
    make_quiz,
    right_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def address(question):
    return f"/cms/quizzes/corrections/{question.translation_key}/"


def hand_in(placement, *, is_right=True, learner=None):
    attempt = make_attempt(learner or UserFactory.create(), placement)
    data = form(right_fields(attempt) if is_right else {})
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=LATER, data=data, language="ar")
    return attempt


def versions_of(question):
    return [
        str(key) for key in QuestionVersion.objects.filter(question_key=question.translation_key).values_list("pk", flat=True)
    ]


def choose(client, question, rule="full", **data):
    """The preview that the first page leads to."""
    fields = {"rule": rule, "versions": versions_of(question), "reason": "خطأ", **data}
    response = client.post(address(question), fields)
    assert response.status_code == 302
    return response.headers["Location"]


def hidden(page):
    """The hidden fields of the preview's form."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("draft", "seen", "picked", "shown")}


def test_editor_sees_what_would_change_and_applies_it(client):
    placement = make_quiz(2, pass_percent=100)
    question = Question.objects.get(translation_key=placement.definition["questions"][0])
    right, blank = hand_in(placement), hand_in(placement, is_right=False)

    preview = choose(client, question)
    page = client.get(preview).content.decode()
    before = Grade.objects.count()
    response = client.post(f"{address(question)}preview/", {**hidden(page), "scope": "all", "intent": "apply"})
    record = client.get(address(question)).content.decode()

    figures = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)
    assert figures == [
        ("Attempts judged anew", "2"),
        ("Marks that rise", "1"),
        ("Marks that fall", "0"),
        ("Marks that stay", "1"),
        ("Passes gained", "0"),
        ("Passes kept below the pass mark", "0"),
    ]
    assert before == 2
    assert (response.status_code, response.headers["Location"]) == (302, address(question))
    assert [right.grades.count(), blank.grades.count()] == [1, 2]
    assert "1 attempt has a new mark." in record
    assert "Everybody who was asked gets the point" in record.split("Corrections so far")[1]


def test_preview_names_nobody(client):
    question = Question.objects.get(translation_key=make_quiz(1).definition["questions"][0])
    learner = UserFactory.create(display_name="سلمى البعيدة")
    hand_in(Placement.objects.get(), is_right=False, learner=learner)

    page = client.get(choose(client, question)).content.decode()

    assert "Attempt 1" in page
    assert not {"سلمى البعيدة", learner.email, learner.username} & set(re.findall(r"سلمى البعيدة|[\w.@-]+", page))


def test_applying_twice_writes_once(client):
    placement = make_quiz(1)
    question = Question.objects.get()
    hand_in(placement, is_right=False)
    fields = {**hidden(client.get(choose(client, question)).content.decode()), "scope": "all", "intent": "apply"}

    answers = [client.post(f"{address(question)}preview/", fields).status_code for _number in range(2)]

    assert answers == [302, 302]
    assert (Correction.objects.count(), Grade.objects.count()) == (1, 2)


def test_list_that_has_moved_is_shown_anew(client):
    placement = make_quiz(2)
    questions = [Question.objects.get(translation_key=key) for key in placement.definition["questions"]]
    hand_in(placement, is_right=False)
    forms = [
        {**hidden(client.get(choose(client, question)).content.decode()), "scope": "all", "intent": "apply"}
        for question in questions
    ]
    client.post(f"{address(questions[0])}preview/", forms[0])

    response = client.post(f"{address(questions[1])}preview/", forms[1])

    assert response.status_code == 200
    assert "Something has changed since this list was shown" in response.content.decode()
    assert Grade.objects.count() == 2


def test_chosen_attempts_are_kept_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("quizzes.views.corrections.ROWS", 2)
    placement = make_quiz(1)
    question = Question.objects.get()
    attempts = [hand_in(placement, is_right=False) for _number in range(5)]
    url = f"{address(question)}preview/"
    page = client.get(choose(client, question)).content.decode()

    second = client.post(url, {**hidden(page), "pick": str(attempts[1].pk), "page": "2", "scope": "chosen"}).content.decode()
    back = client.post(url, {**hidden(second), "pick": str(attempts[2].pk), "page": "1", "scope": "chosen"}).content.decode()
    client.post(url, {**hidden(back), "pick": str(attempts[0].pk), "scope": "chosen", "intent": "apply"})

    assert "Page 2 of 3" in second
    assert re.findall(r'name="pick" value="([^"]+)" checked', back) == [str(attempts[1].pk)]
    assert [attempt.grades.count() for attempt in attempts] == [2, 1, 2, 1, 1]


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "٣", "9" * 30])
def test_senseless_page_is_one_that_exists(client, number):
    question = Question.objects.get(translation_key=make_quiz(1).definition["questions"][0])
    hand_in(Placement.objects.get(), is_right=False)
    fields = hidden(client.get(choose(client, question)).content.decode())

    assert "Attempt 1" in client.post(f"{address(question)}preview/", {**fields, "page": number}).content.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [({}, 422), ({"rule": "full"}, 422), ({"rule": "x", "versions": ["1"], "reason": "x"}, 422)],
)
def test_form_that_is_not_whole_is_asked_for_again(client, fields, status):
    question = Question.objects.get(translation_key=make_quiz(1).definition["questions"][0])

    assert client.post(address(question), fields).status_code == status


def test_version_with_other_parts_is_refused_with_the_reason(client):
    placement = make_quiz(1)
    question = Question.objects.get()
    hand_in(placement)
    change_body(question, options=make_options(question.translation_key, "ar", {0}, 4))

    page = client.post(address(question), {"rule": "version", "versions": oldest(question), "reason": "x"}).content.decode()

    assert "Cannot be judged: its options or items are others now" in page
    assert "the table says why" in page


def test_draft_of_somebody_else_or_of_an_older_version_begins_anew(client):
    placement = make_quiz(1)
    question = Question.objects.get()
    hand_in(placement)
    change_body(question, options=make_options(question.translation_key, "ar", {2}, 3))
    preview = choose(client, question, "version", versions=oldest(question))
    other = Client()
    other.force_login(make_editor())
    change_body(question, options=make_options(question.translation_key, "ar", {1}, 3))

    answers = [client.get(preview), other.get(preview), client.get(f"{address(question)}preview/?draft=x")]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, address(question))}


def oldest(question):
    return [str(QuestionVersion.objects.filter(question_key=question.translation_key).earliest("number").pk)]


def test_question_nobody_was_asked_says_so(client):
    page = client.get(address(make_question())).content.decode()

    assert "there is nothing to judge anew" in page
    assert "None yet." in page


def test_deleted_question_can_be_corrected_all_the_same(client):
    placement = make_quiz(1)
    question = Question.objects.get()
    attempt = hand_in(placement, is_right=False)
    versions = versions_of(question)
    Question.objects.all().delete()

    preview = choose(client, question, versions=versions)
    fields = hidden(client.get(preview).content.decode())
    client.post(f"{address(question)}preview/", {**fields, "scope": "rises", "intent": "apply"})

    assert "no longer in the bank" in client.get(address(question)).content.decode()
    assert attempt.grades.count() == 2


def test_whoever_may_not_publish_questions_is_turned_away():
    question = make_question()
    client = Client()
    client.force_login(make_facilitator())

    answers = [client.get(address(question)), client.post(address(question)), client.get(f"{address(question)}preview/")]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/cms/")}


def test_bank_offers_the_correction_of_what_was_published(client):
    published, draft = make_question(), QuestionFactory.create()

    listing = client.get("/cms/snippets/quizzes/question/").content.decode()
    editors = [client.get(f"/cms/snippets/quizzes/question/edit/{row.pk}/").content.decode() for row in (published, draft)]

    assert (address(published) in listing, address(draft) in listing) == (True, False)
    assert (address(published) in editors[0], address(draft) in editors[1]) == (True, False)


def test_missing_question_is_missing(client):
    assert client.get(f"/cms/quizzes/corrections/{uuid.uuid4()}/").status_code == 404


# What the learner reads --------------------------------------------------------------------------


def test_learner_reads_old_and_new_mark_and_that_the_pass_stays(client):
    placement = make_quiz(1)
    question = Question.objects.get()
    learner = UserFactory.create(language="en")
    attempt = hand_in(placement, learner=learner)
    change_body(question, options=make_options(question.translation_key, "ar", {2}, 3))
    preview = choose(client, question, "version", versions=oldest(question))
    fields = hidden(client.get(preview).content.decode())
    client.post(f"{address(question)}preview/", {**fields, "scope": "all", "intent": "apply"})
    reader = Client()
    reader.force_login(learner)

    page = reader.get(f"/en/quizzes/attempts/{attempt.pk}/result/").content.decode()

    assert "A question of this test was corrected" in page
    assert "0 of 1 instead of 1. The pass stays." in re.sub(r"\s+", " ", page)
    assert "This question was corrected after the test was handed in" in page
    # What is called right is what has counted.
    assert re.findall(r"review__option--right[^>]*>\s*(?:<[^>]+>\s*)*([^<]*خيار \d)", page) == ["خيار 2"]
    assert str(clock.now().year) in page


def test_learner_reads_that_the_point_was_given(client):
    placement = make_quiz(2)
    question = Question.objects.get(translation_key=placement.definition["questions"][0])
    learner = UserFactory.create(language="en")
    attempt = hand_in(placement, is_right=False, learner=learner)
    fields = hidden(client.get(choose(client, question)).content.decode())
    client.post(f"{address(question)}preview/", {**fields, "scope": "all", "intent": "apply"})
    reader = Client()
    reader.force_login(learner)

    page = reader.get(f"/en/quizzes/attempts/{attempt.pk}/result/").content.decode()

    assert page.count("The point is given to everybody") == 1
    assert "everybody who was asked it gets the point" in page
    assert "The pass stays." not in page
