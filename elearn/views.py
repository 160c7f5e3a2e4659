"""Addresses that belong to no app: language choice, health, refused forms."""

from pathlib import Path

from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

DEFAULT_LANGUAGE = "ar"
PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


def choose_language(request: HttpRequest) -> HttpResponse:
    """To the first language that the browser asks for and we have; Arabic otherwise. Sets no cookie."""
    chosen = DEFAULT_LANGUAGE
    for code, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if not quality:
            break
        try:
            chosen = get_supported_language_variant(code)
        except LookupError:
            continue
        break
    response = HttpResponseRedirect(f"/{chosen}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: says nothing about what it depends on."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to serve: database, cache and migrations, each by name; 503 if one is not."""
    states = {"database": is_database_ready(), "cache": is_cache_ready()}
    states["migrations"] = states["database"] and are_migrations_applied()
    status = 200 if all(states.values()) else 503
    return JsonResponse(states, status=status, headers={"Cache-Control": "no-store"})


def is_database_ready() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def is_cache_ready() -> bool:
    try:
        cache.set("readyz", "1", 5)
        return cache.get("readyz") == "1"
    except Exception:  # noqa: BLE001 - each backend raises its own
        return False


def are_migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def picture(request: HttpRequest, path: str) -> FileResponse:
    """A rendition of a picture. Originals stay on the server; whatever is not one of our picture formats is not there."""
    kind = PICTURE_TYPES.get(Path(path).suffix.lower())
    name = f"images/{path}"
    try:
        if kind is None or not default_storage.exists(name):
            raise Http404
        file = default_storage.open(name)
    except (SuspiciousFileOperation, ValueError, OSError):
        raise Http404 from None
    response = FileResponse(file, content_type=kind)
    # A rendition's name changes with its content.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed is not lost: the browser's back button returns to it, and the page says so."""
    return render(request, "403_csrf.html", status=403)
