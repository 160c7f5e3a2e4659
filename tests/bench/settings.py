"""The embedded default, and two things to compare it with: a view that does nothing and a page type that does little."""

from elearn.settings.dev import *  # noqa: F403
from elearn.settings.dev import INSTALLED_APPS, LOGGING

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
LOGGING = {**LOGGING, "root": {**LOGGING["root"], "level": "ERROR"}}
