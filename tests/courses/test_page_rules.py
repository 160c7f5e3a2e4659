"""Which page may live where, which addresses are the platform's own, and what a lesson computes of itself."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import URLResolver, get_resolver
from django.utils.translation import override
from wagtail.models import Page

from courses.models import CoursePage, GlossaryPage, HomePage, InfoPage, LessonPage, ModulePage
from courses.models.base import RESERVED_SLUGS, ContentPage
from tests.factories.pages import (
    block,
    make_course,
    make_glossary,
    make_home,
    make_info,
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

CHILDREN = {
    "root": {HomePage},
    "home": {CoursePage, GlossaryPage, InfoPage},
    "course": {ModulePage},
    "module": {LessonPage},
    "lesson": set(),
    "info": set(),
    "glossary": set(),
}


def test_tree_has_one_shape():
    course, module, (lesson,) = make_tree()
    home = course.get_parent().specific
    parents = {
        "root": Page.get_first_root_node(),
        "home": home,
        "course": course,
        "module": module,
        "lesson": lesson,
        "info": make_info(home),
        "glossary": make_glossary(make_course_home_twin(home)),
    }
    ours = [model for model in ContentPage.__subclasses__() if not model._meta.abstract]

    allowed = {name: {model for model in ours if model.can_create_at(parent)} for name, parent in parents.items()}

    assert allowed == CHILDREN


def make_course_home_twin(home: HomePage) -> HomePage:
    """Another home, so that the first may still take its one glossary."""
    return translate(home, title="Home")


def test_home_has_one_glossary():
    home = make_home()
    before = GlossaryPage.can_create_at(home)
    make_glossary(home)

    assert (before, GlossaryPage.can_create_at(home)) == (True, False)


def test_plain_wagtail_page_is_offered_nowhere():
    course, module, (lesson,) = make_tree()

    assert [page for page in (course.get_parent().specific, course, module, lesson) if Page.can_create_at(page)] == []


def test_course_is_made_without_a_developer():
    """A second course below the same home, with lessons of its own: nothing but pages."""
    home = make_home()
    courses = [make_course(home, title=title) for title in ("الأول", "الثاني")]
    lessons = [make_lesson(make_module(course)) for course in courses]

    assert [lesson.get_ancestors().type(CoursePage).get().title for lesson in lessons] == ["الأول", "الثاني"]


# Addresses --------------------------------------------------------------------------


def own_addresses() -> set[str]:
    """What stands directly below a language in the URL configuration."""
    found = set()
    with override("ar"):
        for resolver in get_resolver().url_patterns:
            if isinstance(resolver, URLResolver) and str(resolver.pattern) == "ar/":
                found = {str(entry.pattern).strip("/").split("/")[0] for entry in resolver.url_patterns}
    return found - {""}


def test_every_address_of_the_platform_is_reserved():
    assert {"accounts", "me", "quizzes", "certificates"} <= own_addresses()
    assert own_addresses() - RESERVED_SLUGS == set()


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_page_that_would_hide_an_address_is_refused(slug):
    home = make_home()

    with pytest.raises(ValidationError) as refusal:
        home.add_child(instance=CoursePage(title="مساق", slug=slug, locale=home.locale))

    assert set(refusal.value.message_dict) == {"slug"}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_published_page_is_not_renamed_to_hide_an_address(language):
    home = make_home()
    info = make_info(home, title="حول")
    page = info if language == "ar" else translate(info, title="About")

    page.slug = "quizzes"

    with pytest.raises(ValidationError):
        page.full_clean()


def test_reserved_address_is_free_where_it_hides_nothing():
    course = make_course()

    module = make_module(course, slug="search")
    lesson = make_lesson(module, slug="me")

    assert lesson.url == f"{course.url}search/me/"


def test_slug_is_the_same_in_every_language():
    _course, _module, (lesson,) = make_tree()

    english = translate(lesson, title="Another title")

    assert english.url == lesson.url.replace("/ar/", "/en/", 1)


# What a lesson computes -----------------------------------------------------------------


def words(count: int) -> str:
    return " ".join(["كلمة"] * count)


@pytest.mark.parametrize(
    ("body", "count", "minutes"),
    [
        ([section("كلمة")], 1, 1),
        ([section(words(280))], 280, 2),
        ([section(words(140), heading=words(140))], 280, 2),
        ([section(words(700)), block("reflection", {"prompt": words(140), "source_refs": "S001 S002"})], 840, 6),
        ([block("callout", {"tone": "tip", "title": words(70), "text": f"<p>{words(70)}</p>", "source_refs": ""})], 140, 1),
        (
            [
                block(
                    "comparison",
                    {
                        "caption": words(10),
                        "header": [block("item", words(5)), block("item", words(5))],
                        "rows": [block("item", [block("item", words(100)), block("item", words(160))])],
                        "source_refs": "",
                    },
                )
            ],
            280,
            2,
        ),
    ],
)
def test_minutes_follow_from_the_text(body, count, minutes):
    lesson = make_lesson(make_module(make_course()), body=body)

    assert (lesson.count_words(), lesson.minutes) == (count, minutes)


def test_checks_take_a_minute_each():
    lesson = make_lesson(make_module(make_course()), body=[section(words(280)), quiz([make_question(), make_question()])])

    assert lesson.minutes == 4


def test_questions_of_a_test_take_none():
    lesson = make_lesson(make_module(make_course()), body=[section(words(280)), quiz([make_question()], "graded")])

    assert lesson.minutes == 2


def test_minutes_follow_a_changed_text():
    lesson = make_lesson(make_module(make_course()))

    changed = publish(lesson, body=[section(words(700))])

    assert (lesson.minutes, changed.minutes) == (1, 5)
