"""Importing questions in the CMS: sending a file, seeing what it would do, having it written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elearn.lib import clock
from quizzes.enums import ImportState
from quizzes.formats import MOST_BYTES, write_file
from quizzes.forms.files import ConfirmForm, UploadForm
from quizzes.import_wording import FATES, describe_file_problem, describe_problem
from quizzes.models import QuestionImport
from quizzes.operations.importing import CannotImport, confirm_import, drop_import, receive_import
from quizzes.permissions import get_import_for, user_can_import, user_can_publish_questions
from quizzes.queries.imports import ImportPage, get_import_page, list_imports
from quizzes.tasks import check_import_file, write_import_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPORTS_PER_PAGE = 20
FORM_OVERHEAD = 1 << 16


def require_importer(request: HttpRequest) -> Any:
    """The user, if they may import. Raises PermissionDenied."""
    if not user_can_import(request.user):
        raise PermissionDenied
    return request.user


def find_import(request: HttpRequest, import_id: UUID) -> QuestionImport:
    user = require_importer(request)
    try:
        return get_import_for(user, import_id)
    except QuestionImport.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The files so far, and the form for another one. Eight queries for a page of them."""
    user = require_importer(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + FORM_OVERHEAD:
            form.add_error("file", describe_file_problem("too_large"))
        if form.is_valid():
            data = form.cleaned_data
            try:
                record = receive_import(file=data["file"], file_format=data["format"], language=data["language"], user=user)
            except CannotImport as error:
                form.add_error("file", describe_file_problem(error.code))
            else:
                check_import_file.enqueue(str(record.pk))
                return redirect("quizzes_import", record.pk)
    page = Paginator(list_imports(), IMPORTS_PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "quizzes/cms/imports.html", {"form": form, "page": page})


@require_safe
def one_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Where an import stands; once it is checked, every line, and the form that has it written."""
    record = find_import(request, import_id)
    return show_import(request, record)


def show_import(request: HttpRequest, record: QuestionImport, form: ConfirmForm | None = None) -> HttpResponse:
    shown = request.GET.get("show", "")
    page = get_import_page(record, shown=shown, number=request.GET.get("p"), now=clock.now())
    if form is None and record.state == ImportState.CHECKED:
        form = make_confirm_form(request, page)
    return render(
        request,
        "quizzes/cms/import.html",
        {
            "page": page,
            "form": form,
            "problem": describe_file_problem(record.problem) if record.problem else "",
            "notes": describe_notes(record.lines),
            "rows": [{**row, "sentences": describe_notes(row), "fate_label": FATES[row["fate"]]} for row in page.rows],
            "tabs": list_tabs(page),
        },
        status=200 if form is None or not form.is_bound else 422,
    )


def describe_notes(holder: dict[str, Any]) -> list[str]:
    return [describe_problem(note["code"], note["details"]) for note in holder.get("notes", [])]


def list_tabs(page: ImportPage) -> list[tuple[str, str, int]]:
    """(value, label, count) of what the lines can be narrowed to."""
    fates = [(fate, str(FATES[fate]), count) for fate, count in page.counts.items()]
    return [("", _("All"), sum(page.counts.values())), *fates, ("noted", _("With a note"), page.noted)]


def make_confirm_form(request: HttpRequest, page: ImportPage) -> ConfirmForm:
    return ConfirmForm(
        request.POST if request.method == "POST" else None,
        refused=page.counts["refused"],
        may_publish=user_can_publish_questions(request.user),
    )


@require_POST
def confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    record = find_import(request, import_id)
    page = get_import_page(record, shown="", number=1, now=clock.now())
    form = make_confirm_form(request, page)
    if not form.is_valid():
        return show_import(request, record, form)
    try:
        confirm_import(import_id=record.pk, options=form.options(record.lines["language"]), user=request.user)
    except CannotImport as error:
        messages.error(request, describe_file_problem(error.code))
    else:
        write_import_file.enqueue(str(record.pk))
    return redirect("quizzes_import", record.pk)


@require_POST
def drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    record = find_import(request, import_id)
    try:
        drop_import(import_id=record.pk, user=request.user)
    except CannotImport as error:
        messages.error(request, describe_file_problem(error.code))
    return redirect("quizzes_imports")


@require_POST
def resume(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Asks a worker once more: the one before may have died. What is done already is not done again."""
    record = find_import(request, import_id)
    if record.state == ImportState.CHECKING:
        check_import_file.enqueue(str(record.pk))
    elif record.state == ImportState.IMPORTING:
        write_import_file.enqueue(str(record.pk))
    return redirect("quizzes_import", record.pk)


@require_safe
def template(request: HttpRequest) -> StreamingHttpResponse:
    """An empty workbook with its instructions."""
    require_importer(request)
    headers = {"Content-Disposition": 'attachment; filename="questions.xlsx"'}
    return StreamingHttpResponse(write_file("xlsx", []), content_type=XLSX, headers=headers)
