from django.http import HttpRequest, HttpResponse
from django.urls import path

from elearn import urls

BARE_PATH = "/bench/bare/"


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("<!DOCTYPE html><title>bare</title>")


urlpatterns = [path(BARE_PATH.lstrip("/"), bare), *urls.urlpatterns]
