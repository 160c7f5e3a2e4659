"""When the time of an attempt is over. Plain Python: moments come as arguments, and only the server's count."""

from datetime import datetime, timedelta

GRACE = timedelta(seconds=10)
"""Answers that were on their way when the time ended are still taken. Shown nowhere: the deadline is what people are told."""


def extension_of(limit_minutes: int) -> timedelta:
    """What one press adds: a tenth of the limit, in whole minutes, at least one (WCAG 2.2, 2.2.1: ten times by a simple action)."""
    return timedelta(minutes=-(-limit_minutes // 10))


def find_deadline(started_at: datetime, limit_minutes: int, *, extra_percent: int = 0, extensions: int = 0) -> datetime | None:
    """When an attempt ends; None where the time is not limited. ``extra_percent`` of the limit is the learner's allowance."""
    if not limit_minutes:
        return None
    limit = timedelta(minutes=limit_minutes)
    return started_at + limit + limit * extra_percent / 100 + extensions * extension_of(limit_minutes)


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether answers come too late, those on their way allowed for."""
    return deadline_at is not None and now > deadline_at + GRACE


def closing_moment(deadline_at: datetime | None, now: datetime) -> datetime:
    """When an attempt that is closed ``now`` counts as handed in: never after its deadline."""
    return now if deadline_at is None else min(now, deadline_at)
