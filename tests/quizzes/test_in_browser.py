"""Taking a test in a real browser: saving by itself, honest about it; the keyboard; practice inside a page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from quizzes.enums import Mode
from quizzes.models import Attempt, Grade, ResponseEvent
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, make_attempt, make_placement, make_question, make_quiz, make_translation, right_fields

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]
STATUS = "[role=status][data-status]"


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


@pytest.fixture
def screen(browser: Browser, live_server, learner: User, client) -> Iterator[Page]:
    """A page of somebody who is signed in."""
    client.force_login(learner)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def open_attempt(page: Page, base: str, attempt: Attempt, language: str = "en") -> None:
    page.goto(f"{base}/{language}/quizzes/attempts/{attempt.pk}/")


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(STATUS)).to_have_attribute("data-state", state)


def fill(page: Page, name: str, values: list[str]) -> None:
    """Answers in the fields of this name, whatever they are."""
    control = page.locator(f'[name="{name}"]')
    match control.first.evaluate("field => field.type"):
        case "radio" | "checkbox":
            for value in values:
                page.locator(f'[name="{name}"][value="{value}"]').check()
        case "select-one":
            control.select_option(values[0])
        case _:
            control.fill(values[0])


def test_every_change_is_saved_by_itself(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))
    open_attempt(screen, live_server.url, attempt)
    expect(screen.locator(STATUS)).to_have_text(f"Saved: 0 of {len(KINDS)} answered")

    screen.locator("#q1-2").check()
    screen.locator("#q2-1").check()
    screen.locator("#q3-1").check()
    screen.locator("#q4-1").select_option("3")
    screen.locator("#q5-1").fill("المناصرة")
    for position in range(6, len(KINDS) + 1):
        fields = {name: value for name, value in right_fields(attempt).items() if name.split("-")[0] == f"q{position}"}
        for name, values in fields.items():
            fill(screen, name, values)
    expect(screen.locator(STATUS)).to_have_text("Saved")

    assert ResponseEvent.objects.values("item").distinct().count() == len(KINDS)
    screen.reload()
    expect(screen.locator(STATUS)).to_have_text(f"Saved: {len(KINDS) - 1} of {len(KINDS)} answered")
    expect(screen.locator("#q1-2")).to_be_checked()
    expect(screen.locator("#q4-1")).to_have_value("3")
    expect(screen.locator("#q5-1")).to_have_value("المناصرة")


def test_what_was_not_saved_is_said_and_sent_again_with_the_same_name(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1))
    sent: list[str] = []

    def fail_twice(route: Route) -> None:
        sent.append(re.search(r"event=([0-9a-f-]{36})", route.request.post_data or "")[1])
        if len(sent) < 3:
            route.abort()
        else:
            route.continue_()

    screen.route("**/answers/1/", fail_twice)
    open_attempt(screen, live_server.url, attempt)
    screen.locator("#q1-1").check()
    expect_state(screen, "retry")
    expect(screen.locator(STATUS)).to_have_text("Not saved: it will be tried again")
    expect_state(screen, "saved")

    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert ResponseEvent.objects.count() == 1


def test_lost_acknowledgement_stores_the_answer_once(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1))
    replies: list[int] = []

    def lose_the_first(route: Route) -> None:
        reply = route.fetch()
        replies.append(reply.status)
        if len(replies) == 1:
            route.abort()
        else:
            route.fulfill(response=reply)

    screen.route("**/answers/1/", lose_the_first)
    open_attempt(screen, live_server.url, attempt)
    screen.locator("#q1-1").check()
    expect_state(screen, "saved")

    assert replies == [200, 200]
    assert ResponseEvent.objects.count() == 1


def test_handing_in_waits_for_what_is_unsaved(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1, kinds=["short_text"]))
    open_attempt(screen, live_server.url, attempt)

    screen.locator("#q1-1").fill("advocacy")
    screen.get_by_role("button", name="Hand in the answers").click()
    screen.wait_for_url("**/result/")

    assert ResponseEvent.objects.count() == 1
    assert Grade.objects.count() == 1


def test_leaving_with_something_unsaved_is_asked_about(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1))
    screen.route("**/answers/1/", lambda route: route.abort())
    open_attempt(screen, live_server.url, attempt)
    asked: list[str] = []
    screen.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    screen.goto(screen.url)
    assert asked == []

    screen.locator("#q1-1").check()
    expect_state(screen, "retry")
    screen.goto(f"{live_server.url}/en/")

    assert asked == ["beforeunload"]


def test_answer_to_an_attempt_handed_in_elsewhere_says_so(screen: Page, live_server, learner, client) -> None:
    attempt = make_attempt(learner, make_quiz(1))
    open_attempt(screen, live_server.url, attempt)
    client.force_login(learner)
    client.post(f"/en/quizzes/attempts/{attempt.pk}/", {"intent": "submit_anyway"})

    screen.locator("#q1-1").check()
    expect_state(screen, "submitted")
    screen.locator(STATUS).get_by_role("link").click()

    screen.wait_for_url("**/result/")


def test_whole_test_with_the_keyboard_alone(screen: Page, live_server, learner) -> None:
    placement = make_quiz(2, kinds=["single_choice", "ordering"])
    screen.goto(f"{live_server.url}/en/quizzes/{placement.quiz_key}/")

    def press_until(key: str, description: str) -> None:
        for _ in range(40):
            screen.keyboard.press(key)
            if description in screen.evaluate("document.activeElement.outerHTML"):
                return
        raise AssertionError(f"{description} is not reached")

    press_until("Tab", "Start the test")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/attempts/**")
    press_until("Tab", 'type="radio"')
    screen.keyboard.press("Space")
    screen.keyboard.press("ArrowDown")
    assert screen.evaluate("document.activeElement.checked") is True
    press_until("Tab", 'value="submit"')
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/?check")
    expect(screen.locator(".error-summary")).to_be_focused()
    assert screen.title().startswith("Error: ")
    press_until("Tab", 'href="#q2-1"')
    screen.keyboard.press("Enter")
    expect(screen.locator("#q2-1")).to_be_focused()
    press_until("Tab", 'data-move="down"')
    screen.keyboard.press("Enter")
    expect(screen.locator(":focus")).to_have_attribute("data-move", "down")
    expect(screen.locator("[aria-live=polite].visually-hidden")).to_contain_text("place 2 of 4")
    expect_state(screen, "saved")
    press_until("Tab", 'value="submit_anyway"')
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/result/")
    expect(screen.locator("h1")).to_be_focused()

    places = Attempt.objects.get().events.filter(item__position=2).latest("sequence").response["places"]
    assert sorted(places.values()) == [1, 2, 3, 4]


def test_moving_items_writes_their_places(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1, kinds=["ordering"]))
    open_attempt(screen, live_server.url, attempt)
    texts = screen.locator("[data-item-text]").all_text_contents()

    screen.get_by_role("button", name=f"Move down: {texts[0]}").click()
    screen.get_by_role("button", name=f"Move up: {texts[0]}").click()
    screen.get_by_role("button", name=f"Move up: {texts[0]}").click()
    screen.get_by_role("button", name=f"Move up: {texts[3]}").click()
    expect_state(screen, "saved")

    assert screen.locator("[data-item-text]").all_text_contents() == [texts[0], texts[1], texts[3], texts[2]]
    assert [select.input_value() for select in screen.locator("select").all()] == ["1", "2", "3", "4"]


def test_language_is_switched_midway_and_nothing_is_lost(screen: Page, live_server, learner) -> None:
    question = make_question()
    make_translation(question)
    attempt = make_attempt(learner, make_placement([question]))
    open_attempt(screen, live_server.url, attempt, "ar")
    screen.locator("#q1-2").check()
    expect_state(screen, "saved")

    screen.locator("a[hreflang=en]").click()
    screen.wait_for_url("**/en/quizzes/attempts/**")

    expect(screen.locator("legend")).to_contain_text("Question single_choice")
    expect(screen.locator("#q1-2")).to_be_checked()


def test_accessibility_tree_names_the_question_and_its_one_choice(screen: Page, live_server, learner) -> None:
    attempt = make_attempt(learner, make_quiz(1))
    open_attempt(screen, live_server.url, attempt, "ar")

    group = screen.get_by_role("group", name="سؤال single_choice")
    radios = group.get_by_role("radio")
    expect(radios).to_have_count(3)
    radios.nth(1).check()

    assert [radio.is_checked() for radio in radios.all()] == [False, True, False]


def test_practice_is_explained_in_its_place(screen: Page, live_server) -> None:
    placement = make_quiz(2, mode=Mode.PRACTICE)
    url = f"/en/quizzes/practice/{placement.quiz_key}/"
    screen.goto(f"{live_server.url}/en/quizzes/practice/{placement.quiz_key}/")
    # As a lesson does it: an empty place that our script fills.
    screen.evaluate(
        """url => {
            document.querySelector("main").innerHTML = `<div data-fragment="${url}"></div>`;
            const place = document.querySelector("[data-fragment]");
            return fetch(url, { headers: { "X-Fragment": "1" } }).then(answer => answer.text()).then(html => { place.innerHTML = html; });
        }""",
        url,
    )
    first, second = screen.locator(".practice__entry").all()
    second.locator("input[type=radio]").nth(2).check()

    first.get_by_role("button").click()
    expect(first.locator("[role=alert]")).to_be_focused()
    first.locator("input[type=radio]").first.check()
    first.get_by_role("button", name="Check the answer").click()

    expect(first.locator("[data-focus]")).to_be_focused()
    expect(first.locator(".review__outcome")).to_have_text(re.compile("Right answer given|Not right"))
    expect(second.locator("input[type=radio]").nth(2)).to_be_checked()
