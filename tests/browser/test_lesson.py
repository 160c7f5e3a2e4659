"""What a lesson asks the network for, and that its practices answer where they stand."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loaded_course")]
LESSON = "/ar/e-advocacy/concepts/what-is-advocacy/"


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """A page of somebody who has never been here, on a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ar")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def test_lesson_asks_once_for_all_its_practices(screen: Page, live_server) -> None:
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url.removeprefix(live_server.url)))

    screen.goto(live_server.url + LESSON)
    practices = screen.locator(".block-quiz .practice")

    expect(practices).to_have_count(3)
    assert len([url for url in asked if url.startswith("/ar/quizzes/")]) == 1
    addresses = screen.locator("[data-batch]").evaluate_all("places => places.map(place => place.dataset.fragment)")
    roots = practices.evaluate_all("roots => roots.map(root => root.dataset.fragmentRoot)")
    assert roots == addresses
    assert len(set(roots)) == 3


def test_practice_in_a_lesson_is_explained_where_it_stands(screen: Page, live_server) -> None:
    screen.goto(live_server.url + LESSON)
    entries = screen.locator(".practice__entry")
    expect(entries).not_to_have_count(0)
    count = entries.count()
    last = entries.nth(count - 1)

    last.locator("button[type=submit]").click()
    expect(last.locator("[role=alert]")).to_be_focused()

    assert screen.url == live_server.url + LESSON
    expect(entries).to_have_count(count)
    expect(screen.locator(".practice__entry [role=alert]")).to_have_count(1)


def test_practices_stay_links_without_a_network(screen: Page, live_server) -> None:
    screen.route("**/ar/quizzes/**", lambda route: route.abort())

    screen.goto(live_server.url + LESSON)

    expect(screen.locator(".block-quiz a[href*='/quizzes/practice/']")).to_have_count(3)


def test_no_word_of_a_lesson_is_slanted(screen: Page, live_server) -> None:
    screen.goto(live_server.url + LESSON)

    words = screen.locator("main :is(dfn, em, i, cite, address, var)")
    styles = words.evaluate_all("words => words.map(word => getComputedStyle(word).fontStyle)")

    assert set(styles) == {"normal"}
