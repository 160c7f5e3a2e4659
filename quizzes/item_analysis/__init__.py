"""What first attempts say about questions and tests: classical item analysis. Plain Python: no database, no clock, no Django.

A ``Tally`` takes one ``Sitting`` after the other and keeps some 40 bytes an answer; ``items`` and ``tests`` then say what it found.
"""

from .items import ENOUGH, Choice, ChoiceFigures, ItemFigures, describe_item
from .records import Answer, ItemSample, Sitting, TestSample
from .reliability import TestFigures, describe_test
from .tally import Tally
from .times import LONGEST_GAP, answer_times

__all__ = [
    "ENOUGH",
    "LONGEST_GAP",
    "Answer",
    "Choice",
    "ChoiceFigures",
    "ItemFigures",
    "ItemSample",
    "Sitting",
    "Tally",
    "TestFigures",
    "TestSample",
    "answer_times",
    "describe_item",
    "describe_test",
]
