from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections

from tests import databases
from tests.courses.bundle import Bundle


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """A small course in files of the test's own, which ``load_course`` reads in place of the bundled one."""
    monkeypatch.setattr("courses.management.commands.load_course.CONTENT", tmp_path)
    return Bundle(tmp_path)


@pytest.fixture(scope="session")
def loaded_database(django_db_setup: None) -> Iterator[str]:
    """The name of a copy of the database with the small course in it; made by the first test that needs it."""
    name = databases.run_name().replace("munasara_run", "munasara_tiny")
    yield name
    databases.drop(name)


@pytest.fixture
def loaded(transactional_db: None, bundle: Bundle, loaded_database: str) -> Bundle:
    """The small course, loaded. Commits: English is published when the transaction that translates ends."""
    if databases.exists(loaded_database):
        connections.close_all()
        databases.copy(loaded_database, databases.run_name())
        cache.clear()
        return bundle
    bundle.load()
    connections.close_all()
    if not databases.IS_POSTGRES:
        databases.checkpoint(databases.run_name())
    databases.copy(databases.run_name(), loaded_database)
    return bundle
