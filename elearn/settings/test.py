"""Settings of the test-suite: the embedded default, faster hashing, mail kept in memory."""

import os
from urllib.parse import urlsplit, urlunsplit

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)

from .base import *  # noqa: F403
from .base import BASE_DIR, CACHES, DATABASES, ENV, STORAGES, TASKS


def redis_url_of(url: str, worker: str) -> str:
    """The Redis database of one of the processes that share the tests: each forgets everything between its own."""
    parts = urlsplit(url)
    number = int(parts.path.strip("/") or 0) - int(worker.removeprefix("gw") or 0)
    return urlunsplit(parts._replace(path=f"/{number % 16}"))


ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
IS_DEVELOPMENT = True
TASKS = {**TASKS, "background": TASKS["default"]}
# Threads of live-server tests share a file database; a pool would keep connections past the end of a test.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
if ENV.REDIS_URL:
    # Servers that a test starts inherit it.
    os.environ["REDIS_URL"] = CACHES["default"]["LOCATION"] = redis_url_of(
        ENV.REDIS_URL, os.environ.get("PYTEST_XDIST_WORKER", "")
    )
