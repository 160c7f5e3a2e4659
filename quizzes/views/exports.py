"""Questions out of the bank as a file: what the listing shows, or what was chosen in it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elearn.lib import clock
from quizzes.enums import FileFormat
from quizzes.formats import suffix_of, write_file
from quizzes.forms.files import ExportForm
from quizzes.import_wording import describe_loss
from quizzes.models import Question
from quizzes.permissions import user_can_export
from quizzes.queries.exchange import forecast_export, iterate_questions

type Narrow = Callable[[HttpRequest], QuerySet[Question]]

CONTENT_TYPES = {
    FileFormat.GIFT: "text/plain; charset=utf-8",
    FileFormat.MOODLE_XML: "application/xml; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make_export_views(narrow: Narrow) -> tuple[Callable, Callable]:
    """(page, file). ``narrow``: the questions a request's filter leaves, as the listing of the bank understands it."""

    @require_safe
    def export(request: HttpRequest) -> HttpResponse:
        """Says what a file would hold and what would be lost, before it is fetched."""
        require_exporter(request)
        form = ExportForm(request.GET if request.GET.get("format") else {"format": FileFormat.XLSX})
        file_format = form.cleaned_data["format"] if form.is_valid() else FileFormat.XLSX.value
        forecast = forecast_export(narrow(request), file_format)
        losses = [(describe_loss(code), count, titles) for code, (count, titles) in sorted(forecast.losses.items())]
        kept = request.GET.copy()
        kept.pop("format", None)
        kept.pop("p", None)
        context = {
            "form": form,
            "format": file_format,
            "forecast": forecast,
            "losses": losses,
            "kept": [(name, value) for name, values in kept.lists() for value in values],
            "query": kept.urlencode(),
        }
        return render(request, "quizzes/cms/export.html", context)

    @require_safe
    def export_file(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        require_exporter(request)
        form = ExportForm(request.GET)
        if not form.is_valid():
            return HttpResponse(status=400)
        file_format = form.cleaned_data["format"]
        name = f"questions-{clock.now():%Y-%m-%d}{suffix_of(file_format)}"
        return StreamingHttpResponse(
            write_file(file_format, iterate_questions(narrow(request))),
            content_type=CONTENT_TYPES[file_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return export, export_file


def require_exporter(request: HttpRequest) -> None:
    if not user_can_export(request.user):
        raise PermissionDenied
