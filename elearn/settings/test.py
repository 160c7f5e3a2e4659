"""Settings of the test-suite: the embedded default, faster hashing, mail kept in memory."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)

from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASES, STORAGES

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
IS_DEVELOPMENT = True
# Threads of live-server tests share a file database; a pool would keep connections past the end of a test.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
