"""The one place that asks for the time, so that tests can set it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current moment, aware."""
    return timezone.now()


def today() -> date:
    """The current day where the platform lives."""
    return timezone.localdate()


def day_of(moment: datetime) -> date:
    """The day of a moment where the platform lives."""
    return timezone.localdate(moment)
