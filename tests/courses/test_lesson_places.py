"""Where a question is read again: editors choose among all lessons, by course and title."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from quizzes.registry import LessonPlace, lesson_places, lessons_of_module
from tests.factories.accounts import make_editor
from tests.factories.pages import make_course, make_home, make_lesson, make_module, translate
from tests.factories.quizzes import QuestionFactory

pytestmark = pytest.mark.django_db


def shown(places):
    return [(place.lesson_key, place.title) for place in places]


def test_lessons_stand_in_the_order_of_their_courses(django_assert_num_queries):
    home = make_home()
    courses = [make_course(home, title=title) for title in ("مساق", "آخر")]
    last = make_lesson(make_module(courses[1]), title="وحيد")
    module, second_module = [make_module(courses[0]) for _number in range(2)]
    third = make_lesson(second_module, title="ثالث")
    first, second = [make_lesson(module, title=title) for title in ("أول", "ثانٍ")]

    with django_assert_num_queries(1):
        places = lesson_places()

    assert shown(places) == [
        (first.translation_key, "مساق — أول"),
        (second.translation_key, "مساق — ثانٍ"),
        (third.translation_key, "مساق — ثالث"),
        (last.translation_key, "آخر — وحيد"),
    ]


def test_draft_stands_there_under_its_own_title():
    course = make_course(title="مساق")
    module = make_module(course, is_live=False)
    draft = make_lesson(module, title="مسودة", is_live=False)
    renamed = make_lesson(module, title="قديم")
    renamed.title = "جديد"
    renamed.save_revision()

    assert shown(lesson_places()) == [(draft.translation_key, "مساق — مسودة"), (renamed.translation_key, "مساق — جديد")]


def test_lesson_says_which_module_and_course_it_stands_in(django_assert_num_queries):
    course = make_course(title="مساق")
    module = make_module(course, title="وحدة")
    lesson = make_lesson(module, title="درس")
    make_lesson(make_module(course))

    with django_assert_num_queries(1):
        place = lesson_places()[0]

    assert place == LessonPlace(course.translation_key, "مساق", module.translation_key, "وحدة", lesson.translation_key, "درس")
    assert lessons_of_module(module.translation_key) == [lesson.translation_key]


def test_lesson_stands_there_once_in_all_languages():
    course = make_course(title="مساق")
    lesson = make_lesson(make_module(course), title="درس")
    translate(lesson, title="Lesson")
    lesson.create_alias(update_slug="alias")

    assert shown(lesson_places()) == [(lesson.translation_key, "مساق — درس")]


def test_form_of_a_question_offers_the_lessons():
    lesson = make_lesson(make_module(make_course(title="مساق")), title="درس")
    gone = uuid.uuid4()
    question = QuestionFactory.create(lesson_key=gone)
    client = Client()
    client.force_login(make_editor())

    page = BeautifulSoup(client.get(reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])).content, "html.parser")

    options = {
        option["value"]: (option.get_text(), option.has_attr("selected")) for option in page.select("#id_lesson_key option")
    }
    assert options == {
        "": ("—", False),
        str(lesson.translation_key): ("مساق — درس", False),
        str(gone): (str(gone), True),
    }
