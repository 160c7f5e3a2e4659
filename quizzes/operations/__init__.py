"""Writes on questions, placements and attempts."""

from .answers import Ack, CannotSaveAnswer, save_answer, save_answers
from .attempts import CannotStartAttempt, start_attempt
from .checking import CannotCheckAnswer, check_answer
from .closing import close_late_attempt, close_late_attempts
from .correcting import CannotCorrect, announce_gained_passes, correct_question
from .freezing import freeze_question
from .marking import CannotMark, mark_answer
from .more_time import CannotExtend, apply_allowance, extend_attempt, grant_allowance
from .placing import CannotPlaceQuiz, place_quizzes, retire_quizzes
from .practice import CannotAnswerPractice, answer_practice
from .protecting import protect_answers, protect_near_words
from .reviewing import answer_review
from .statistics import Refreshed, refresh_statistics
from .submitting import CannotSubmitAttempt, submit_attempt

__all__ = [
    "Ack",
    "CannotAnswerPractice",
    "CannotCheckAnswer",
    "CannotCorrect",
    "CannotExtend",
    "CannotMark",
    "CannotPlaceQuiz",
    "CannotSaveAnswer",
    "CannotStartAttempt",
    "CannotSubmitAttempt",
    "Refreshed",
    "announce_gained_passes",
    "answer_practice",
    "answer_review",
    "apply_allowance",
    "check_answer",
    "close_late_attempt",
    "close_late_attempts",
    "correct_question",
    "extend_attempt",
    "freeze_question",
    "grant_allowance",
    "mark_answer",
    "place_quizzes",
    "protect_answers",
    "protect_near_words",
    "refresh_statistics",
    "retire_quizzes",
    "save_answer",
    "save_answers",
    "start_attempt",
    "submit_attempt",
]
