"""Content pages: warm, warm in another process, cold; against a bare view, a bare Wagtail page and themselves without the cache."""

from django.conf import settings
from django.core.cache import cache

from courses.models import LessonPage
from elearn.pagecache import recent_pages
from tests.bench.measuring import Subject, call, count_queries, expect, measure_cpu
from tests.bench.models import bare_page_path
from tests.bench.people import COURSE_PATH, LESSON_PATH, MODULE_PATH
from tests.bench.table import Table
from tests.bench.urls import BARE_PATH

CONTENT = (("lesson", LESSON_PATH), ("module", MODULE_PATH), ("course", COURSE_PATH))


def forget_pages() -> None:
    """As after a change in the CMS."""
    recent_pages.clear()
    cache.clear()


def set_page_cache(*, is_on: bool) -> None:
    settings.CONTENT_CACHE = is_on


def run(table: Table) -> None:
    measure_warm(table)
    measure_cold(table)
    measure_weights(table)


def measure_warm(table: Table) -> None:
    for name, path in CONTENT:
        expect(call(path))
        table.most(f"{name}, warm: SQL", count_queries(lambda path=path: expect(call(path))).count, 2)
    recent_pages.clear()
    table.most("lesson, kept by another worker: SQL", count_queries(lambda: expect(call(LESSON_PATH))).count, 2)
    costs = measure_cpu(
        Subject("bare", lambda: expect(call(BARE_PATH)), calls=300),
        *(Subject(name, lambda path=path: expect(call(path)), calls=300) for name, path in CONTENT),
        Subject("uncached", lambda _none: expect(call(LESSON_PATH)), lambda: set_page_cache(is_on=False), calls=10),
        Subject("cached", lambda _none: expect(call(LESSON_PATH)), lambda: set_page_cache(is_on=True), calls=100),
    )
    table.tell("bare view behind the same middleware", 1000 / costs["bare"], "requests/s")
    for name, _path in CONTENT:
        table.tell(f"{name}, warm", 1000 / costs[name], "requests/s")
        table.least(f"{name}, warm: share of the bare view's requests/s", costs["bare"] / costs[name], 1 / 3)
    table.least("lesson, warm: times itself without the page cache", costs["uncached"] / costs["cached"], 5)


def measure_cold(table: Table) -> None:
    bare_page = bare_page_path()
    for name, path in CONTENT:
        forget_pages()
        table.most(f"{name}, cold: SQL", count_queries(lambda path=path: expect(call(path))).count, 12)
    forget_pages()
    table.tell("bare Wagtail page of ten blocks: SQL", count_queries(lambda: expect(call(bare_page))).count)
    costs = measure_cpu(
        Subject("bare", lambda _none: expect(call(bare_page)), forget_pages, calls=15),
        *(Subject(name, lambda _none, path=path: expect(call(path)), forget_pages, calls=15) for name, path in CONTENT),
    )
    table.tell("bare Wagtail page of ten blocks", costs["bare"], "ms CPU")
    for name, _path in CONTENT:
        table.tell(f"{name}, cold", costs[name], "ms CPU")
        table.most(f"{name}, cold: times the CPU of the bare Wagtail page", costs[name] / costs["bare"], 2)


def measure_weights(table: Table) -> None:
    """Over every published lesson of both languages."""
    pages = [page.get_url() for page in LessonPage.objects.live().order_by("path")]
    weights = {path: len(expect(call(path)).body) for path in pages}
    heaviest = max(weights, key=weights.__getitem__)
    table.most(f"heaviest of {len(pages)} lessons, {heaviest}: HTML", weights[heaviest] / 1000, 14, "KB")
    etag = expect(call(heaviest)).headers["etag"]
    answer = expect(call(heaviest, headers={"If-None-Match": etag}), 304)
    table.most("the same when unchanged (304): body", len(answer.body), 0, "bytes")
