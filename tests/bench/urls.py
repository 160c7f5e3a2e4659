from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.views import serve

from elearn import urls
from tests.bench.models import BARE_SLUG

BARE_PATH = "/bench/bare/"


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing but the middleware."""
    return HttpResponse("<!DOCTYPE html><title>bare</title>")


urlpatterns = [
    path(BARE_PATH.lstrip("/"), bare),
    # Wagtail's own way, none of ours.
    *i18n_patterns(path(f"{BARE_SLUG}/", serve, {"path": f"{BARE_SLUG}/"})),
    *urls.urlpatterns,
]
