"""The report at 10,000 enrolments. The time is a loose bound against blunders; ``make bench`` holds the budget."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.data.enrolments import make_enrolments
from tests.factories.accounts import make_administrator, make_manager
from tests.reports.screens import as_user, figures_on, link_on, names_on, open_screen

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
MOST_SECONDS = 0.5


def test_screen_holds_its_budget_at_10000_enrolments() -> None:
    manager, administrator = make_manager(), make_administrator()
    made = make_enrolments(10_000, cohorts=10, manager=manager)
    found = {}

    for user in (manager, administrator):
        client = as_user(user)
        next_page = link_on(open_screen(client), "next")
        for query in ("", next_page, f"?cohort={made.cohorts[3].pk}&state=completed", f"?course={made.version.course_key}"):
            with CaptureQueriesContext(connection) as queries:
                started = time.perf_counter()
                page = open_screen(client, query)
                seconds = time.perf_counter() - started
            found[user.username, query] = (len(names_on(page)), len(queries) <= MOST_QUERIES, seconds < MOST_SECONDS)

    assert set(found.values()) == {(50, True, True)}
    assert figures_on(page) == ["10,000", "7,500", "2,500 (25%)"]
