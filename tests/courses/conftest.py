from pathlib import Path

import pytest
from django.core.cache import cache

from tests.courses.bundle import Bundle


@pytest.fixture(autouse=True)
def fresh_cache(request: pytest.FixtureRequest) -> None:
    """With Redis the cache outlives the rollback that ends a test: what one test has kept must not be served to the next."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """A small course in files of the test's own, which ``load_course`` reads in place of the bundled one."""
    monkeypatch.setattr("courses.management.commands.load_course.CONTENT", tmp_path)
    return Bundle(tmp_path)
