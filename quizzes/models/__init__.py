from .attempt import Attempt, AttemptItem, Grade, ResponseEvent
from .placement import Placement
from .question import Objective, Question
from .version import QuestionVersion, QuestionWording

__all__ = [
    "Attempt",
    "AttemptItem",
    "Grade",
    "Objective",
    "Placement",
    "Question",
    "QuestionVersion",
    "QuestionWording",
    "ResponseEvent",
]
