from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime

LONGEST_GAP = 600.0
"""Seconds. Whoever saves nothing for longer than that has been away: no more of it is counted."""


def answer_times[Item: Hashable](started_at: datetime, saved: Iterable[tuple[Item, datetime]]) -> dict[Item, float]:
    """Seconds that each item took, from the moments at which its answers were saved; ``saved`` in the order of saving.

    The time before an answer, since the one before it or the start, is spent on its item; each such gap is at most ``LONGEST_GAP``. What an
    item took is the sum over its answers, so coming back to it counts. Answers of several items with the same moment came in one form:
    nobody knows how long each of them took, so these items have no time.
    """
    events = list(saved)
    at_once = {moment for moment, count in Counter(moment for _item, moment in events).items() if count > 1}
    in_a_form = {item for item, moment in events if moment in at_once}
    seconds: dict[Item, float] = {}
    before = started_at
    for item, moment in events:
        if item not in in_a_form:
            gap = (moment - before).total_seconds()
            seconds[item] = seconds.get(item, 0.0) + min(max(gap, 0.0), LONGEST_GAP)
        before = moment
    return seconds
