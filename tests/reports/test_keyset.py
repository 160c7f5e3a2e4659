"""Pages by key: every row once, whatever happens to the list meanwhile."""

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import User
from learning.models import Enrolment
from reports.keyset import Cursor, get_page
from reports.queries import CompletionFilter, completion_rows
from tests.data.enrolments import COURSE_KEY, make_enrolments
from tests.factories.accounts import make_administrator, make_manager
from tests.factories.learning import START, EnrolmentFactory
from tests.reports.screens import as_user, link_on, names_on, notices_on, open_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_administrator()


def all_rows(user: User):
    return completion_rows(user, CompletionFilter())


def walk(user: User, token: str, direction: str, *, after_page: dict[int, object] | None = None) -> list[UUID]:
    """Ids on the pages from ``token`` on, in the order of the walk; ``after_page`` calls something after that page."""
    seen: list[UUID] = []
    number = 0
    while True:
        page = get_page(all_rows(user), token)
        ids = [row.pk for row in page.rows]
        seen += ids if direction == "next" else reversed(ids)
        number += 1
        if after_page and number in after_page:
            after_page[number]()
        token = getattr(page, direction)
        if not token:
            return seen


def last_token(user: User) -> str:
    """The token of the place behind the last row: the way back begins there."""
    row = all_rows(user).reverse()[0]
    return Cursor(True, row.enrolled_at - timedelta(microseconds=1), row.pk).token


def test_walk_visits_each_of_250_rows_once_forwards_and_backwards(administrator: User) -> None:
    make_enrolments(250)
    expected = [row.pk for row in all_rows(administrator)]

    forwards = walk(administrator, "", "next")
    backwards = walk(administrator, last_token(administrator), "previous")

    assert len(expected) == 250
    assert forwards == expected
    assert backwards == expected[::-1]


def test_rows_of_one_moment_keep_an_order(administrator: User) -> None:
    for _ in range(120):
        EnrolmentFactory.create(enrolled_at=START)

    forwards = walk(administrator, "", "next")

    assert forwards == [row.pk for row in all_rows(administrator)]
    assert len(set(forwards)) == 120


@pytest.mark.parametrize("place", ["before", "behind", "at the top"])
def test_row_inserted_midway_makes_nobody_appear_twice_or_vanish(administrator: User, place: str) -> None:
    make_enrolments(250)
    expected = [row.pk for row in all_rows(administrator)]
    rows = list(Enrolment.objects.filter(course_key=COURSE_KEY).order_by("-enrolled_at", "-id"))
    moment = {"before": rows[20], "behind": rows[200], "at the top": rows[0]}[place].enrolled_at
    step = timedelta(seconds=30) if place == "at the top" else timedelta(seconds=1)

    def insert() -> None:
        EnrolmentFactory.create(enrolled_at=moment + step)

    forwards = walk(administrator, "", "next", after_page={2: insert})
    Enrolment.objects.exclude(pk__in=expected).delete()
    backwards = walk(administrator, last_token(administrator), "previous", after_page={2: insert})

    assert [key for key in forwards if key in set(expected)] == expected
    assert [key for key in backwards if key in set(expected)] == expected[::-1]
    assert len(set(forwards)) == len(forwards)
    assert len(set(backwards)) == len(backwards)


def test_there_and_back_shows_the_same_page(administrator: User) -> None:
    make_enrolments(120)

    first = get_page(all_rows(administrator))
    second = get_page(all_rows(administrator), first.next)
    back = get_page(all_rows(administrator), second.previous)

    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert (first.previous, back.previous) == ("", "")


@pytest.mark.parametrize("count", [0, 1, 50])
def test_list_that_fits_one_page_has_no_other(administrator: User, count: int) -> None:
    make_enrolments(count)

    page = get_page(all_rows(administrator))

    assert (len(page.rows), page.next, page.previous) == (count, "", "")


@pytest.mark.parametrize(
    "token", ["x", "abc", "?", "ليس رمزًا", "\x00", "A" * 34, "_" * 34, "f" + "_" * 33, "A" * 10_000, "=", "AA=="]
)
def test_bad_cursor_leads_to_the_beginning(administrator: User, token: str) -> None:
    make_enrolments(60)

    page = get_page(all_rows(administrator), token)

    assert [row.pk for row in page.rows] == [row.pk for row in all_rows(administrator)[:50]]
    assert (page.is_restarted, page.previous, bool(page.next)) == (True, "", True)


def test_cursor_survives_its_token() -> None:
    cursor = Cursor(True, START + timedelta(microseconds=1), UUID(int=7))

    assert Cursor.from_token(cursor.token) == cursor


def test_cursor_does_not_show_an_id(administrator: User) -> None:
    make_enrolments(51)

    page = get_page(all_rows(administrator))

    assert len(page.next) == 34
    assert page.rows[-1].pk.hex not in page.next


@pytest.mark.parametrize("count", [1, 3])
def test_page_is_one_query(administrator: User, count: int, django_assert_num_queries) -> None:
    make_enrolments(count)

    with django_assert_num_queries(1):
        page = get_page(all_rows(administrator))
        names = [(row.learner.get_short_name(), row.cohort.name) for row in page.rows]

    assert len(names) == count


def test_page_asks_for_neither_offset_nor_count(administrator: User, django_assert_num_queries) -> None:
    make_enrolments(120)
    token = get_page(all_rows(administrator)).next

    with django_assert_num_queries(1) as queries:
        get_page(all_rows(administrator), token)

    statement = queries.captured_queries[0]["sql"].upper()
    assert ("OFFSET" in statement, "COUNT(" in statement, "LIMIT 51" in statement) == (False, False, True)


def test_links_on_the_screen_keep_the_filter_and_walk_the_whole_list() -> None:
    manager = make_manager()
    made = make_enrolments(130, cohorts=1, manager=manager)
    client = as_user(manager)
    query, forwards, ends = f"?cohort={made.cohorts[0].pk}", [], []

    while query:
        page = open_screen(client, query)
        forwards += names_on(page)
        ends.append(query)
        query = link_on(page, "next")
    backwards, query = [], ends[-1]
    while query:
        page = open_screen(client, query)
        backwards = names_on(page) + backwards
        query = link_on(page, "prev")

    assert len(set(forwards)) == 130
    assert backwards == forwards
    assert all(f"cohort={made.cohorts[0].pk}" in end for end in ends)


def test_bad_cursor_on_the_screen_is_explained(administrator: User) -> None:
    make_enrolments(1)

    page = open_screen(as_user(administrator), "?cursor=nonsense")

    assert notices_on(page) == ["That place in the list no longer exists. This is the beginning of the list."]
    assert len(names_on(page)) == 1
