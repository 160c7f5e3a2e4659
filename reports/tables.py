"""What the completion report shows: the columns, what each means, and the values in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from courses.models import ItemTitle
from learning.enums import State
from learning.models import Enrolment

# 22/11/2026 in either language; the file says the same in its own notation.
DAY_FORMAT = "d/m/Y"


class Kind(Enum):
    """The type of a column's cells; the file formats them by it."""

    TEXT = "text"
    DAY = "day"
    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True)
class Row:
    """One enrolment as it is read: on the screen and in the file alike. Days are those of the platform's time zone."""

    name: str
    cohort: str
    course: str
    enrolled_on: date
    percent: int
    required_done: int
    required_total: int
    last_active_on: date | None
    state: State
    completed_on: date | None

    @property
    def share(self) -> float:
        return self.percent / 100

    @property
    def is_completed(self) -> bool:
        return self.state is State.COMPLETED


@dataclass(frozen=True)
class Column:
    """``value`` is what the file holds. The screen shows the same, the two counts of lessons in one cell («3 من 5»)."""

    key: str
    label: Promise
    definition: Promise
    kind: Kind
    value: Callable[[Row], str | float | date | None]
    width: int


COLUMNS = (
    Column(
        "name",
        _("Learner"),
        _("The display name the learner chose, which may be a pseudonym; the user name where there is none."),
        Kind.TEXT,
        lambda row: row.name,
        28,
    ),
    Column("cohort", _("Cohort"), _("The group in which the learner joined the course."), Kind.TEXT, lambda row: row.cohort, 24),
    Column("course", _("Course"), _("The course's last published title."), Kind.TEXT, lambda row: row.course, 32),
    Column(
        "enrolled_on", _("Enrolled on"), _("The day the learner joined the course."), Kind.DAY, lambda row: row.enrolled_on, 14
    ),
    Column(
        "progress",
        _("Progress"),
        _(
            "The share of required lessons that are done, rounded down. Whoever has completed the course stays at 100%,"
            " even if a later release asks for more."
        ),
        Kind.SHARE,
        lambda row: row.share,
        10,
    ),
    Column(
        "required_done",
        _("Required lessons done"),
        _("Lessons read to the end and confirmed, or whose test was passed; optional lessons do not count."),
        Kind.NUMBER,
        lambda row: row.required_done,
        14,
    ),
    Column(
        "required_total",
        _("Required lessons"),
        _("How many lessons are required by the release of the course that the learner follows."),
        Kind.NUMBER,
        lambda row: row.required_total,
        14,
    ),
    Column(
        "last_active_on",
        _("Last active on"),
        _("The last day the learner opened a lesson or finished one. Only the day is kept, never the hour."),
        Kind.DAY,
        lambda row: row.last_active_on,
        14,
    ),
    Column(
        "state",
        _("State"),
        _(
            "Not started: no lesson is done yet. In progress: at least one lesson is done. Completed: every required lesson"
            " was done; this is never taken back."
        ),
        Kind.TEXT,
        lambda row: str(row.state.label),
        16,
    ),
    Column(
        "completed_on",
        _("Completed on"),
        _("The day the last required lesson was done; empty until then."),
        Kind.DAY,
        lambda row: row.completed_on,
        14,
    ),
)

# On the screen the two counts share a cell.
SCREEN_HEADINGS = tuple(column.label for column in COLUMNS if column.key != "required_done")

SUMMARY_DEFINITIONS = (
    (pgettext_lazy("count", "Enrolled"), _("Everybody whom the filter lets through, on all pages together.")),
    (pgettext_lazy("count", "Started"), _("Those of them with at least one lesson done, those who have completed included.")),
    (
        pgettext_lazy("count", "Completed"),
        _("Those of them who have completed the course; the percentage is out of those enrolled."),
    ),
)


def make_row(enrolment: Enrolment, titles: Mapping[UUID, ItemTitle]) -> Row:
    """No query: ``enrolment`` comes from ``completion_rows``, ``titles`` from ``get_course_titles``."""
    title = titles.get(enrolment.course_key)
    return Row(
        name=enrolment.learner.get_short_name(),
        cohort=enrolment.cohort.name if enrolment.cohort else "",
        course=title.title if title else gettext("Untitled course"),
        enrolled_on=timezone.localdate(enrolment.enrolled_at),
        percent=enrolment.percent,
        required_done=enrolment.required_done,
        required_total=enrolment.required_total,
        last_active_on=enrolment.last_active_on,
        state=State(enrolment.state),
        completed_on=timezone.localdate(enrolment.completed_at) if enrolment.completed_at else None,
    )
