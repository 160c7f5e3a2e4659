"""Practising what was missed in a real browser: in place, by keyboard, and without JavaScript."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from elearn.lib import clock
from quizzes.models import Placement, ResponseEvent
from tests.browser.journey import AXE_OPTIONS
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, hand_in, make_quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


@pytest.fixture
def placement(learner: User) -> Placement:
    """A test of every kind, handed in three days ago with everything missed."""
    placement = make_quiz(5, kinds=KINDS)
    hand_in(learner, placement, clock.now() - timedelta(days=3))
    return placement


@pytest.fixture
def open_review(browser: Browser, live_server, client, learner: User, placement: Placement) -> Iterator:
    client.force_login(learner)
    contexts = []

    def open_page(language: str, *, has_script: bool = True) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=has_script)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{live_server.url}/{language}/quizzes/review/{placement.course_key}/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def find_choice(page: Page) -> Locator:
    """The place of the first question with one choice, found by its address: after the answer nothing else in it is the same."""
    place = page.locator("[data-fragment]").filter(has=page.locator("input[type=radio]")).first
    return page.locator(f'[data-fragment="{place.get_attribute("data-fragment")}"]')


def expect_accessible(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
    results = Axe().run(page, options=AXE_OPTIONS)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_answer_is_explained_in_its_place_by_keyboard_alone(open_review, language) -> None:
    page = open_review(language)
    expect(page.locator("fieldset.question")).to_have_count(5)
    expect_accessible(page)
    entry = find_choice(page)

    entry.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(entry.locator(".review__outcome")).to_be_focused()
    expect(entry.locator(".review__next")).to_be_visible()
    expect(page.locator("fieldset.question")).to_have_count(4)
    assert "set=" not in page.url
    assert ResponseEvent.objects.count() == 1
    expect_accessible(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_review_works_without_javascript_and_in_the_other_language(open_review, language) -> None:
    page = open_review(language, has_script=False)
    form = page.locator("main form").filter(has=page.locator("input[type=radio]")).first

    form.locator("input[type=radio]").first.check()
    form.locator("button[type=submit]").click()

    expect(page.locator(".review__outcome")).to_have_count(1)
    expect(page.locator("fieldset.question")).to_have_count(4)
    page.locator(
        f"header a[hreflang={'en' if language == 'ar' else 'ar'}], header a[lang={'en' if language == 'ar' else 'ar'}]"
    ).first.click()
    expect(page.locator(".review__outcome")).to_have_count(1)
    expect(page.locator("fieldset.question")).to_have_count(4)
    assert ResponseEvent.objects.count() == 1


def test_signed_out_reader_is_told_in_place(open_review) -> None:
    page = open_review("en")
    page.context.clear_cookies(name="sessionid")
    entry = find_choice(page)

    entry.locator("input[type=radio]").first.check()
    entry.locator("button[type=submit]").click()

    expect(entry.locator("[role=alert]")).to_be_focused()
    expect(entry.locator("[role=alert] a")).to_have_attribute("href", re.compile("/en/accounts/login/"))
    assert ResponseEvent.objects.count() == 0
