"""A page that is not in the cache: what it costs, and that finding it in one go finds what Wagtail finds step by step."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.rich_text import expand_db_html

from courses.frame import read_frame
from courses.models import CoursePage, GlossaryTerm, HomePage, LessonPage, ModulePage, PlatformStat
from courses.places import find_page
from courses.queries import get_course_menu
from tests.counting import exactly_queries
from tests.factories.pages import (
    block,
    make_course,
    make_home,
    make_info,
    make_lesson,
    make_module,
    publish,
    quiz,
    section,
    stream,
    translate,
)
from tests.factories.quizzes import ObjectiveFactory, make_locale, make_question

pytestmark = pytest.mark.django_db


def link_to(page: Page) -> str:
    return f'<a id="{page.pk}" linktype="page">xqz-link</a>'


def full_body(*linked: Page) -> list[dict]:
    """Two of everything that costs a query, or would."""
    body = []
    for number in range(2):
        term = GlossaryTerm.objects.create(
            slug=f"term-{number}", name="مصطلح", definition="تعريف", locale=make_locale("ar"), live=True
        )
        stat = PlatformStat.objects.create(
            slug=f"stat-{number}", platform="م", title="ع", value=1, unit="%", locale=make_locale("ar")
        )
        body += [
            block("key_term", {"term": term.pk, "source_refs": ""}),
            block("statistic", {"statistic": stat.pk, "source_refs": ""}),
            quiz([make_question(), make_question()]),
            *(section(link_to(page)) for page in linked),
        ]
    return body


def make_full_site(modules: int, lessons: int) -> tuple[CoursePage, ModulePage, LessonPage]:
    """A course in both languages with so many modules of so many lessons; the first lesson has everything a lesson can have."""
    home = make_home()
    info = make_info(home, show_in_menus=True)
    course = make_course(home, body=[section(link_to(info))])
    made = [make_module(course, body=[section(link_to(info))]) for _number in range(modules)]
    below = [make_lesson(module) for module in made for _number in range(lessons)]
    for page in below:
        translate(page)
    objectives = [block("objective", ObjectiveFactory.create(locale=make_locale("ar")).pk) for _number in range(2)]
    publish(
        below[0],
        body=full_body(info, course, below[-1]),
        objectives=stream(LessonPage, "objectives", objectives),
        show_in_menus=True,
    )
    return course, made[0], below[0]


@pytest.mark.parametrize(("modules", "lessons"), [(1, 1), (3, 4)])
def test_cold_page_costs_the_same_for_any_number_of_modules_and_lessons(modules, lessons):
    """The embedded default sends four more, for its cache is a table: twelve at most for a lesson like those of the course."""
    course, module, lesson = make_full_site(modules, lessons)
    addresses = {page: page.url for page in (course, module, lesson)}
    english = [page.get_translations().get().url for page in (course, module)]
    Client().get("/ar/")

    # Content version, frame, course, page; links out of the course.
    for page in (course, module):
        with exactly_queries(5):
            assert Client().get(addresses[page]).status_code == 200
    for address in english:
        with exactly_queries(5):
            assert Client().get(address).status_code == 200
    # The same; objectives, terms, statistics.
    with exactly_queries(8):
        assert Client().get(addresses[lesson]).status_code == 200


def test_links_within_the_course_cost_nothing():
    course = make_course()
    lessons = [make_lesson(make_module(course)) for _number in range(2)]
    url = publish(lessons[0], body=[section(link_to(lessons[1])), section(link_to(course))]).url
    Client().get("/ar/")

    with exactly_queries(4):
        page = Client().get(url)

    links = BeautifulSoup(page.content, "html.parser").find_all("a", string="xqz-link")
    assert [link["href"] for link in links] == [lessons[1].url, course.url]


@pytest.mark.parametrize("kind", ["published", "unpublished", "gone"])
def test_link_leads_to_the_published_translation_and_else_to_the_page(kind):
    """As Wagtail does it paragraph by paragraph."""
    home = make_home()
    target = make_info(home, slug="target")
    twin = translate(target, is_live=kind == "published")
    lesson = translate(make_lesson(make_module(make_course(home))), body=[section(link_to(target))])
    if kind == "gone":
        twin.delete()
        target.delete()
    with override("en"):
        expected = expand_db_html(link_to(target))

    page = Client().get(lesson.url).content.decode()

    assert expected in page
    assert expected.startswith(
        {"published": '<a href="/en/target/">', "unpublished": '<a href="/ar/target/">', "gone": "<a>"}[kind]
    )


def test_addresses_are_those_of_wagtail():
    course, _module, _lesson = make_full_site(2, 2)
    pages = list(Page.objects.filter(depth__gt=1))

    frame = read_frame()

    assert len(pages) > 12
    assert [frame.address_of(page.url_path) for page in pages] == [page.url for page in pages]
    assert frame.address_of("/elsewhere/") is None
    Site.objects.create(hostname="other.example", root_page=course)
    assert [read_frame().address_of(page.url_path) for page in pages] == [Page.objects.get(pk=page.pk).url for page in pages]


@pytest.mark.parametrize("is_english_open", [True, False])
def test_pages_are_those_that_wagtail_finds(is_english_open):
    """Below an unpublished first page of a language too, where Wagtail goes on from the site's own."""
    make_full_site(1, 2)
    if not is_english_open:
        HomePage.objects.get(locale__language_code="en").unpublish()
    LessonPage.objects.filter(locale__language_code="en").first().unpublish()
    make_course(CoursePage.objects.first().get_parent().specific, is_live=False)
    paths = [page.url.partition("/")[2].partition("/")[2] for page in Page.objects.filter(url_path__startswith="/start")]

    for language in ("ar", "en"):
        for path in [*paths, "nothing/", "glossary/nothing/"]:
            with override(language):
                request = RequestFactory().get(f"/{language}/{path}")
                route = Page.route_for_request(request, path)
                found = find_page(request, language, path)
                assert found == (route and route.page) or (found is None and language == "en" and not is_english_open)


def test_page_of_another_site_is_found_by_its_host():
    course, module, _lesson = make_full_site(1, 1)
    Site.objects.create(hostname="other.example", root_page=course)
    with override("ar"):
        found = find_page(RequestFactory().get("/", headers={"host": "other.example"}), "ar", f"{module.slug}/")
        assert find_page(RequestFactory().get("/"), "ar", f"{module.slug}/") is None

    assert found == module


def test_view_restriction_costs_a_fixed_number_of_queries():
    """Where there is one anywhere, Wagtail is asked about each page, and pages that it does not concern stay public."""
    course, _module, lesson = make_full_site(1, 3)
    PageViewRestriction.objects.create(page=course.get_siblings().exclude(pk=course.pk).get(), restriction_type="login")
    Client().get("/ar/")

    with exactly_queries(12):
        page = Client().get(lesson.url)

    assert "public" in page.headers["Cache-Control"]
    assert not BeautifulSoup(page.content, "html.parser").footer.find("a", href=course.get_siblings().last().url)


@pytest.mark.parametrize("title", ['"mode": "graded"', '\\"mode": "graded"'])
def test_lesson_that_writes_about_tests_is_none(title):
    course = make_course()
    module = make_module(course)
    make_lesson(module, body=[section(title), quiz([make_question()])])
    make_lesson(module, body=[section(), quiz([make_question()], "graded")])

    assert [lesson.is_test for lesson in get_course_menu(course).lessons] == [False, True]
