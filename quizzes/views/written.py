"""The panel beside the accepted answers in the CMS. Changes nothing; POST because what is written may be long."""

from typing import Any
from uuid import UUID

from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from elearn.lib.arabic import clean_text
from quizzes.grading.spelling import FOLDED, STRICTNESSES
from quizzes.kinds.base import LONGEST_ANSWER
from quizzes.models import Question
from quizzes.queries.written import get_question_key, get_written_kind, report_written

LONGEST_FIELD = 10_000
QUESTION_FORM = "wagtailsnippets_quizzes_question:edit"


@require_POST
def judge_written(request: HttpRequest) -> HttpResponse:
    """``{"tried": html, "found": html}`` for whoever may write questions."""
    if not policy_registry.get_by_type(Question).user_has_any_permission(request.user, {"add", "change"}):
        raise PermissionDenied
    kind = get_written_kind(request.POST.get("kind", ""))
    if kind is None:
        raise BadRequest
    given = clean_text(read_field(request, "given"))[:LONGEST_ANSWER]
    report = report_written(kind, read_block(request), given, question_being_edited(request))
    return JsonResponse(
        {
            "tried": render_to_string("quizzes/written/tried.html", {"report": report}, request),
            "found": render_to_string("quizzes/written/found.html", {"report": report}, request),
        }
    )


def read_block(request: HttpRequest) -> dict[str, Any]:
    """The fields of a written question as its block would hold them. Raises BadRequest."""
    strictness = request.POST.get("strictness", FOLDED)
    return {
        "stem": "",
        "explanation": "",
        "accepted": read_field(request, "accepted"),
        "text": read_field(request, "text"),
        "refused": read_field(request, "refused"),
        "accepts_slips": bool(request.POST.get("accepts_slips")),
        "strictness": strictness if strictness in STRICTNESSES else FOLDED,
    }


def read_field(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name, "")
    if len(text) > LONGEST_FIELD:
        raise BadRequest
    return clean_text(text, keep_lines=True)


def question_being_edited(request: HttpRequest) -> UUID | None:
    """The question whose form the panel stands in, by the address of that form; None for a new one."""
    try:
        found = resolve(request.POST.get("page", ""))
    except Resolver404:
        return None
    return get_question_key(unquote(str(found.kwargs["pk"]))) if found.view_name == QUESTION_FORM else None
