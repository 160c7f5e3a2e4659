"""Work that nobody waits for."""

from datetime import datetime

from django.core.cache import cache
from django.tasks import task

from elearn.lib import clock
from quizzes.operations import refresh_statistics
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
