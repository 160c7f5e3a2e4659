"""The one query layer of the reports: the screen and the file read the same rows through it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from courses.models import CourseVersion, ItemTitle
from courses.queries import SOURCE_LANGUAGE
from learning.enums import CohortRole, State
from learning.models import Cohort, Enrolment


@dataclass(frozen=True)
class CompletionFilter:
    """What the reader of the report asked for; nothing set means everybody they may see."""

    course_key: UUID | None = None
    cohort: Cohort | None = None
    state: State | None = None

    def __bool__(self) -> bool:
        return bool(self.course_key or self.cohort or self.state)


@dataclass(frozen=True)
class Summary:
    """Counts over everything that the filter lets through, not over one page of it."""

    enrolled: int
    started: int
    completed: int

    @property
    def completed_share(self) -> float | None:
        """Completed out of enrolled, 0 to 1; None when nobody is enrolled: unknown is not zero."""
        return self.completed / self.enrolled if self.enrolled else None


def list_managed_cohorts(user: User) -> QuerySet[Cohort]:
    """The cohorts whose reports ``user`` may read: those they manage, and every one for an administrator.

    Narrower than ``Cohort.objects.led_by``: facilitators guide a cohort but do not read its reports.
    """
    if user.is_superuser:
        return Cohort.objects.all()
    return Cohort.objects.filter(members__user=user, members__role=CohortRole.MANAGER)


def filter_enrolments(user: User, filters: CompletionFilter) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.in_cohorts_of(user)
    if not user.is_superuser:
        rows = rows.filter(cohort__in=list_managed_cohorts(user))
    if filters.course_key:
        rows = rows.filter(course_key=filters.course_key)
    if filters.cohort:
        rows = rows.filter(cohort=filters.cohort)
    if filters.state:
        rows = rows.filter(state=filters.state)
    return rows


def completion_rows(user: User, filters: CompletionFilter) -> QuerySet[Enrolment]:
    """Enrolments that ``user`` may see, newest first, with exactly the fields that are shown. One query.

    Reading any other field of a row raises: a forgotten join would cost a query a row.
    """
    return (
        filter_enrolments(user, filters)
        .select_related("learner", "cohort")
        .only(
            "learner__display_name",
            "learner__username",
            "cohort__name",
            "course_key",
            "enrolled_at",
            "last_active_on",
            "state",
            "required_done",
            "required_total",
            "percent",
            "completed_at",
        )
        .order_by("-enrolled_at", "-id")
        .fetch_mode(models.FETCH_RAISE)
    )


def summarise(user: User, filters: CompletionFilter) -> Summary:
    """The counts above the table: one aggregate over the same rows."""
    return Summary(
        **filter_enrolments(user, filters).aggregate(
            enrolled=Count("pk"),
            started=Count("pk", filter=~Q(state=State.NOT_STARTED)),
            completed=Count("pk", filter=Q(state=State.COMPLETED)),
        )
    )


def get_course_titles(language: str) -> dict[UUID, ItemTitle]:
    """The title of every course that was ever released, and so of every enrolment, in ``language`` where there is one.

    One query, at most two rows a course.
    """
    released = CourseVersion.objects.order_by().values("course_key")
    titles: dict[UUID, ItemTitle] = {}
    for title in ItemTitle.objects.filter(item_key__in=released, language__in={language, SOURCE_LANGUAGE}):
        if title.item_key not in titles or title.language == language:
            titles[title.item_key] = title
    return titles
