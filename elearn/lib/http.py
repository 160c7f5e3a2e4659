"""Small pieces of HTTP that every app needs."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PRIVATE = "private, no-store"


def private[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Marks what a view answers as this person's own: no cache between may keep it."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = PRIVATE
        patch_vary_headers(response, ["Cookie"])
        return response

    return wrapper


def is_fragment(request: HttpRequest) -> bool:
    """Whether our own script asks for the inner part of a page, to put it in its place."""
    return request.headers.get("X-Fragment") == "1"
