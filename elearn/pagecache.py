"""Keeps content pages whole and compressed: the same bytes for everybody, until something that readers can see changes.

A page is kept under host, path, language, release of the code and content version. The shared cache holds it for all processes; each process
also keeps the bytes it served last. Whatever is personal never comes near: only what a view marked ``is_public_content`` is stored, without
cookies, and Wagtail's previews pass untouched.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_path

from courses.models import ContentVersion
from courses.models.base import RESERVED_SLUGS

KEPT_PER_PROCESS = 300
KEPT_SECONDS = 60 * 60 * 24
CACHE_CONTROL = "public, max-age=0, must-revalidate"

type GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class StoredPage:
    """The page in the three encodings a browser may ask for."""

    etag: str
    content_type: str
    identity: bytes
    gzip: bytes
    brotli: bytes

    @classmethod
    def of(cls, response: HttpResponse) -> "StoredPage":
        body = response.content
        return cls(
            etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            content_type=response.headers["Content-Type"],
            identity=body,
            # A fixed time stamp: equal pages are equal bytes.
            gzip=gzip.compress(body, 6, mtime=0),
            # A window no larger than pages are: a wide one costs ten times as much to set up, for not a byte less.
            brotli=brotli.compress(body, mode=brotli.MODE_TEXT, quality=9, lgwin=16),
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        # A server in front that compresses makes the tag a weak one.
        if self.etag in {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}:
            response: HttpResponse = HttpResponseNotModified()
        else:
            accepted = accepted_encodings(request.headers.get("Accept-Encoding", ""))
            encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
            body = {"br": self.brotli, "gzip": self.gzip}.get(encoding, self.identity)
            response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=self.content_type)
            response.headers["Content-Length"] = str(len(body))
            if encoding:
                response.headers["Content-Encoding"] = encoding
        response.headers["ETag"] = self.etag
        response.headers["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


def accepted_encodings(header: str) -> set[str]:
    """The encodings a browser names, those it refuses by ``q=0`` left out."""
    parts = (part.replace(" ", "").lower().partition(";q=") for part in header.split(","))
    return {name for name, _sign, quality in parts if not quality or quality.strip("0.")}


class RecentPages:
    """The pages this process served last, the oldest dropped first."""

    def __init__(self, limit: int) -> None:
        self._pages: OrderedDict[str, StoredPage] = OrderedDict()
        self._limit = limit
        self._lock = Lock()

    def get(self, key: str) -> StoredPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: StoredPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._limit:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


recent_pages = RecentPages(KEPT_PER_PROCESS)


def is_content_path(path: str) -> bool:
    """Whether a path can be a content page: below a language, and not one of the platform's own addresses."""
    parts = path.split("/", 3)
    return get_language_from_path(path) is not None and (len(parts) < 3 or parts[2] not in RESERVED_SLUGS)


class ContentCacheMiddleware:
    """One query for a page this process has kept, two for one in the shared cache (none there with Redis)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.may_be_kept(request):
            return self.get_response(request)
        key = self.key_of(request)
        page = recent_pages.get(key)
        if page is None:
            page = cache.get(key)
            if page is not None:
                recent_pages.put(key, page)
        if page is not None:
            return page.answer(request)
        response = self.get_response(request)
        if not self.is_same_for_everybody(response):
            return response
        page = StoredPage.of(response)
        cache.set(key, page, KEPT_SECONDS)
        recent_pages.put(key, page)
        return page.answer(request)

    def may_be_kept(self, request: HttpRequest) -> bool:
        return (
            settings.CONTENT_CACHE
            and request.method in {"GET", "HEAD"}
            and not getattr(request, "is_dummy", False)
            and not request.META.get("QUERY_STRING")
            and is_content_path(request.path_info)
        )

    def key_of(self, request: HttpRequest) -> str:
        # The path begins with the language; the scheme is in the addresses a page may hold.
        parts = (str(request.scheme), request.get_host(), request.path, settings.RELEASE, str(ContentVersion.get()))
        return "page:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    def is_same_for_everybody(self, response: HttpResponse) -> bool:
        return (
            getattr(response, "is_public_content", False)
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and "cookie" not in response.headers.get("Vary", "").lower()
        )
