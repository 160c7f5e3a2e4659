"""The report on the screen: what it shows, how it is filtered, what it says when there is nothing."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from accounts.models import User
from learning.enums import State
from reports.tables import COLUMNS
from tests.factories.accounts import UserFactory, make_administrator, make_manager
from tests.factories.courses import ItemTitleFactory
from tests.factories.learning import EnrolmentFactory, enrol_in, make_cohort_of
from tests.reports.screens import SCREEN, as_user, figures_on, names_on, notices_on, open_screen, screen_rows, text_of

pytestmark = pytest.mark.django_db
NOT_APPLIED = "The filter was not applied. The list below is not filtered."


@pytest.fixture
def manager() -> User:
    return make_manager()


def test_row_shows_every_column(manager: User) -> None:
    cohort = make_cohort_of(manager, name="Ramallah 1")
    ItemTitleFactory.create(item_key=cohort.course_key, language="ar", title="المناصرة")
    ItemTitleFactory.create(item_key=cohort.course_key, language="en", title="Advocacy")
    enrol_in(
        cohort,
        learner=UserFactory.create(display_name="Amal", email="amal@example.org", certificate_name="أمل محمود"),
        # Late in the evening of the 28th in UTC is the 1st of March where the platform lives.
        enrolled_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
        last_active_on=date(2026, 3, 9),
        state=State.COMPLETED,
        required_done=5,
        percent=100,
        completed_at=datetime(2026, 3, 9, 12, 0, tzinfo=UTC),
    )

    page = open_screen(as_user(manager))

    assert screen_rows(page) == [
        ["Amal", "Ramallah 1", "Advocacy", "01/03/2026", "100%", "5 of 5", "09/03/2026", "Completed", "09/03/2026"]
    ]


def test_row_of_a_beginner_shows_what_is_unknown_as_unknown() -> None:
    EnrolmentFactory.create(learner=UserFactory.create(display_name="", username="u-abc"))

    page = open_screen(as_user(make_administrator()))

    assert [row[:3] + row[4:] for row in screen_rows(page)] == [
        ["u-abc", "–", "Untitled course", "0%", "0 of 5", "–", "Not started", "–"]
    ]


def test_name_is_neither_the_address_nor_the_name_on_the_certificate(manager: User) -> None:
    learner = UserFactory.create(display_name="", username="u-abc", email="amal@example.org", certificate_name="أمل محمود")
    enrol_in(make_cohort_of(manager), learner=learner)

    body = as_user(manager).get(SCREEN).text

    assert ("u-abc" in body, "amal@example.org" in body, "أمل محمود" in body) == (True, False, False)


def test_markup_in_a_name_stays_text(manager: User) -> None:
    enrol_in(make_cohort_of(manager), learner=UserFactory.create(display_name="<b onclick=x>&"))

    page = open_screen(as_user(manager))

    assert names_on(page) == ["<b onclick=x>&"]


@pytest.mark.parametrize(("language", "direction", "title"), [("ar", "rtl", "المناصرة"), ("en", "ltr", "Advocacy")])
def test_page_speaks_the_language_of_its_reader(manager: User, language: str, direction: str, title: str) -> None:
    cohort = make_cohort_of(manager)
    ItemTitleFactory.create(item_key=cohort.course_key, language="ar", title="المناصرة")
    ItemTitleFactory.create(item_key=cohort.course_key, language="en", title="Advocacy")
    enrol_in(cohort, is_in_progress=True)

    page = open_screen(as_user(manager, language))

    assert (page.get("lang"), page.get("dir")) == (language, direction)
    assert screen_rows(page)[0][2] == title
    with translation.override(language):
        assert text_of(page.select("h1")[0]) == translation.gettext("Completion report")


def test_course_without_a_translation_is_shown_in_its_own_language(manager: User) -> None:
    cohort = make_cohort_of(manager)
    ItemTitleFactory.create(item_key=cohort.course_key, language="ar", title="المناصرة")
    enrol_in(cohort)

    cell = open_screen(as_user(manager)).select(".completion__table bdi[lang]")[0]

    assert (cell.get_text(), cell.get("lang"), cell.get("dir")) == ("المناصرة", "ar", "rtl")


def test_every_column_is_explained(manager: User) -> None:
    enrol_in(make_cohort_of(manager))

    page = open_screen(as_user(manager))

    explained = [text_of(term) for term in page.select(".completion__meanings dt")]
    with translation.override("en"):
        assert explained == ["Enrolled", "Started", "Completed", *(str(column.label) for column in COLUMNS)]
    assert all(text_of(meaning) for meaning in page.select(".completion__meanings dd"))


# Filters ---------------------------------------------------------------------------


@pytest.fixture
def three_people(manager: User) -> dict[str, object]:
    first, second = make_cohort_of(manager, name="First"), make_cohort_of(manager, name="Second")
    enrol_in(first, learner=UserFactory.create(display_name="Amal"), is_completed=True)
    enrol_in(first, learner=UserFactory.create(display_name="Basma"), is_in_progress=True)
    enrol_in(second, learner=UserFactory.create(display_name="Dana"))
    return {"first": first, "second": second}


@pytest.mark.parametrize(
    ("query", "names", "figures"),
    [
        ("", ["Dana", "Basma", "Amal"], ["3", "2", "1 (33%)"]),
        ("?cohort={first.pk}", ["Basma", "Amal"], ["2", "2", "1 (50%)"]),
        ("?course={second.course_key}", ["Dana"], ["1", "0", "0 (0%)"]),
        ("?state=completed", ["Amal"], ["1", "1", "1 (100%)"]),
        ("?cohort={first.pk}&state=in_progress", ["Basma"], ["1", "1", "0 (0%)"]),
        ("?cohort=&course=&state=", ["Dana", "Basma", "Amal"], ["3", "2", "1 (33%)"]),
    ],
)
def test_filter_narrows_rows_and_figures(
    manager: User, three_people: dict, query: str, names: list[str], figures: list[str]
) -> None:
    page = open_screen(as_user(manager), query.format(**three_people))

    assert (names_on(page), figures_on(page), notices_on(page)) == (names, figures, [])


def test_filter_in_force_stays_in_the_form_and_in_the_link_to_the_file(manager: User, three_people: dict) -> None:
    key = three_people["first"].pk

    page = open_screen(as_user(manager), f"?cohort={key}&state=completed")

    chosen = {field.get("name"): field.select("option[selected]") for field in page.select("select")}
    assert {name: [option.get("value") for option in options] for name, options in chosen.items()} == {
        "course": [""],
        "cohort": [str(key)],
        "state": ["completed"],
    }
    exports = [link.get("href") for link in page.select("a[href*='/export/']")]
    assert exports == [f"/cms/reports/completion/export/?cohort={key}&state=completed"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("?cohort=abc", "The cohort in this filter is not one of those in your report."),
        ("?course=1", "The course in this filter is not one of those in your report."),
        ("?course=00000000-0000-0000-0000-000000000001", "The course in this filter is not one of those in your report."),
        ("?state=asleep", "The state in this filter does not exist."),
        ("?state=%00", "The state in this filter does not exist."),
        (
            "?cohort={first.pk}&course={second.course_key}",
            "This cohort follows another course than the one in the filter.",
        ),
    ],
)
def test_filter_that_makes_no_sense_is_explained_and_dropped(manager: User, three_people: dict, query: str, reason: str) -> None:
    page = open_screen(as_user(manager), query.format(**three_people))

    assert notices_on(page) == [f"{NOT_APPLIED} {reason}"]
    assert names_on(page) == ["Dana", "Basma", "Amal"]
    assert [option.get("value") for option in page.select("option[selected]")] in ([], ["", "", ""])


def test_file_is_not_made_for_a_filter_that_makes_no_sense(manager: User, three_people: dict) -> None:
    answer = as_user(manager).get("/cms/reports/completion/export/?state=asleep")

    assert (answer.status_code, answer.url) == (302, "/cms/reports/completion/?state=asleep")


# Empty -------------------------------------------------------------------------------


def test_manager_without_cohort_is_told_how_to_begin(manager: User) -> None:
    page = open_screen(as_user(manager))

    assert text_of(page.select(".completion h2")[0]) == "There is no cohort in your charge yet"
    assert [link.get("href") for link in page.select(".completion a")] == ["/cms/cohorts/new/"]
    assert page.select("a[href*='/export/']") == []


def test_empty_cohort_says_that_nobody_has_enrolled(manager: User) -> None:
    make_cohort_of(manager)

    page = open_screen(as_user(manager))

    assert [text_of(line) for line in page.select(".completion > p")] == [
        "Nobody has enrolled yet. Learners appear here as soon as they join a course."
    ]
    assert figures_on(page) == ["0", "0", "0"]


def test_filter_that_nobody_matches_offers_everybody(manager: User) -> None:
    enrol_in(make_cohort_of(manager))

    page = open_screen(as_user(manager), "?state=completed")

    assert [text_of(line) for line in page.select(".completion > p")] == ["Nobody matches this filter. Show everybody"]
    assert page.select(".completion > p a")[0].get("href") == SCREEN


# Cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_screen_costs_the_same_for_any_number_of_rows(manager: User, count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        enrol_in(make_cohort_of(manager))
    client = as_user(manager)
    open_screen(client)

    with django_assert_num_queries(13):
        page = open_screen(client)

    assert len(names_on(page)) == count
