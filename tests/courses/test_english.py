"""An English page shows English; what is not translated yet is Arabic, right to left, and says so."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource

from courses.loading.build import identity
from courses.models import LessonPage
from courses.queries import get_course_menu, get_lesson_menu
from tests.counting import exactly_queries
from tests.courses.bundle import LESSON_PATH
from tests.courses.test_blocks import arabic_without_language
from tests.factories.pages import make_lesson, make_tree, publish, quiz, section, translate
from tests.factories.quizzes import make_question


def read(url: str) -> BeautifulSoup:
    response = Client().get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def live_urls(language: str) -> list[str]:
    pages = Page.objects.live().filter(locale__language_code=language, depth__gt=1).order_by("path")
    return [page.url for page in pages]


def switch_of(page: BeautifulSoup) -> str:
    return page.header.find("a", hreflang=True)["href"]


def test_bundled_course_is_whole_in_both_languages(loaded_course):
    urls = {language: live_urls(language) for language in ("ar", "en")}
    pages = {url: read(url) for found in urls.values() for url in found}

    assert len(urls["ar"]) == len(urls["en"]) >= 16
    assert {url: (page.html["lang"], page.html["dir"]) for url, page in pages.items()} == {
        url: ("ar", "rtl") if language == "ar" else ("en", "ltr") for language, found in urls.items() for url in found
    }
    assert {url: arabic_without_language(pages[url]) for url in urls["en"]} == {url: [] for url in urls["en"]}
    assert [url for url, page in pages.items() if page.find(class_="not-translated")] == []
    assert [url for url in urls["ar"] if switch_of(pages[url]) != url.replace("/ar/", "/en/", 1)] == []
    assert [url for url in urls["en"] if switch_of(pages[url]) != url.replace("/en/", "/ar/", 1)] == []


def test_part_that_is_not_translated_says_so(loaded):
    lesson = LessonPage.objects.get(translation_key=identity(LESSON_PATH), locale__language_code="ar")
    lesson = publish(lesson, body=[*lesson.body.get_prep_value(), section("فقرة لم تُترجم.", heading="عنوان لم يُترجم")])
    source, _made = TranslationSource.update_or_create_from_instance(lesson)
    source.create_or_update_translation(Locale.objects.get(language_code="en"), publish=True, fallback=True)

    page = read(lesson.url.replace("/ar/", "/en/", 1))

    (part,) = page.find_all(class_="not-translated")
    note = part.find("p", class_="quiet")
    assert "An English paragraph." in page.get_text()
    assert arabic_without_language(page) == []
    assert [part.h2["lang"], part.h2["dir"]] == ["ar", "rtl"]
    assert note.get_text(strip=True).isascii()
    assert note.get_text(strip=True) != ""


@pytest.mark.django_db
def test_lesson_that_is_not_translated_is_listed_in_its_own_language():
    _course, module, (lesson,) = make_tree()
    english = translate(lesson, title="English")
    added = make_lesson(module, title="درس جديد")

    page = read(english.get_parent().get_parent().url)

    links = {link["href"]: link for link in page.select(".outline__lessons a")}
    assert list(links) == [english.url, added.url]
    assert [link["hreflang"] for link in links.values()] == ["en", "ar"]
    assert (links[added.url].span["lang"], links[added.url].span["dir"]) == ("ar", "rtl")


@pytest.mark.django_db
@pytest.mark.parametrize("lessons", [1, 3])
def test_outline_costs_the_same_for_any_number_of_lessons(lessons):
    course, module, _none = make_tree(lessons=0)
    question = make_question()
    for _number in range(lessons):
        english = translate(make_lesson(module, body=[section(), quiz([question]), quiz([question], "graded")]))
    twin = english.get_parent().get_parent().specific

    arabic, english = (type(course).objects.select_related("locale").get(pk=page.pk) for page in (course, twin))

    with exactly_queries(2):
        menu = get_course_menu(arabic)
    with exactly_queries(2):
        english_menu = get_course_menu(english)

    assert [len(menu.lessons), len(english_menu.lessons)] == [lessons, lessons]
    assert {entry.language for entry in english_menu.lessons} == {"en"}
    assert {entry.is_test for entry in menu.lessons} == {True}


@pytest.mark.django_db
def test_lesson_knows_its_neighbours_across_modules():
    _course, module, (first, second) = make_tree(lessons=2)
    other = make_lesson(type(module).objects.get(pk=publish(module).pk), is_live=False)
    third = make_lesson(second.get_parent().specific)

    places = [get_lesson_menu(lesson) for lesson in (first, second, third)]

    assert [(menu.previous and menu.previous.title, menu.next and menu.next.title) for menu in places] == [
        (None, second.title),
        (first.title, third.title),
        (second.title, None),
    ]
    assert [(menu.number, menu.count) for menu in places] == [(1, 3), (2, 3), (3, 3)]
    assert other.translation_key not in {entry.key for entry in places[0].course.lessons}
