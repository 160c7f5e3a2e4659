"""The completion report at 10,000 enrolments: the screen by wall clock, since the database does much of it; the file by CPU."""

import re
from html import unescape

from django.urls import reverse
from django.utils.translation import override

from tests.bench.measuring import Subject, call, count_queries, expect, measure_beside_reference, measure_wall, watched_memory
from tests.bench.people import sign_in
from tests.bench.table import Table
from tests.data.enrolments import make_enrolments
from tests.factories.accounts import make_manager

ENROLMENTS = 10_000
PAGES_ON = 20
NEXT = re.compile(r'<a[^>]*\brel="next"[^>]*>')
HREF = re.compile(r'href="([^"]*)"')


def run(table: Table) -> None:
    manager = make_manager()
    make_enrolments(ENROLMENTS, manager=manager)
    session_key = sign_in(manager)
    with override("ar"):
        first, export = reverse("reports:completion"), reverse("reports:completion_export")
    deep = walk(first, session_key)

    def open_first() -> None:
        expect(call(first, session_key=session_key))

    def open_deep() -> None:
        expect(call(deep, session_key=session_key))

    open_first()
    table.most("report at 10,000: SQL", count_queries(open_first).count, 15)
    milliseconds = measure_wall(open_first, 9)
    table.most("report at 10,000", milliseconds, 500, "ms")
    table.most(f"page {PAGES_ON + 1} of it against the first", measure_wall(open_deep, 9) / milliseconds, 1.25, "times")

    def open_export() -> None:
        size.append(len(expect(call(export, session_key=session_key)).body))

    size: list[int] = []
    table.most("its export (XLSX): SQL", count_queries(open_export).count, 15)
    with watched_memory() as growth:
        costs, scale = measure_beside_reference(Subject("export", open_export, calls=1))
        table.most("its export (XLSX)", costs["export"] / 1000, 3 * scale, "s CPU")
    table.most("its export: memory growth", growth(), 150, "MiB")
    table.tell("its export: size", size[0] / 1000, "KB")


def walk(path: str, session_key: str) -> str:
    """The address of a page deep in the listing."""
    for _number in range(PAGES_ON):
        html = expect(call(path, session_key=session_key)).body.decode()
        link = unescape(HREF.search(NEXT.search(html)[0])[1])
        path = link
    return path
