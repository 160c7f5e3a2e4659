"""Answers that wait for a person's mark, in the CMS."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from elearn.lib import clock
from elearn.lib.http import private
from quizzes.enums import MarkingState
from quizzes.forms.judgements import MarkForm
from quizzes.models import Attempt
from quizzes.operations import CannotMark, mark_answer
from quizzes.permissions import get_markable_attempts_for
from quizzes.queries.marking import MarkingSheet, Place, find_next, get_marking_sheet, get_queue, list_places
from quizzes.views.access import parse_key, reader_language


def get_attempts_for(request: HttpRequest) -> QuerySet[Attempt]:
    attempts = get_markable_attempts_for(request.user)
    if attempts is None:
        raise PermissionDenied
    return attempts


def read_place(request: HttpRequest) -> Place:
    return Place(parse_key(request.GET.get("where")))


def queue_url(place: Place, **more: str) -> str:
    chosen = {"where": str(place.key) if place.key else "", **more}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return reverse("quizzes_marking") + (f"?{query}" if query else "")


def mark_url(attempt_id: UUID, position: int, place: Place) -> str:
    url = reverse("quizzes_mark", args=[attempt_id, position])
    return f"{url}?{urlencode({'where': str(place.key)})}" if place.key else url


@private
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The attempts with answers to mark, or with marked ones, the oldest first."""
    attempts, place = get_attempts_for(request), read_place(request)
    state = request.GET.get("state", "")
    state = state if state in MarkingState.values else MarkingState.WAITING
    page = get_queue(attempts, state, place, request.GET.get("after", ""), reader_language())
    title = _("Answers waiting for a mark")
    context = {
        "queue": page,
        "rows": [(row, mark_url(row.attempt_id, row.position, place)) for row in page.rows],
        "places": list_places(attempts, reader_language()),
        "place": place,
        "state": state,
        "states": MarkingState.choices,
        "is_waiting": state == MarkingState.WAITING,
        "is_later_page": bool(request.GET.get("after")),
        "first_url": queue_url(place, state=state),
        "next_url": queue_url(place, state=state, after=page.next) if page.next else "",
        "page_title": title,
        "header_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": [{"url": "", "label": title}],
    }
    return TemplateResponse(request, "quizzes/cms/marking_queue.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """One answer beside its question and criteria. Saving opens the next one that waits."""
    attempts, place = get_attempts_for(request), read_place(request)
    sheet = find_sheet(attempts, attempt_id, position)
    if request.method != "POST":
        return show_sheet(request, sheet, place, make_form(sheet))
    form = make_form(sheet, request.POST)
    if not form.is_valid():
        return show_sheet(request, sheet, place, form, status=422)
    try:
        mark_answer(
            sheet=sheet,
            seen=form.cleaned_data["seen"],
            levels=form.levels,
            comment=form.cleaned_data["comment"],
            marker=request.user,
            now=clock.now(),
        )
    except CannotMark as error:
        sheet = find_sheet(attempts, attempt_id, position)
        # What was typed stays; the page now knows of the other mark, so saving again means to replace it.
        data = request.POST.copy()
        data["seen"] = str(sheet.number)
        return show_sheet(request, sheet, place, make_form(sheet, data), code=error.code, status=409)
    return open_next(request, attempts, place, sheet.attempt)


def find_sheet(attempts: QuerySet[Attempt], attempt_id: UUID, position: int) -> MarkingSheet:
    try:
        return get_marking_sheet(attempts, attempt_id, position)
    except Attempt.DoesNotExist:
        raise Http404 from None


def open_next(request: HttpRequest, attempts: QuerySet[Attempt], place: Place, attempt: Attempt) -> HttpResponse:
    following = find_next(attempts, place, attempt)
    if following is None:
        messages.success(request, _("The mark is saved. No other answer is waiting."))
        return redirect(queue_url(place))
    messages.success(request, _("The mark is saved. This is the next answer."))
    return redirect(mark_url(*following, place))


def make_form(sheet: MarkingSheet, data: Any = None) -> MarkForm:
    levels = sheet.mark.levels if sheet.mark else {}
    criteria = [
        (criterion.key, criterion.text, [(level.key, level.text) for level in criterion.levels])
        for criterion in sheet.criteria(reader_language(), levels)
    ]
    initial = {"seen": sheet.number, "comment": sheet.mark.comment if sheet.mark else ""}
    return MarkForm(data, criteria=criteria, levels=levels, initial=initial)


def show_sheet(
    request: HttpRequest, sheet: MarkingSheet, place: Place, form: MarkForm, *, code: str = "", status: int = 200
) -> HttpResponse:
    language = reader_language()
    words = sheet.frozen.words_for(language)
    points = {level.key: level.points for criterion in sheet.criteria(language, {}) for level in criterion.levels}
    title = _("Mark an answer")
    context = {
        "sheet": sheet,
        "form": form,
        "code": code,
        "stem": words["stem"],
        "model_answer": words["explanation"],
        "language": sheet.frozen.language_for(language),
        "points": points,
        "page_title": title,
        "header_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": [
            {"url": queue_url(place), "label": _("Answers waiting for a mark")},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "quizzes/cms/mark.html", context, status=status)
