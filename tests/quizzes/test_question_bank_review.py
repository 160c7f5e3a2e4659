"""A question on its way from draft to learners: editors submit, moderators approve, and a draft reaches nobody."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowContentType, WorkflowState

from accounts.enums import Role
from quizzes.enums import Mode
from quizzes.models import Question, QuestionVersion
from quizzes.operations.moderation import ensure_question_review
from quizzes.queries import get_practice
from tests.factories.accounts import UserFactory, make_editor, make_facilitator, make_manager, make_staff
from tests.factories.quizzes import QuestionFactory, make_placement, make_question
from tests.quizzes.test_question_bank import question_fields

pytestmark = pytest.mark.django_db
BANK = "/cms/snippets/quizzes/question/"
EMPTY = {"lesson_key": "", "anchor": "", "course_key": "", "tags": "", "misconception": "", "source_refs": "", "objective": ""}


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def submit():
    client_of(make_editor()).post(f"{BANK}add/", {**question_fields(**EMPTY), "action-submit": "1"})
    return Question.objects.get()


def approve(client, question):
    state = TaskState.objects.get()
    path = reverse("wagtailsnippets_quizzes_question:workflow_action", args=[question.pk, "approve", state.pk])
    return client.post(path, {"comment": ""})


def test_editor_submits_and_moderator_approves():
    question = submit()
    state = WorkflowState.objects.get().status
    was_live = question.live

    approve(client_of(make_staff(Role.MODERATORS)), question)

    assert (state, was_live) == (WorkflowState.STATUS_IN_PROGRESS, False)
    question.refresh_from_db()
    assert (question.live, WorkflowState.objects.get().status) == (True, WorkflowState.STATUS_APPROVED)
    assert QuestionVersion.objects.get().question_key == question.translation_key


def test_editor_does_not_approve():
    question = submit()

    approve(client_of(make_editor()), question)

    question.refresh_from_db()
    assert (question.live, TaskState.objects.get().status) == (False, TaskState.STATUS_IN_PROGRESS)


def test_question_under_review_reaches_no_learner():
    question = submit()
    placement = make_placement([question], Mode.PRACTICE)

    assert get_practice(placement, None) == []


def test_draft_of_a_published_question_reaches_no_learner():
    question = make_question()
    question.body[0].value["stem"] = "مسودة"
    question.save_revision()
    placement = make_placement([question], Mode.PRACTICE)

    assert [asked.frozen.words["ar"]["stem"] for asked in get_practice(placement, None)] == ["سؤال single_choice"]


def test_workflow_that_was_chosen_stays():
    chosen = WorkflowContentType.objects.get(content_type__model="question")

    ensure_question_review()

    assert WorkflowContentType.objects.get(content_type__model="question") == chosen


@pytest.mark.parametrize("name", ["usage", "versions", "copy", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("make", [UserFactory.create, make_facilitator, make_manager])
def test_who_is_no_editor_sees_nothing_of_a_question(name, method, make):
    question = make_question()
    client = client_of(make())

    response = getattr(client, method)(reverse(f"wagtailsnippets_quizzes_question:{name}", args=[question.pk]))

    assert response.status_code == 302
    assert Question.objects.count() == 1


@pytest.mark.parametrize("name", ["usage", "versions", "copy"])
def test_editor_sees_the_pages_about_a_question(name):
    question = QuestionFactory.create()

    response = client_of(make_editor()).get(reverse(f"wagtailsnippets_quizzes_question:{name}", args=[question.pk]))

    assert response.status_code == 200
    assert question.stem in response.content.decode()
