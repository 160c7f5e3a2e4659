"""A learner's way through the course, step by step, as a person would go it. One class serves every journey."""

import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from django.http import QueryDict
from playwright.sync_api import Page, expect

from elearn.demo import right_form
from quizzes.models import Attempt, AttemptItem

COURSE = "e-advocacy"
READING = (
    "orientation/guide",
    "orientation/safety",
    "concepts/what-is-advocacy",
    "concepts/what-makes-it-electronic",
    "concepts/when-advocacy",
)
AXE_OPTIONS = {
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


@dataclass
class Journey:
    """``has_script``: whether the browser runs JavaScript; every step has a way without it."""

    page: Page
    base: str
    language: str = "ar"
    has_script: bool = True
    email: str = "traveller@example.org"
    password: str = "cypress-moon-wheat-7"
    visited: list[str] = field(default_factory=list)

    def url(self, path: str = "") -> str:
        return f"{self.base}/{self.language}/{path}"

    def open(self, path: str = "") -> None:
        self.page.goto(self.url(path))
        self.look()

    def look(self) -> None:
        """Every page of a journey is judged: language, direction, no sideways scrolling, and axe."""
        page = self.page
        html = page.locator("html")
        expect(html).to_have_attribute("lang", self.language)
        expect(html).to_have_attribute("dir", "rtl" if self.language == "ar" else "ltr")
        expect(page.locator("h1")).to_have_count(1)
        if not self.has_script:
            return
        page.wait_for_load_state("networkidle")
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"sideways scrolling on {page.url}"
        address = re.sub(r"[0-9a-f-]{36}|[A-Z2-7]{32}", "…", page.url)
        if address in self.visited:
            return
        self.visited.append(address)
        results = Axe().run(page, options=AXE_OPTIONS)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    # Account -------------------------------------------------------------------

    def sign_up(self) -> None:
        """From the course page to an account and back."""
        self.open(f"{COURSE}/")
        if not self.has_script:
            self.page.locator("[data-fragment*='/me/courses/'] a").click()
        self.page.locator("main a[href*='accounts/signup']").first.click()
        self.look()
        self.page.locator("input[name=display_name]").fill("سمر عبد الله")
        self.page.locator("input[name=email]").fill(self.email)
        self.page.locator("input[name=password1]").fill(self.password)
        self.page.locator("main form button[type=submit], main form button:not([type])").first.click()
        self.page.wait_for_url(re.compile(COURSE))

    def join(self) -> None:
        self.open(f"{COURSE}/")
        if not self.has_script:
            self.page.locator("[data-fragment*='/me/courses/'] a").click()
        self.page.locator("form[action$='/join/'] button").click()
        expect(self.page.locator(".notice--success").first).to_be_visible()
        self.look()

    # Lessons -------------------------------------------------------------------

    def read(self, lesson: str) -> None:
        self.open(f"{COURSE}/{lesson}/")
        if not self.has_script:
            self.page.locator("[data-fragment*='/lessons/'] a").click()
        self.page.locator("form[action*='/lessons/'] button").click()
        expect(self.page.locator("[data-fragment-root] .notice--success")).to_be_visible()

    def answer_first_check(self, lesson: str) -> None:
        """Chooses something in the lesson's first check and is told why it is right or wrong."""
        self.open(f"{COURSE}/{lesson}/")
        if self.has_script:
            place = self.page.locator("[data-fragment*='/practice/']").first
        else:
            self.page.locator("[data-fragment*='/practice/'] a").first.click()
            place = self.page.locator("main")
        form = place.locator("form").first
        expect(form).to_be_visible()
        form.locator("input[type=radio], input[type=checkbox]").first.check()
        form.locator("button[type=submit]").first.click()
        expect(place.locator(".review, [class*=review]").first).to_be_visible()
        self.look()

    # The test ------------------------------------------------------------------

    def open_test(self) -> None:
        self.open(f"{COURSE}/concepts/test/")
        self.page.locator(".block-quiz a.button").click()
        self.look()

    def start_test(self) -> Attempt:
        self.page.locator("main form[method=post] button[type=submit]").last.click()
        self.page.wait_for_url(re.compile("/quizzes/attempts/"))
        self.look()
        return Attempt.objects.get(pk=re.search(r"attempts/([0-9a-f-]{36})/", self.page.url)[1])

    def fill(self, attempt: Attempt, *, right: int) -> None:
        """Answers the first ``right`` questions rightly and leaves the others open."""
        for item in AttemptItem.objects.filter(attempt=attempt).select_related("version")[:right]:
            self.fill_item(right_form(item))
        if self.has_script:
            expect(self.page.locator("[data-status]")).to_have_attribute("data-state", "saved", timeout=15_000)

    def fill_item(self, form: QueryDict) -> None:
        for name, values in form.lists():
            for value in values:
                field = self.page.locator(f"[name='{name}']")
                if field.first.evaluate("element => element.tagName") == "SELECT":
                    field.select_option(value)
                elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                    self.page.locator(f"[name='{name}'][value='{value}']").check()
                else:
                    field.fill(value)
                    field.blur()

    def hand_in(self) -> None:
        """Hands in; confirms where questions are left open."""
        self.page.locator("button[value=submit]").click()
        self.page.wait_for_load_state("load")
        confirm = self.page.locator("button[value=submit_anyway]")
        if confirm.count():
            expect(self.page.locator(".error-summary")).to_be_visible()
            self.look()
            confirm.click()
        self.page.wait_for_url(re.compile("/result/"))
        self.look()
