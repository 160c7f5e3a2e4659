"""The main job of the platform, in a real browser: from a stranger to a certificate that a third person verifies."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from accounts.models import User
from certificates.codes import group_code
from certificates.models import Certificate
from learning.models import Enrolment
from quizzes.models import Attempt, ResponseEvent
from tests.browser.journey import READING, Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loaded_course")]
PUBLIC_PAGES = (
    "",
    "e-advocacy/",
    "e-advocacy/concepts/",
    "e-advocacy/concepts/when-advocacy/",
    "e-advocacy/concepts/test/",
    "glossary/",
    "help/",
    "privacy/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
    "certificates/",
    "nothing-here/",
)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def travel(browser: Browser, live_server) -> Iterator[Callable[..., Journey]]:
    contexts: list[BrowserContext] = []

    def begin(language: str = "ar", *, has_script: bool = True, **options) -> Journey:
        context = browser.new_context(java_script_enabled=has_script, locale=language, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return Journey(page, live_server.url, language, has_script)

    yield begin
    for context in contexts:
        context.close()


def finish_course(journey: Journey) -> None:
    """From the first page to a passed test, falling short once on the way."""
    journey.open()
    journey.sign_up()
    journey.join()
    for lesson in READING:
        journey.read(lesson)
    journey.answer_first_check(READING[2])
    journey.open_test()
    attempt = journey.start_test()
    journey.fill(attempt, right=3)
    journey.hand_in()
    expect(journey.page.locator(".result--passed")).to_have_count(0)
    attempt = journey.start_test()
    journey.fill(attempt, right=10)
    journey.hand_in()
    expect(journey.page.locator(".result--passed")).to_have_count(1)


def claim_certificate(journey: Journey, name: str) -> str:
    """Finds the certificate on the dashboard, confirms the name and downloads the PDF; returns the code."""
    page = journey.page
    journey.open("me/")
    page.locator("main a[href$='/name/']").click()
    journey.look()
    page.locator("input[name=name]").fill(name)
    page.locator("form:has(input[name=name]) button").first.click()
    page.wait_for_url(re.compile("/manage/"))
    journey.look()
    certificate = Certificate.objects.current().get()
    assert certificate.name == name
    answer = page.request.get(journey.url(f"certificates/{certificate.code}.pdf"))
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    return certificate.code


def verify_as_stranger(begin: Callable[..., Journey], code: str, **options) -> None:
    stranger = begin(**options)
    stranger.open("certificates/")
    stranger.page.locator("main input[name=code]").fill(f" {code.lower()} ")
    stranger.page.locator("main form button").click()
    stranger.page.wait_for_url(re.compile(code))
    stranger.look()
    expect(stranger.page.locator("main")).to_contain_text(group_code(code))
    expect(stranger.page.locator("main")).not_to_contain_text("سمر")
    assert stranger.page.context.cookies() == []


def test_learner_reaches_a_certificate_on_a_phone_in_arabic(travel) -> None:
    journey = travel("ar", **PHONE)

    finish_course(journey)
    code = claim_certificate(journey, "سمر عبد الله حسن")

    verify_as_stranger(travel, code, **PHONE)
    assert Enrolment.objects.get().state == "completed"


def test_learner_reaches_a_certificate_without_javascript(travel) -> None:
    journey = travel("ar", has_script=False, **PHONE)

    finish_course(journey)
    code = claim_certificate(journey, "سمر عبد الله حسن")

    verify_as_stranger(travel, code, has_script=False, **PHONE)


def test_learner_switches_language_in_the_middle_of_the_test(travel) -> None:
    journey = travel("ar", **DESKTOP)
    journey.sign_up()
    journey.join()
    for lesson in READING[:3]:
        journey.read(lesson)
    journey.open_test()
    attempt = journey.start_test()
    journey.fill(attempt, right=5)
    saved = ResponseEvent.objects.filter(attempt=attempt).count()

    journey.page.locator(".site-nav a[hreflang=en]").click()
    journey.language = "en"
    journey.look()
    expect(journey.page.locator("main form :checked:not(option)").first).to_be_checked()
    assert Attempt.objects.get() == attempt
    assert ResponseEvent.objects.filter(attempt=attempt).count() == saved
    journey.fill(attempt, right=10)
    journey.hand_in()
    expect(journey.page.locator(".result--passed")).to_have_count(1)
    for lesson in READING[3:]:
        journey.read(lesson)

    enrolment = Enrolment.objects.get()
    assert enrolment.state == "completed"
    claim_certificate(journey, "Samar Hassan")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_have_no_accessibility_violation(travel, language: str, options: dict, scheme: str) -> None:
    journey = travel(language, color_scheme=scheme, **options)

    for path in PUBLIC_PAGES:
        journey.open(path)


def test_no_page_asks_another_host(travel, live_server) -> None:
    journey = travel("ar", **DESKTOP)
    hosts: set[str] = set()
    journey.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    errors: list[str] = []
    journey.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    for path in ("", "e-advocacy/", "e-advocacy/concepts/what-is-advocacy/", "glossary/", "accounts/login/"):
        journey.page.goto(journey.url(path))
        journey.page.wait_for_load_state("networkidle")

    assert hosts == {live_server.url.split("/")[2]}
    assert errors == []


def test_name_is_never_shown_to_another_person(travel) -> None:
    first = travel("ar", **PHONE)
    first.sign_up()
    second = travel("ar", **PHONE)
    second.email = "other@example.org"
    second.sign_up()

    pages = [second.page.request.get(second.url(path)).text() for path in ("", "e-advocacy/", "me/", "me/settings/")]

    assert User.objects.count() == 2
    assert not any("traveller@example.org" in text for text in pages)
