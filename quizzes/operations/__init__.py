"""Writes on questions, placements and attempts."""

from .answers import Ack, CannotSaveAnswer, save_answer, save_answers
from .attempts import CannotStartAttempt, start_attempt
from .checking import CannotCheckAnswer, check_answer
from .closing import close_late_attempt, close_late_attempts
from .freezing import freeze_question
from .more_time import CannotExtend, apply_allowance, extend_attempt, grant_allowance
from .placing import CannotPlaceQuiz, place_quizzes, retire_quizzes
from .practice import CannotAnswerPractice, answer_practice
from .submitting import CannotSubmitAttempt, regrade, submit_attempt

__all__ = [
    "Ack",
    "CannotAnswerPractice",
    "CannotCheckAnswer",
    "CannotExtend",
    "CannotPlaceQuiz",
    "CannotSaveAnswer",
    "CannotStartAttempt",
    "CannotSubmitAttempt",
    "answer_practice",
    "apply_allowance",
    "check_answer",
    "close_late_attempt",
    "close_late_attempts",
    "extend_attempt",
    "freeze_question",
    "grant_allowance",
    "place_quizzes",
    "regrade",
    "retire_quizzes",
    "save_answer",
    "save_answers",
    "start_attempt",
    "submit_attempt",
]
