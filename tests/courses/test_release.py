"""A release freezes what learners follow. Publishing alone changes nothing of it."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CourseVersion, ItemTitle, LessonPage
from courses.operations import CannotRelease, release_course
from courses.queries import build_outline, get_latest_version
from tests.counting import exactly_queries
from tests.factories.accounts import make_administrator
from tests.factories.pages import (
    NOW,
    make_course,
    make_home,
    make_lesson,
    make_module,
    make_tree,
    publish,
    quiz,
    section,
    translate,
)
from tests.factories.quizzes import make_question

pytestmark = pytest.mark.django_db


def release(course, **fields: object) -> CourseVersion:
    return release_course(course=course, user=None, now=NOW, **fields)


def lesson_keys(version: CourseVersion) -> list[str]:
    return [lesson.key for lesson in version.outline.lessons()]


def test_release_holds_what_is_published_in_its_order():
    course, module, lessons = make_tree(lessons=2)
    second = make_module(course)
    extra = make_lesson(second, is_required=False)
    make_lesson(second, is_live=False)
    make_lesson(make_module(course, is_live=False))

    version = release(course, note="First")

    assert (version.number, version.course_key, version.note, version.released_at) == (1, course.translation_key, "First", NOW)
    assert [part.key for part in version.outline.modules] == [str(module.translation_key), str(second.translation_key)]
    assert lesson_keys(version) == [str(lesson.translation_key) for lesson in (*lessons, extra)]
    assert [lesson.is_required for lesson in version.outline.lessons()] == [True, True, False]


def test_release_again_makes_no_other():
    course, _module, _lessons = make_tree()
    first = release(course)

    again = release(course)

    assert again == first
    assert CourseVersion.objects.count() == 1


def test_release_from_either_language_is_the_same():
    course, _module, (lesson,) = make_tree()
    english = translate(lesson).get_parent().get_parent().specific

    versions = [release(page) for page in (english, course)]

    assert versions[0] == versions[1]
    assert lesson_keys(versions[0]) == [str(lesson.translation_key)]


def test_changed_words_and_minutes_make_no_other():
    course, _module, (lesson,) = make_tree()
    first = release(course)

    publish(lesson, title="عنوان آخر", body=[section("كلمة " * 900)])

    assert release(course) == first


@pytest.mark.parametrize("change", ["added", "removed", "optional", "test"])
def test_changed_structure_makes_the_next_one(change):
    course, module, (first_lesson, lesson) = make_tree(lessons=2)
    first = release(course)
    match change:
        case "added":
            make_lesson(module)
        case "removed":
            lesson.unpublish()
        case "optional":
            publish(lesson, is_required=False)
        case "test":
            publish(lesson, body=[quiz([make_question()], "graded")])

    second = release(course)

    assert (first.number, second.number) == (1, 2)
    assert first.outline == CourseVersion.objects.get(number=1).outline
    assert second.outline == build_outline(course)
    assert get_latest_version(course.translation_key) == second
    assert str(first_lesson.translation_key) in lesson_keys(second)


@pytest.mark.parametrize("content", ["nothing", "module", "draft", "optional"])
def test_course_that_asks_for_nothing_is_not_released(content):
    course = make_course()
    if content != "nothing":
        module = make_module(course)
        if content == "draft":
            make_lesson(module, is_live=False)
        if content == "optional":
            make_lesson(module, is_required=False)

    with pytest.raises(CannotRelease):
        release(course)

    assert CourseVersion.objects.count() == 0


def test_titles_outlive_their_pages():
    _course, _module, (lesson,) = make_tree()
    title = lesson.title

    LessonPage.objects.get(pk=lesson.pk).delete()

    assert ItemTitle.objects.get(item_key=lesson.translation_key, language="ar").title == title


def test_title_follows_its_page_in_each_language():
    _course, _module, (lesson,) = make_tree()
    translate(lesson, title="English")

    publish(lesson, title="عربي")

    titles = ItemTitle.objects.filter(item_key=lesson.translation_key)
    assert dict(titles.values_list("language", "title")) == {"ar": "عربي", "en": "English"}
    assert dict(titles.values_list("language", "path")) == {"ar": lesson.url, "en": lesson.url.replace("/ar/", "/en/", 1)}


@pytest.mark.parametrize("lessons", [1, 3])
def test_outline_costs_the_same_for_any_number_of_lessons(lessons):
    course, _module, _lessons = make_tree(lessons=lessons)

    with exactly_queries(2):
        assert len(list(build_outline(course).lessons())) == lessons


# In the CMS ------------------------------------------------------------------------------


def test_release_in_the_cms_is_asked_for_first():
    course, _module, _lessons = make_tree()
    client = Client()
    client.force_login(make_administrator())
    url = reverse("courses_release", args=[course.pk])

    shown = client.get(url)
    before = CourseVersion.objects.count()
    client.post(url, {"note": "من المحرّر"})
    client.post(url)

    version = CourseVersion.objects.get()
    assert (shown.status_code, before) == (200, 0)
    assert (version.number, version.note, version.released_by.is_superuser) == (1, "من المحرّر", True)


def test_empty_course_is_refused_in_the_cms_without_a_fault():
    course = make_course(make_home())
    client = Client()
    client.force_login(make_administrator())

    response = client.post(reverse("courses_release", args=[course.pk]), follow=True)

    assert response.status_code == 200
    assert CourseVersion.objects.count() == 0
