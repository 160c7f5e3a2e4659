"""What a lesson weighs and how soon it can be read, in Chromium against the real server."""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from elearn.lib import clock
from tests.bench.measuring import measure_scale
from tests.bench.people import LESSON_PATH, make_learner
from tests.bench.table import Table
from tests.conftest import BROWSER_ARGUMENTS, find_chromium
from tests.server import running_server

PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "ar",
}
ROUNDS = 3
QUIET_MILLISECONDS = 1000
MOST_MILLISECONDS = 60_000
# kbit/s, ms for a round trip; and how many times slower its processor is than the machine of the budgets.
SLOW_LINE = (400, 400)
SLOWEST_LINE = (50, 800)
CPU_OF_PHONE = 4
WATCHER = """
window.seen = {shift: 0, largest: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.largest = Math.max(seen.largest, entry.startTime);
}).observe({type: "largest-contentful-paint", buffered: true});
"""
READ = """() => ({
  ...window.seen,
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
  load: performance.getEntriesByType("navigation")[0].loadEventEnd,
})"""


@dataclass
class Traffic:
    """What crossed the network in one visit; what the browser had kept does not count. Sizes with headers, as transferred."""

    requests: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    @classmethod
    def watch(cls, session: CDPSession) -> "Traffic":
        traffic = cls()
        session.on("Network.requestWillBeSent", traffic.take_request)
        session.on("Network.requestServedFromCache", lambda event: traffic.kept.add(event["requestId"]))
        session.on("Network.responseReceivedExtraInfo", traffic.take_status)
        session.on("Network.responseReceived", traffic.take_response)
        session.on("Network.loadingFinished", traffic.take_size)
        session.send("Network.enable")
        return traffic

    def take_request(self, event: dict) -> None:
        self.requests[event["requestId"]] = event["request"]["url"]

    def take_status(self, event: dict) -> None:
        """A 304 is told here only: the response itself is then the one that the browser had kept."""
        self.statuses[event["requestId"]] = event["statusCode"]

    def take_size(self, event: dict) -> None:
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def take_response(self, event: dict) -> None:
        number, response = event["requestId"], event["response"]
        self.kinds[number] = event["type"]
        self.statuses.setdefault(number, response["status"])
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            self.kept.add(number)

    def sent(self) -> list[str]:
        return [number for number, url in self.requests.items() if number not in self.kept and not url.startswith("data:")]

    def kilobytes(self, *kinds: str) -> float:
        return sum(self.sizes.get(number, 0) for number in self.sent() if not kinds or self.kinds.get(number) in kinds) / 1000

    def count_documents(self, status: int) -> int:
        return sum(self.statuses.get(number) == status for number in self.sent() if self.kinds.get(number) == "Document")


@dataclass(frozen=True)
class Moments:
    """Milliseconds from the start of the visit; ``shift`` is the sum of layout shifts."""

    first: float
    largest: float
    load: float
    shift: float


def run(table: Table, database: str) -> None:
    with running_server(database, environment={"SECRET_KEY": settings.SECRET_KEY}) as server, open_browser() as browser:
        address = server.url + LESSON_PATH
        # Whoever comes first after a change pays for it; this is about the network.
        for _number in range(8):
            server.get(LESSON_PATH, {"Accept-Encoding": "br"})
        measure_weights(table, browser, address)
        measure_learner(table, browser, server.url, address)
        measure_slow(table, browser, address)


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=BROWSER_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    context.set_default_timeout(MOST_MILLISECONDS)
    context.add_init_script(WATCHER)
    try:
        yield context
    finally:
        context.close()


def visit(context: BrowserContext, address: str, limits: tuple[int, int, float] | None = None) -> tuple[Traffic, Moments]:
    """Opens the address in a new tab and waits until nothing moves. ``limits``: kbit/s, milliseconds a round trip, CPU divided by."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    traffic = Traffic.watch(session)
    if limits:
        throttle(session, *limits)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MILLISECONDS)
    moments = Moments(**read_moments(page))
    page.close()
    return traffic, moments


def read_moments(page: Page) -> dict[str, float]:
    return page.evaluate(READ)


def throttle(session: CDPSession, kilobits: int, latency: int, slower: int) -> None:
    rate = kilobits * 1000 / 8
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})


def measure_weights(table: Table, browser: Browser, address: str) -> None:
    with phone(browser) as context:
        first, moments = visit(context, address)
        again, _moments = visit(context, address)
    table.most("lesson, first visit: HTML", first.kilobytes("Document"), 14, "KB")
    table.most("lesson, first visit: CSS", first.kilobytes("Stylesheet"), 12, "KB")
    table.most("lesson, first visit: JavaScript", first.kilobytes("Script"), 10, "KB")
    table.most("lesson, first visit: fonts", first.kilobytes("Font"), 40, "KB")
    table.tell("lesson, first visit: fragments", first.kilobytes("Fetch", "XHR"), "KB")
    table.most("lesson, first visit: everything", first.kilobytes(), 75, "KB")
    table.most("lesson, first visit: requests", len(first.sent()), 8)
    table.most("lesson, first visit: layout shift", round(moments.shift, 4), 0)
    table.most("lesson, repeat visit: everything", again.kilobytes(), 14, "KB")
    table.most("lesson, repeat visit: requests", len(again.sent()), 3)
    table.least("lesson, repeat visit: pages answered with 304", again.count_documents(304), 1)
    if len(first.sent()) > 8 or first.kilobytes() > 75:
        print_requests("first visit", first)
    if len(again.sent()) > 3 or again.kilobytes() > 14:
        print_requests("repeat visit", again)


def print_requests(title: str, traffic: Traffic) -> None:
    """What a visit that is over its budget consists of."""
    for number in traffic.sent():
        path = traffic.requests[number].partition("://")[2].partition("/")[2]
        print(f"    {title}: {traffic.statuses.get(number, 0)} {traffic.sizes.get(number, 0):>6} bytes  /{path}")


def measure_learner(table: Table, browser: Browser, url: str, address: str) -> None:
    learner = make_learner(clock.now())
    with phone(browser) as context:
        context.add_cookies([{"name": "sessionid", "value": learner.session_key, "url": url}])
        first, moments = visit(context, address)
        again, _moments = visit(context, address)
    table.most("lesson, first visit of somebody enrolled: everything", first.kilobytes(), 75, "KB")
    table.most("lesson, first visit of somebody enrolled: requests", len(first.sent()), 8)
    table.most("lesson, first visit of somebody enrolled: layout shift", round(moments.shift, 4), 0)
    table.most("lesson, repeat visit of somebody enrolled: everything", again.kilobytes(), 14, "KB")
    table.most("lesson, repeat visit of somebody enrolled: requests", len(again.sent()), 3)


def measure_slow(table: Table, browser: Browser, address: str) -> None:
    # The phone is as slow on a slow machine as on a fast one.
    slowdown = max(1.0, CPU_OF_PHONE / measure_scale())
    slow = [visit_anew(browser, address, (*SLOW_LINE, slowdown)) for _round in range(ROUNDS)]
    table.most("slow phone: first contentful paint", median(slow, "first") / 1000, 1.5, "s")
    table.most("slow phone: largest contentful paint", median(slow, "largest") / 1000, 2, "s")
    table.most("slow phone: load", median(slow, "load") / 1000, 3.5, "s")
    table.most("slow phone: layout shift", round(median(slow, "shift"), 4), 0)
    slowest = [visit_anew(browser, address, (*SLOWEST_LINE, slowdown))]
    table.most("50 kbit/s and 800 ms: text readable", median(slowest, "first") / 1000, 6, "s")


def visit_anew(browser: Browser, address: str, limits: tuple[int, int, float]) -> Moments:
    """Nothing kept from before."""
    with phone(browser) as context:
        return visit(context, address, limits)[1]


def median(moments: list[Moments], name: str) -> float:
    return statistics.median(getattr(moment, name) for moment in moments)
