"""What every page of a test or of practice begins with: whose it is, in which language, and what a wrong address is answered."""

import re
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from quizzes.models import Attempt, Placement


def hides_what_is_not_yours[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A missing and a foreign object are the same 404."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except (Attempt.DoesNotExist, Placement.DoesNotExist):
            raise Http404 from None

    return wrapper


def reader_language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def get_learner(request: HttpRequest) -> object | None:
    return request.user if request.user.is_authenticated else None


def refuse(request: HttpRequest, code: str, status: int, back_url: str) -> HttpResponse:
    return render(request, "quizzes/refused.html", {"code": code, "back_url": back_url}, status=status)


def parse_key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def parse_count(text: str | None) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text or "", re.ASCII) else None  # type: ignore[arg-type]
