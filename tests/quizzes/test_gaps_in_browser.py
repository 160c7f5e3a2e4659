"""Gaps in a real browser, and the panel that editors see beside what is accepted."""

import uuid
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from quizzes.models import Attempt
from tests.browser.journey import AXE_OPTIONS
from tests.factories.accounts import UserFactory, make_editor
from tests.factories.quizzes import make_attempt, make_body, make_placement, make_question, make_translation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_gate")]
TEXT = {
    "ar": "تبدأ الحملة بفهم [[المشكلة]]، ثم باختيار [[المطلب]] الذي يُرفع إلى [[صانع القرار]].",
    "en": "A campaign begins with the [[problem]], then with a [[demand]] that is put to the [[decision-maker]].",
}
ANSWERS = {"ar": ["المشكله", "المطلب", "الجمهور"], "en": ["Problem", "demand", "public"]}
NAMES = {"ar": "الفراغ {} من 3", "en": "Gap {} of 3"}
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def attempt() -> Attempt:
    key = uuid.uuid4()
    question = make_question("gap_fill", translation_key=key, body=make_body("gap_fill", key, text=TEXT["ar"]))
    make_translation(question, text=TEXT["en"])
    return make_attempt(UserFactory.create(), make_placement([question]))


@pytest.fixture
def sign_in(browser: Browser, live_server, client) -> Iterator:
    contexts: list[BrowserContext] = []

    def enter(user: User, **options: object) -> Page:
        client.force_login(user)
        context = browser.new_context(**options)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield enter
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1]
    return [violation["id"] for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_gaps_are_filled_with_the_keyboard_alone(sign_in, live_server, attempt, language) -> None:
    page = sign_in(attempt.learner, **PHONE)
    page.goto(f"{live_server.url}/{language}/quizzes/attempts/{attempt.pk}/")
    gaps = [page.get_by_role("textbox", name=NAMES[language].format(number), exact=True) for number in (1, 2, 3)]
    widths = {round(gap.bounding_box()["width"]) for gap in gaps}

    gaps[0].focus()
    for answer in ANSWERS[language]:
        page.keyboard.type(answer)
        page.keyboard.press("Tab")
    expect(page.locator("[role=status][data-status]")).to_have_attribute("data-state", "saved")
    assert violations(page) == []
    page.get_by_role("button", name="تسليم الإجابات" if language == "ar" else "Hand in the answers").press("Enter")
    page.wait_for_url("**/result/")

    assert len(widths) == 1
    assert list(attempt.events.latest("sequence").response["gaps"].values()) == ANSWERS[language]
    assert attempt.grades.get().points == [pytest.approx(2 / 3)]
    expect(page.locator(".gaps__given--right")).to_have_count(2)
    expect(page.locator(".review__gaps")).to_contain_text("صانع القرار" if language == "ar" else "decision-maker")
    assert violations(page) == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_gaps_are_filled_without_a_script(sign_in, live_server, attempt, language) -> None:
    page = sign_in(attempt.learner, java_script_enabled=False, **PHONE)
    page.goto(f"{live_server.url}/{language}/quizzes/attempts/{attempt.pk}/")
    for number, answer in enumerate(ANSWERS[language][:2], start=1):
        page.locator(f"#q1-{number}").fill(answer)
    page.locator("button[value=submit]").click()
    page.locator(".error-summary a").click()

    expect(page.locator("#q1-1")).to_have_value(ANSWERS[language][0])
    page.locator("#q1-3").fill("صانع القرار")
    page.locator("button[value=submit_anyway]").click()
    page.wait_for_url("**/result/")

    assert attempt.grades.get().score == 1


def test_gaps_stand_within_the_sentence_in_the_direction_of_its_words(sign_in, live_server, attempt) -> None:
    """An Arabic sentence on an English page keeps its direction."""
    question = make_question("gap_fill", body=make_body("gap_fill", uuid.uuid4(), text=TEXT["ar"]))
    arabic_only = make_attempt(UserFactory.create(), make_placement([question]))
    page = sign_in(arabic_only.learner, **PHONE)
    page.goto(f"{live_server.url}/en/quizzes/attempts/{arabic_only.pk}/")

    expect(page.locator(".gaps")).to_have_attribute("dir", "rtl")
    expect(page.locator(".gaps span").first).to_have_attribute("lang", "ar")
    expect(page.get_by_role("textbox", name="Gap 1 of 3", exact=True)).to_be_visible()
    assert violations(page) == []


def open_question(page: Page, base: str, kind: str, **value: object) -> None:
    question = make_question(kind, body=make_body(kind, uuid.uuid4(), **value))
    page.goto(f"{base}/cms/snippets/quizzes/question/edit/{question.pk}/")
    expect(page.locator(".written")).to_have_count(1)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_editor_sees_what_would_match_while_writing(sign_in, live_server, language) -> None:
    page = sign_in(make_editor(language=language), viewport={"width": 1280, "height": 900})
    open_question(page, live_server.url, "short_text", accepted="المساندة", refused="", accepts_slips=False)
    found, verdict = page.locator(".written__found"), page.locator(".written__tried")
    expect(found).to_contain_text("المسانده")

    page.locator("[data-contentpath=accepted] textarea").fill("التشبيك\nالائتلاف")
    expect(found).to_contain_text("الائتلاف")
    page.locator(".written__try").fill("التشبيق")
    expect(verdict).to_contain_text("غير مقبولة" if language == "ar" else "not accepted")
    page.locator("[data-contentpath=accepts_slips] input").check()
    expect(verdict.locator(".written__verdict--right")).to_be_visible()
    page.locator("[data-contentpath=refused] textarea").fill("التشبيق")
    expect(verdict.locator(".written__verdict--right")).to_have_count(0)
    page.locator("[data-contentpath=strictness] select").select_option("exact")
    expect(found.locator("[data-match=stricter]").first).to_be_visible()
    page.locator(".written__try").press("Enter")
    assert page.url.endswith("/")


def test_panel_stands_beside_gaps_and_beside_the_parts_of_a_case(sign_in, live_server) -> None:
    page = sign_in(make_editor(language="en"), viewport={"width": 1280, "height": 900})
    open_question(page, live_server.url, "gap_fill", text=TEXT["ar"])
    expect(page.locator(".written__gap")).to_have_text(["Gap 1", "Gap 2", "Gap 3"])
    page.locator("[data-contentpath=text] textarea").fill("[[المشكلة")
    expect(page.locator(".written__found")).not_to_contain_text("Gap 1")

    open_question(page, live_server.url, "scenario")

    expect(page.locator(".written__found")).to_contain_text("المناصرة")


def test_panel_says_that_it_is_behind_and_tries_again(sign_in, live_server) -> None:
    page = sign_in(make_editor(language="en"), viewport={"width": 1280, "height": 900})
    page.route("**/questions/written/", lambda route: route.abort())
    open_question(page, live_server.url, "short_text")
    expect(page.locator(".written__tried")).to_contain_text("could not be brought up to date")

    page.unroute("**/questions/written/")
    page.locator("[data-contentpath=accepted] textarea").fill("الائتلاف")

    expect(page.locator(".written__found")).to_contain_text("الائتلاف")
    expect(page.locator(".written__tried")).not_to_contain_text("could not be brought up to date")
