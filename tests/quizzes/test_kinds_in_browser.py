"""Every kind in a real browser: the keyboard alone, no JavaScript, names for screen readers, both directions, a narrow phone, axe."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from quizzes.models import Grade, ResponseEvent
from tests.browser.journey import AXE_OPTIONS
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, UNSCORED, make_attempt, make_placement, make_question, make_translation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]
STEMS = {"ar": "سؤال", "en": "Question"}
DIRECTIONS = {"ar": "rtl", "en": "ltr"}
CONTROLS = "input:not([type=hidden]), select, textarea"


@pytest.fixture
def learner() -> User:
    return UserFactory.create()


def sign_in(context: BrowserContext, live_server, client, learner: User) -> Page:
    client.force_login(learner)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.fixture
def screen(browser: Browser, live_server, learner: User, client) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield sign_in(context, live_server, client, learner)
    context.close()


@pytest.fixture
def bare_screen(browser: Browser, live_server, learner: User, client) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    yield sign_in(context, live_server, client, learner)
    context.close()


def make_both(kind: str, **value: object):
    """A test of one question, in both languages."""
    question = make_question(kind)
    if value:
        raw = question.body.get_prep_value()
        raw[0]["value"].update(value)
        question.body = raw
        question.save_revision().publish()
    make_translation(question, "en", **value)
    return make_placement([question])


def judge(page: Page) -> None:
    """No sideways scrolling, nothing that axe objects to."""
    page.wait_for_load_state("networkidle")
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], f"sideways scrolling on {page.url}"
    results = Axe().run(page, options=AXE_OPTIONS)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def answer_with_the_keyboard(page: Page) -> set[str]:
    """Goes through the form with Tab and answers each control it meets; returns the ids of what it answered."""
    answered: set[str] = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        met = page.evaluate("(({ id, tagName, type, value }) => [id, tagName, type, value])(document.activeElement)")
        control, tag, kind, value = met
        if value == "submit" and tag == "BUTTON":
            return answered
        if control in answered or not re.match(r"q1\b", control or ""):
            continue
        if kind in {"radio", "checkbox"}:
            page.keyboard.press("Space")
        elif tag == "SELECT":
            page.keyboard.press("ArrowDown")
        elif tag in {"INPUT", "TEXTAREA"}:
            page.keyboard.type("12.5")
        else:
            continue
        answered.add(control)
    raise AssertionError("the button is not reached")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_answered_with_the_keyboard_alone(screen: Page, live_server, learner, kind, language) -> None:
    attempt = make_attempt(learner, make_both(kind))
    screen.goto(f"{live_server.url}/{language}/quizzes/attempts/{attempt.pk}/")
    expect(screen.locator("html")).to_have_attribute("dir", DIRECTIONS[language])
    judge(screen)

    assert answer_with_the_keyboard(screen)
    screen.keyboard.press("Enter")
    screen.wait_for_url(re.compile(r"/result/|\?check"))
    if "?check" in screen.url:
        judge(screen)
        screen.locator("button[value=submit_anyway]").press("Enter")
        screen.wait_for_url("**/result/")

    expect(screen.locator("#q1-outcome")).to_be_visible()
    judge(screen)
    assert ResponseEvent.objects.latest("sequence").response != {}
    assert Grade.objects.count() == 1


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_answered_without_a_script(bare_screen: Page, live_server, learner, kind) -> None:
    attempt = make_attempt(learner, make_both(kind))
    bare_screen.goto(f"{live_server.url}/ar/quizzes/attempts/{attempt.pk}/")

    assert answer_with_the_keyboard_or_mouse(bare_screen)
    bare_screen.locator("button[value=save]").click()
    bare_screen.wait_for_load_state("load")
    saved = ResponseEvent.objects.latest("sequence").response
    bare_screen.locator("button[value=submit]").click()
    bare_screen.wait_for_load_state("load")
    if bare_screen.locator("button[value=submit_anyway]").count():
        bare_screen.locator("button[value=submit_anyway]").click()
    bare_screen.wait_for_url("**/result/")

    assert saved != {}
    assert (Grade.objects.get().points[0] is None) is (kind in UNSCORED)


def answer_with_the_keyboard_or_mouse(page: Page) -> int:
    """Fills whatever the form has; without a script the page says nothing of what has the focus."""
    answered = 0
    for control in page.locator("fieldset.question").locator(CONTROLS).all():
        match control.get_attribute("type"), control.get_attribute("name"):
            case "radio" | "checkbox", _name:
                control.check()
            case "text", _name:
                control.fill("12.5")
            case _kind, _name if control.locator("option").count():
                control.select_option(index=1)
            case _:
                control.fill("سطر\nسطر")
        answered += 1
    return answered


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_control_has_a_name_of_its_own(screen: Page, live_server, learner, kind, language) -> None:
    attempt = make_attempt(learner, make_both(kind))
    screen.goto(f"{live_server.url}/{language}/quizzes/attempts/{attempt.pk}/")

    group = screen.get_by_role("group", name=f"{STEMS[language]} {kind}")
    expect(group).to_have_count(1)
    tree = group.aria_snapshot()

    controls = re.findall(r"- '?(radio|checkbox|combobox|textbox|spinbutton)(?: \"([^\"]+)\")?", tree)
    assert len(controls) == group.locator(CONTROLS).count()
    assert [role for role, name in controls if not name] == []
    groups = re.findall(r"- '?group \"([^\"]+)\"", tree)
    assert len(set(groups)) == len(groups) == (4 if kind == "scenario" else 1)
    if kind != "scenario":
        assert len({name for _role, name in controls}) == len(controls)


def test_long_words_stay_within_a_narrow_phone(screen: Page, live_server, learner) -> None:
    long = "كلمة طويلة تتكرّر مرّاتٍ كثيرةً في هذا النصّ حتى تملأ أسطرًا عديدة " * 4
    groups = [
        {
            "type": "item",
            "id": f"00000000-0000-4000-8000-00000000000{index}",
            "value": {
                "label": f"{long[:190]}{index}",
                "items": [
                    {
                        "type": "item",
                        "id": f"00000000-0000-4000-8000-00000000001{index}",
                        "value": {"text": f"{long[:280]}{index}", "explanation": long},
                    }
                ],
            },
        }
        for index in range(3)
    ]
    attempt = make_attempt(learner, make_both("matching", groups=groups, stem=long))
    for language in ("ar", "en"):
        screen.goto(f"{live_server.url}/{language}/quizzes/attempts/{attempt.pk}/")
        judge(screen)
