"""Limited time and answers explained one by one, in a real browser: in place, announced sparingly, with nothing typed lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from elearn.lib import clock
from quizzes.models import Attempt, ResponseEvent
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, make_attempt, make_quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]
NEWS = "[data-time-news]"


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


@pytest.fixture
def screen(browser: Browser, live_server, learner: User, client) -> Iterator[Page]:
    client.force_login(learner)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def open_attempt(page: Page, base: str, attempt: Attempt, language: str = "en") -> None:
    page.goto(f"{base}/{language}/quizzes/attempts/{attempt.pk}/")


def test_checked_answer_is_explained_in_its_place(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(5, kinds=KINDS, feedback="each"))
    open_attempt(screen, live_server.url, attempt)
    address = screen.url
    screen.locator("#q5-1").fill("kept as it is")
    screen.locator("#q1-2").check()

    screen.get_by_role("button", name="Check the answer (question 1)").click()

    expect(screen.locator("section#q1")).to_be_focused()
    expect(screen.locator("section#q1 .review__outcome")).to_be_visible()
    expect(screen.locator("#q5-1")).to_have_value("kept as it is")
    assert screen.url == address
    assert list(attempt.items.exclude(checked_at=None).values_list("position", flat=True)) == [1]

    screen.get_by_role("button", name="Check the answer (question 2)").click()
    expect(screen.locator("#q2-error")).to_be_visible()


def test_time_left_is_told_and_more_of_it_keeps_what_was_typed(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(2, kinds=["short_text"], time_limit_minutes=20), clock.now())
    Attempt.objects.update(deadline_at=clock.now() + timedelta(minutes=4))
    open_attempt(screen, live_server.url, attempt)
    expect(screen.locator("[data-time-left]")).to_contain_text("4 minutes")
    expect(screen.locator(NEWS)).to_contain_text("The time ends soon: 4 minutes")

    screen.locator("#q1-1").fill("typed")
    screen.get_by_role("button", name="Add 2 minutes").click()

    expect(screen.locator("[data-time-left]")).to_contain_text("6 minutes")
    expect(screen.locator(NEWS)).to_be_empty()
    expect(screen.locator("#time")).to_be_focused()
    expect(screen.locator("#q1-1")).to_have_value("typed")
    assert ResponseEvent.objects.filter(response={"text": "typed"}).count() == 1


def test_end_of_the_time_is_said_with_a_way_to_the_result(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1, time_limit_minutes=20), clock.now())
    Attempt.objects.update(deadline_at=clock.now() + timedelta(seconds=6))
    open_attempt(screen, live_server.url, attempt, "ar")

    expect(screen.locator(NEWS)).to_contain_text("انتهى الوقت", timeout=30_000)
    Attempt.objects.update(deadline_at=clock.now() - timedelta(minutes=1))
    screen.locator("#q1-1").check()

    expect(screen.locator("[data-status]")).to_have_attribute("data-state", "late")
    screen.locator("[data-status] a").click()
    expect(screen.locator("h1")).to_contain_text("0")
