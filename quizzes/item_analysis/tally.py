from collections.abc import Hashable
from math import fsum

from .records import DIGITS, ItemSample, Sitting, TestSample


class Tally:
    """Collects first attempts one by one, in any order: the figures do not depend on it."""

    def __init__(self) -> None:
        self.items: dict[Hashable, ItemSample] = {}
        self.tests: dict[Hashable, TestSample] = {}

    def add(self, sitting: Sitting) -> None:
        """Takes in one attempt. ``rest`` of an item that earned nothing countable is the score of the attempt without it."""
        shares = [answer.share for answer in sitting.answers if answer.share is not None]
        total, count = fsum(shares), len(shares)
        for answer in sitting.answers:
            others = count if answer.share is None else count - 1
            rest = round((total - (answer.share or 0.0)) / others, DIGITS) if others else None
            sample = self.items.get(answer.version)
            if sample is None:
                sample = self.items[answer.version] = ItemSample()
            sample.add(answer, rest)
        test = self.tests.get(sitting.quiz)
        if test is None:
            test = self.tests[sitting.quiz] = TestSample()
        test.add(sitting, shares)
