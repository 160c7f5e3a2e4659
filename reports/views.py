"""The completion report in the CMS: the screen and the file. Both read ``reports.queries``."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import User
from courses.models import ItemTitle
from elearn.lib import clock
from elearn.lib.http import private
from learning.models import Cohort
from reports.exports import CONTENT_TYPE, content_disposition, iterate_rows, write_workbook
from reports.forms import CompletionFilterForm
from reports.keyset import get_page
from reports.permissions import get_cohort_for, get_cohorts_for, user_can_see_reports
from reports.queries import CompletionFilter, completion_rows, get_course_titles, summarise
from reports.tables import COLUMNS, DAY_FORMAT, SCREEN_HEADINGS, SUMMARY_DEFINITIONS, make_row


@dataclass(frozen=True)
class Question:
    """What a request asks of the report. A filter that makes no sense is dropped as a whole and explained in ``problems``."""

    user: User
    cohorts: list[Cohort]
    titles: dict[UUID, ItemTitle]
    form: CompletionFilterForm
    filters: CompletionFilter
    problems: list[str]


def read_question(request: HttpRequest) -> Question:
    """Two queries. Raises PermissionDenied, and Http404 for a cohort of others or of nobody."""
    user = request.user
    if not isinstance(user, User) or not user_can_see_reports(user):
        raise PermissionDenied
    if cohort_id := parse_uuid(request.GET.get("cohort", "")):
        get_cohort_for(user, cohort_id)
    cohorts = get_cohorts_for(user)
    titles = get_course_titles((get_language() or "ar")[:2])
    offered = set(titles) if user.is_superuser else {cohort.course_key for cohort in cohorts}
    courses = {key: titles.get(key) for key in sorted(offered, key=lambda key: (titles[key].title if key in titles else "", key))}
    form = CompletionFilterForm(request.GET, cohorts=cohorts, courses=courses)
    if form.is_valid():
        return Question(user, cohorts, titles, form, form.filters, [])
    blank = CompletionFilterForm(None, cohorts=cohorts, courses=courses)
    return Question(user, cohorts, titles, blank, CompletionFilter(), form.explain_errors())


def parse_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class CompletionReport(WagtailAdminTemplateMixin, TemplateView):
    template_name = "reports/completion.html"
    page_title = _("Completion report")
    header_icon = "tasks"

    @cached_property
    def question(self) -> Question:
        return read_question(self.request)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.question.cohorts and not self.request.user.is_superuser:
            return []
        return [HeaderButton(gettext("Export as XLSX"), url=self.export_url, icon_name="download")]

    @property
    def export_url(self) -> str:
        return reverse("reports:completion_export") + self.filter_query()

    def filter_query(self, **extra: str) -> str:
        """The filter in force as a query string, so that links keep it."""
        filters = self.question.filters
        chosen = {
            "course": str(filters.course_key or ""),
            "cohort": str(filters.cohort.pk) if filters.cohort else "",
            "state": str(filters.state or ""),
            **extra,
        }
        query = urlencode({key: value for key, value in chosen.items() if value})
        return f"?{query}" if query else ""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        question = self.question
        page = get_page(completion_rows(question.user, question.filters), self.request.GET.get("cursor", ""))
        index = reverse("reports:completion")
        return {
            **super().get_context_data(**kwargs),
            "form": question.form,
            "filters": question.filters,
            "problems": question.problems,
            "has_cohorts": bool(question.cohorts),
            "can_add_cohort": question.user.has_perm("learning.add_cohort"),
            "summary": summarise(question.user, question.filters),
            "page": page,
            "rows": [make_row(enrolment, question.titles) for enrolment in page.rows],
            "headings": SCREEN_HEADINGS,
            "columns": COLUMNS,
            "summary_definitions": SUMMARY_DEFINITIONS,
            "day_format": DAY_FORMAT,
            "index_url": index,
            "first_url": index + self.filter_query(),
            "next_url": index + self.filter_query(cursor=page.next) if page.next else "",
            "previous_url": index + self.filter_query(cursor=page.previous) if page.previous else "",
        }


completion_report = require_safe(private(CompletionReport.as_view()))


@require_safe
@private
def completion_export(request: HttpRequest) -> HttpResponse:
    """The whole list behind the screen, whatever page of it was open. A senseless filter leads back to its explanation."""
    question = read_question(request)
    if question.problems:
        return redirect(reverse("reports:completion") + "?" + request.GET.urlencode())
    today = clock.today()
    rows = iterate_rows(completion_rows(question.user, question.filters), question.titles)
    file = write_workbook(rows, describe_export(question, today))
    response = FileResponse(file, content_type=CONTENT_TYPE)
    name = gettext("completion-%(day)s") % {"day": today.isoformat()}
    response.headers["Content-Disposition"] = content_disposition(f"{name}.xlsx", f"completion-{today.isoformat()}.xlsx")
    return response  # type: ignore[return-value]


def describe_export(question: Question, today: date) -> list[tuple[str, str]]:
    """How the rows of a file were chosen: a file is read far from the screen it came from."""
    filters = question.filters
    title = question.titles.get(filters.course_key) if filters.course_key else None
    facts = [(gettext("Exported on"), today.strftime("%d/%m/%Y"))]
    if filters.course_key:
        facts.append((gettext("Filter: course"), title.title if title else gettext("Untitled course")))
    if filters.cohort:
        facts.append((gettext("Filter: cohort"), filters.cohort.name))
    if filters.state:
        facts.append((gettext("Filter: state"), str(filters.state.label)))
    return facts
