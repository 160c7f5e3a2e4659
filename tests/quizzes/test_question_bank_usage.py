"""Where a question is used: quizzes, rules, pages in every language and draft, attempts."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from quizzes import registry
from quizzes.definitions import DrawRule
from quizzes.enums import Mode
from quizzes.models import Placement, Question
from quizzes.queries.usage import count_uses, get_usage
from tests.factories.accounts import UserFactory, make_administrator, make_editor
from tests.factories.pages import make_course, make_home, make_lesson, make_module, quiz
from tests.factories.quizzes import (
    ObjectiveFactory,
    QuestionFactory,
    change_body,
    make_attempt,
    make_lesson_place,
    make_placement,
    make_question,
    make_translation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def usage_page(client, question):
    response = client.get(reverse("wagtailsnippets_quizzes_question:usage", args=[question.pk]))
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_quizzes_are_found_from_every_language_live_and_retired(client, monkeypatch):
    question = make_question()
    english = make_translation(question)
    lesson = uuid.uuid4()
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [make_lesson_place(lesson, "ما المناصرة؟")])
    make_placement([question], lesson_key=lesson)
    make_placement([question], Mode.PRACTICE, lesson_key=lesson)
    Placement.objects.filter(mode=Mode.GRADED).update(is_live=False)
    make_placement([make_question()])

    usages = [get_usage(row).quizzes for row in (question, english)]

    assert [[(quiz.is_live, quiz.is_graded, quiz.lesson_title) for quiz in quizzes] for quizzes in usages] == [
        [(True, False, "مساق — ما المناصرة؟"), (False, True, "مساق — ما المناصرة؟")]
    ] * 2
    page = usage_page(client, question)
    assert ("live" in page, "retired" in page) == (True, True)


def test_rules_that_could_draw_it_are_said_in_words(client, monkeypatch):
    course, module, lesson = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    place = make_lesson_place(lesson, course_key=course, module_key=module, module_title="المفاهيم")
    monkeypatch.setitem(registry._places, "lesson_places", lambda: [place])
    objective = ObjectiveFactory.create(text="يميّز")
    question = make_question(course_key=course, lesson_key=lesson, objective=objective, tags=["سهل"])
    rules = (
        DrawRule(3, module_key=module, objective_key=objective.translation_key, tag="سهل"),
        DrawRule(2, module_key=uuid.uuid4()),
        DrawRule(1, tag="صعب"),
    )
    make_placement([], blueprint=rules, course_key=course)
    make_placement([], blueprint=(DrawRule(1),))

    quizzes = get_usage(question).quizzes

    assert [[(rule.count, rule.module_title, rule.objective, rule.tag) for rule in quiz.rules] for quiz in quizzes] == [
        [(3, "المفاهيم", "يميّز", "سهل")]
    ]
    assert "A rule that draws 3 questions could draw it Module: المفاهيم Objective: يميّز Tag: سهل" in usage_page(client, question)


def test_practice_question_is_drawn_by_no_rule():
    course = uuid.uuid4()
    question = make_question(course_key=course, use="practice")
    make_placement([], blueprint=(DrawRule(1),), course_key=course)

    assert get_usage(question).quizzes == []


def test_attempts_are_counted_once_whatever_the_version(open_gate):
    question = make_question()
    placement = make_placement([question])
    make_attempt(UserFactory.create(), placement)
    change_body(question, options=list(reversed(question.body.get_prep_value()[0]["value"]["options"])))
    make_attempt(UserFactory.create(), placement)

    usage = get_usage(question)

    assert (usage.attempts, [quiz.attempts for quiz in usage.quizzes]) == (2, [2])


def make_draft(question):
    """A published lesson without a quiz, whose draft names the question."""
    module = make_module(make_course(make_home()))
    lesson = make_lesson(module)
    lesson.body = [*lesson.body.get_prep_value(), quiz([question])]
    lesson.save_revision()
    return lesson


def test_pages_that_name_it_only_in_a_draft_are_found():
    question = make_question()
    lesson = make_draft(question)

    usage = get_usage(question)

    assert ([page.pk for page in usage.pages], usage.quizzes) == ([lesson.pk], [])
    assert count_uses([question.translation_key])[question.translation_key].is_used


def test_pages_are_found_from_the_translation_too():
    question = make_question()
    english = make_translation(question)
    lesson = make_draft(question)

    assert [page.pk for page in get_usage(english).pages] == [lesson.pk]


def test_question_used_nowhere_says_so(client):
    page = usage_page(client, make_question())

    assert "No quiz names this question, and no rule could draw it." in page
    assert "No page names it." in page


@pytest.mark.parametrize("count", [1, 3])
def test_usage_costs_the_same_for_any_number_of_quizzes(count, django_assert_num_queries):
    question = make_question()
    for _number in range(count):
        make_placement([question])
    get_usage(question)

    with django_assert_num_queries(7):
        get_usage(question)


# Deleting one question ---------------------------------------------------------


def delete_path(question):
    return reverse("wagtailsnippets_quizzes_question:delete", args=[question.pk])


def test_used_question_is_not_deleted_from_its_own_page():
    client = Client()
    client.force_login(make_administrator(language="en"))
    question = make_question()
    make_placement([question])

    answers = [client.get(delete_path(question)), client.post(delete_path(question))]

    usage = reverse("wagtailsnippets_quizzes_question:usage", args=[question.pk])
    assert [answer.headers.get("Location") for answer in answers] == [usage, usage]
    assert Question.objects.count() == 1


def test_free_question_is_deleted_from_its_own_page_with_its_translations():
    client = Client()
    client.force_login(make_administrator(language="en"))
    question = make_question()
    make_translation(question)

    client.post(delete_path(question))

    assert Question.objects.count() == 0


def test_translation_of_a_used_question_is_deleted_alone():
    client = Client()
    client.force_login(make_administrator(language="en"))
    question = make_question()
    english = make_translation(question)
    make_placement([question])

    client.post(delete_path(english))

    assert list(Question.objects.all()) == [question]


def test_copy_opens_in_the_editor(client):
    question = make_question()
    path = reverse("wagtailsnippets_quizzes_question:copy", args=[question.pk])

    page = client.get(path).content.decode()
    response = client.post(path)

    copy = Question.objects.exclude(pk=question.pk).get()
    assert "Translations, versions, statistics and places in quizzes stay with this question." in page
    assert response.headers["Location"] == reverse("wagtailsnippets_quizzes_question:edit", args=[copy.pk])
    assert QuestionFactory._meta.model.objects.count() == 2
