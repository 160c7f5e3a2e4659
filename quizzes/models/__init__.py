from .allowance import Allowance
from .attempt import Attempt, AttemptItem, Grade, ResponseEvent
from .correction import Correction
from .importing import QuestionImport
from .placement import Placement
from .question import Objective, Question
from .statistics import ItemStatistics, TestStatistics
from .version import QuestionVersion, QuestionWording

__all__ = [
    "Allowance",
    "Attempt",
    "AttemptItem",
    "Correction",
    "Grade",
    "ItemStatistics",
    "Objective",
    "Placement",
    "Question",
    "QuestionImport",
    "QuestionVersion",
    "QuestionWording",
    "ResponseEvent",
    "TestStatistics",
]
