"""How old the statistics are, and whether newer ones are on their way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Max

from quizzes.models import TestStatistics

from .first_attempts import first_attempts

FRESH_FOR = timedelta(hours=1)
ASKED = "quizzes:statistics:asked"
FAILED = "quizzes:statistics:failed"


@dataclass(frozen=True)
class RefreshState:
    """``as_of``: when the figures were made, None before the first time. ``asked_at``: when newer ones were asked for that are not there yet.
    ``failed_at``: when making them ended with an error, and nobody has asked since."""

    as_of: datetime | None
    asked_at: datetime | None
    failed_at: datetime | None


def get_refresh_state() -> RefreshState:
    """One query, and one look into the cache."""
    marks = cache.get_many([ASKED, FAILED])
    as_of = TestStatistics.objects.aggregate(last=Max("computed_at"))["last"]
    return RefreshState(as_of, marks.get(ASKED), marks.get(FAILED))


def is_refresh_due(state: RefreshState, now: datetime) -> bool:
    """Whether figures that are older than an hour lack somebody's first attempt. One query at most.

    After a failure a person decides about the next one.
    """
    if state.asked_at or state.failed_at or (state.as_of and now - state.as_of < FRESH_FOR):
        return False
    newer = first_attempts()
    return (newer.filter(submitted_at__gt=state.as_of) if state.as_of else newer).exists()
