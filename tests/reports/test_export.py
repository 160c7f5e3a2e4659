"""The file: the same rows as the screen, typed cells, and nothing that a spreadsheet would run."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.utils import translation

from accounts.models import User
from elearn.lib.arabic import clean_text
from reports.tables import COLUMNS
from tests.data.enrolments import make_enrolments
from tests.factories.accounts import UserFactory, make_manager
from tests.factories.courses import ItemTitleFactory
from tests.factories.learning import enrol_in, make_cohort_of
from tests.reports.screens import EXPORT, as_user, download, file_rows, link_on, open_screen, screen_rows

pytestmark = pytest.mark.django_db
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "＠SUM(A1)",
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "'=1",
    "#N/A",
    "#REF!",
    "{=1+1}",
    "1",
    "1e9",
    "2026-01-01",
    "TRUE",
    "\u202e=1+1",
    "\u2066=1\u2069",
    "_x003d_1+1",
    "\u200f=1+1",
    "\ufeff=1",
]


@pytest.fixture
def manager() -> User:
    return make_manager()


@pytest.mark.parametrize("name", DANGEROUS)
def test_dangerous_name_comes_out_as_text(manager: User, name: str) -> None:
    cohort = make_cohort_of(manager, name=name)
    ItemTitleFactory.create(item_key=cohort.course_key, title=name)
    enrol_in(cohort, learner=UserFactory.create(display_name=name))

    sheet = download(as_user(manager)).worksheets[0]

    cells = [sheet.cell(row=2, column=column) for column in (1, 2, 3)]
    assert [(cell.data_type, cell.value, bool(cell.quotePrefix)) for cell in cells] == [("s", clean_text(name), True)] * 3


def test_no_cell_of_the_file_is_a_formula(manager: User) -> None:
    cohort = make_cohort_of(manager, name="=1+1")
    for name in DANGEROUS:
        enrol_in(cohort, learner=UserFactory.create(display_name=name), is_completed=True)
    client = as_user(manager)

    answer = client.get(f"{EXPORT}?cohort={cohort.pk}").getvalue()

    with ZipFile(BytesIO(answer)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2
    assert [re.findall(r"<f[ >/]|t=\"e\"|<hyperlink", sheet) for sheet in sheets] == [[], []]


def test_cells_are_typed(manager: User) -> None:
    cohort = make_cohort_of(manager, name="First")
    ItemTitleFactory.create(item_key=cohort.course_key, language="en", title="Advocacy")
    enrol_in(
        cohort,
        learner=UserFactory.create(display_name="Amal"),
        is_completed=True,
        enrolled_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
        last_active_on=date(2026, 3, 9),
        completed_at=datetime(2026, 3, 9, 12, 0, tzinfo=UTC),
    )

    sheet = download(as_user(manager)).worksheets[0]

    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [
        ("Amal", "General"),
        ("First", "General"),
        ("Advocacy", "General"),
        (datetime(2026, 3, 1), "dd/mm/yyyy"),
        (1, "0%"),
        (5, "0"),
        (5, "0"),
        (datetime(2026, 3, 9), "dd/mm/yyyy"),
        ("Completed", "General"),
        (datetime(2026, 3, 9), "dd/mm/yyyy"),
    ]


def test_unknown_values_are_empty_cells(manager: User) -> None:
    enrol_in(make_cohort_of(manager))

    row = file_rows(download(as_user(manager)))[0]

    assert [row[7], row[9]] == [None, None]


def test_value_of_one_row_does_not_leak_into_the_next(manager: User) -> None:
    cohort = make_cohort_of(manager)
    enrol_in(cohort)
    enrol_in(cohort, is_completed=True)
    enrol_in(cohort)

    rows = file_rows(download(as_user(manager)))

    assert [row[9] is None for row in rows] == [True, False, True]


@pytest.mark.parametrize(("language", "is_rtl"), [("ar", True), ("en", False)])
def test_sheet_runs_in_the_direction_of_its_language(manager: User, language: str, is_rtl: bool) -> None:
    enrol_in(make_cohort_of(manager))

    book = download(as_user(manager, language))

    assert [bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets] == [is_rtl, is_rtl]
    with translation.override(language):
        assert [cell.value for cell in book.worksheets[0][1]] == [str(column.label) for column in COLUMNS]
        meanings = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
        assert meanings[: len(COLUMNS)] == [(str(column.label), str(column.definition)) for column in COLUMNS]


def test_header_stays_in_sight_and_columns_are_wide_enough(manager: User) -> None:
    enrol_in(make_cohort_of(manager))

    sheet = download(as_user(manager)).worksheets[0]

    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert widths == [column.width for column in COLUMNS]


@pytest.mark.parametrize("query", ["", "?state=completed", "?state=in_progress"])
def test_numbers_on_the_screen_equal_those_in_the_file(manager: User, query: str) -> None:
    make_enrolments(120, cohorts=3, manager=manager)
    client = as_user(manager)

    on_screen, place = [], query
    while True:
        page = open_screen(client, place)
        on_screen += screen_rows(page)
        place = link_on(page, "next")
        if not place:
            break
    in_file = file_rows(download(client, query))

    assert on_screen == [as_shown(row) for row in in_file]
    assert len(in_file) == {"": 120, "?state=completed": 30, "?state=in_progress": 60}[query]


def as_shown(row: list) -> list[str]:
    def day(value: datetime | None) -> str:
        return value.strftime("%d/%m/%Y") if value else "–"

    name, cohort, course, enrolled, share, done, total, active, state, completed = row
    return [name, cohort, course, day(enrolled), f"{share:.0%}", f"{done} of {total}", day(active), state, day(completed)]


def test_file_says_how_its_rows_were_chosen(manager: User) -> None:
    cohort = make_cohort_of(manager, name="First")
    enrol_in(cohort, is_completed=True)

    book = download(as_user(manager), f"?cohort={cohort.pk}&state=completed")

    facts = dict(list(book.worksheets[1].iter_rows(min_row=2, values_only=True))[len(COLUMNS) :])
    assert list(facts) == ["Exported on", "Filter: cohort", "Filter: state"]
    assert (facts["Filter: cohort"], facts["Filter: state"]) == ("First", "Completed")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_file_is_named_in_both_forms(manager: User, language: str) -> None:
    enrol_in(make_cohort_of(manager))

    answer = as_user(manager, language).get(EXPORT)
    answer.getvalue()
    headers = answer.headers

    name, plain, extended = headers["Content-Disposition"].split("; ")
    assert name == "attachment"
    assert re.fullmatch(r'filename="completion-\d{4}-\d\d-\d\d\.xlsx"', plain)
    with translation.override(language):
        day = re.search(r"\d{4}-\d\d-\d\d", plain).group()
        assert unquote(extended) == "filename*=UTF-8''" + translation.gettext("completion-%(day)s") % {"day": day} + ".xlsx"
    assert extended.isascii()
    assert headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("count", [1, 3])
def test_file_costs_the_same_for_any_number_of_rows(manager: User, count: int, django_assert_num_queries) -> None:
    cohort = make_cohort_of(manager)
    for _ in range(count):
        enrol_in(cohort)
    client = as_user(manager)
    download(client)

    with django_assert_num_queries(9):
        book = download(client)

    assert len(file_rows(book)) == count
