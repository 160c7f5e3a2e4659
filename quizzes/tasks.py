"""Work that takes long and that nobody waits for: a worker does it. See ``manage.py db_worker --backend background``."""

from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.tasks import task

from elearn.lib import clock
from quizzes.operations import announce_gained_passes, refresh_statistics
from quizzes.operations.importing import check_import, write_import
from quizzes.queries.refreshing import ASKED, FAILED

LOCKED_FOR = 15 * 60
"""Seconds after which a refresh that was asked for is taken for lost, and another may be."""

REMEMBERED_FOR = 24 * 60 * 60


@task(backend="background")
def make_statistics() -> None:
    """Refreshes the statistics, and takes away the mark that somebody waits for them."""
    try:
        refresh_statistics(now=clock.now())
    except Exception:
        cache.set(FAILED, clock.now(), REMEMBERED_FOR)
        raise
    finally:
        cache.delete(ASKED)


def ask_for_statistics(*, now: datetime) -> bool:
    """Lets the worker make the statistics anew; False if somebody has asked already and it is not done yet."""
    if not cache.add(ASKED, now, LOCKED_FOR):
        return False
    cache.delete(FAILED)
    make_statistics.enqueue()
    return True


@task(backend="background")
def check_import_file(import_id: str) -> None:
    """The dry run of a file that was sent."""
    check_import(import_id=UUID(import_id))


@task(backend="background")
def write_import_file(import_id: str) -> None:
    """The writing of a file that an editor has confirmed."""
    write_import(import_id=UUID(import_id))


@task(backend="background")
def announce_passes_of_correction(correction_id: str) -> int:
    """Lets progress and certificates follow a correction that gave many passes at once."""
    return announce_gained_passes(correction_id=UUID(correction_id))
