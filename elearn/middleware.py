"""Small rules for whole parts of the platform."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation

from elearn.lib.http import PRIVATE

type GetResponse = Callable[[HttpRequest], HttpResponse]

CMS_PREFIX = "/cms/"
OUTSIDE_LANGUAGES = (CMS_PREFIX, "/documents/", "/media/", "/static/")


class PrivateResponseMiddleware:
    """Whatever has seen a session may not be kept by any cache between, whether or not its view remembered to say so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_seen_somebody = bool(response.cookies) or "cookie" in response.headers.get("Vary", "").lower()
        if has_seen_somebody and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = PRIVATE
        return response


class SameOriginMiddleware:
    """No other site may embed what we send, static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's own, which would send whatever is missing outside the languages to a page address below one: not the CMS, not files."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(OUTSIDE_LANGUAGES):
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            return response
        return super().process_response(request, response)


class CmsMiddleware:
    """The CMS has a content security policy of its own, and lets staff in only with a second factor.

    Without one they reach the page where it is set up, and nothing else of the CMS.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(CMS_PREFIX) and not getattr(request, "is_dummy", False):
            return self.get_response(request)
        if self.lacks_second_factor(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if request.path_info.startswith(CMS_PREFIX):
            # The CMS speaks the editor's language; Wagtail's own preference, where one is set, still wins.
            translation.activate(getattr(request.user, "language", settings.LANGUAGE_CODE))
        response = self.answer_whole(request) if request.method == "POST" else self.get_response(request)
        if not hasattr(response, "_csp_config"):
            response._csp_config = settings.CMS_CSP  # type: ignore[attr-defined]
        if request.path_info.startswith(CMS_PREFIX):
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response

    def answer_whole(self, request: HttpRequest) -> HttpResponse:
        """One transaction for one press of a button: a page is never published without its quizzes and the new content version."""
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        return (
            settings.STAFF_NEED_SECOND_FACTOR
            and not getattr(request, "is_dummy", False)
            and request.user.is_authenticated
            and request.user.is_staff
            and not is_mfa_enabled(request.user)
        )
