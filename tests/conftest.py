"""Databases, browser and small conveniences that every suite shares."""

import os
import shutil
from collections.abc import Iterator
from functools import partial

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from pytest_django.fixtures import _assert_num_queries

from elearn.pagecache import recent_pages
from tests import databases

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
journeys_run = 0


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# Databases ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """A copy of the migrated template takes the place of the configured database for the whole session."""
    run_database = databases.run_name()
    databases.copy(databases.ensure_template(databases.EMPTY), run_database)
    settings.DATABASES["default"]["NAME"] = run_database
    connections["default"].settings_dict["NAME"] = run_database
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(run_database)


def put_state(state: str) -> None:
    connections.close_all()
    databases.copy(databases.ensure_template(state), databases.run_name())
    cache.clear()


@pytest.fixture
def loaded_course(transactional_db: None) -> None:
    """The bundled course, as ``make run`` loads it, in both languages."""
    put_state(databases.COURSE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item):
    """After a test that commits, the migrated state comes back: flushing would lose Wagtail's root page, site and locales."""
    outcome = yield
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(
        getattr(item, "fixturenames", ())
    )
    if commits:
        blocker = item.config.stash.get(BLOCKER, None)
        if blocker is not None:
            with blocker.unblock():
                put_state(databases.EMPTY)
    return outcome


BLOCKER = pytest.StashKey()


@pytest.fixture(autouse=True, scope="session")
def remember_blocker(request: pytest.FixtureRequest, django_db_blocker) -> None:
    request.config.stash[BLOCKER] = django_db_blocker


@pytest.fixture(autouse=True)
def forget_language() -> None:
    """A request leaves its language behind; what a command prints is in that of the settings."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def forget_cached_pages() -> None:
    """Content versions begin anew with every test; pages kept by this process must not outlive them."""
    recent_pages.clear()
    ContentType.objects.clear_cache()
    # The database cache is rolled back with its test; Redis remembers, rate limits above all.
    if "redis" in settings.CACHES["default"]["BACKEND"]:
        cache.clear()


# Browser -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": BROWSER_ARGUMENTS}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global journeys_run
    if report.when == "call" and "browser" in report.keywords and report.outcome != "skipped":
        journeys_run += 1


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.write_line(f"browser journeys run: {journeys_run}")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]):
    """Slow forms run under ``make audit`` only, where they are asked for by name. The longest test begins first: others fill its time."""
    if not config.getoption("-m"):
        left = [item for item in items if item.get_closest_marker("slow")]
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=left)
    outcome = yield
    items.sort(key=lambda item: "test_kill_worker" not in item.nodeid)
    return outcome


@pytest.fixture
def django_assert_num_queries(request: pytest.FixtureRequest):
    """Literal counts hold where the cache is a table; Redis answers some of them without a query, so there they are upper bounds."""
    exact = "redis" not in settings.CACHES["default"]["BACKEND"]
    return partial(_assert_num_queries, request.config, exact=exact)
