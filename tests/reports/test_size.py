"""The report at 10,000 enrolments. The time is a loose bound against blunders; ``make bench`` holds the budget."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.data.enrolments import make_enrolments
from tests.factories.accounts import make_administrator, make_manager
from tests.reports.screens import SCREEN, as_user, figures_on, link_on, open_screen

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
MOST_SECONDS = 0.5


def measure(client: Client, query: str) -> tuple[int, int, float]:
    """Rows, queries and the shortest of three times: other work on the machine only ever adds to a time."""
    times = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            answer = client.get(SCREEN + query)
            times.append(time.perf_counter() - started)
    return len(answer.context["rows"]), len(queries), min(times)


def test_screen_holds_its_budget_at_10000_enrolments() -> None:
    manager, administrator = make_manager(), make_administrator()
    made = make_enrolments(10_000, cohorts=10, manager=manager)
    found = {}

    for user in (manager, administrator):
        client = as_user(user)
        next_page = link_on(open_screen(client), "next")
        for query in ("", next_page, f"?cohort={made.cohorts[3].pk}&state=completed", f"?course={made.version.course_key}"):
            rows, queries, seconds = measure(client, query)
            found[user.username, query] = (rows, queries <= MOST_QUERIES, seconds < MOST_SECONDS)

    assert set(found.values()) == {(50, True, True)}
    assert figures_on(open_screen(client)) == ["10,000", "7,500", "2,500 (25%)"]
