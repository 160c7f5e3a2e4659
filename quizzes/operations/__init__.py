"""Writes on questions, placements and attempts."""

from .answers import Ack, CannotSaveAnswer, save_answer, save_answers
from .attempts import CannotStartAttempt, start_attempt
from .correcting import CannotCorrect, announce_gained_passes, correct_question
from .freezing import freeze_question
from .marking import CannotMark, mark_answer
from .placing import CannotPlaceQuiz, place_quizzes, retire_quizzes
from .practice import CannotAnswerPractice, answer_practice
from .protecting import protect_answers, protect_near_words
from .reviewing import answer_review
from .statistics import Refreshed, refresh_statistics
from .submitting import CannotSubmitAttempt, submit_attempt

__all__ = [
    "Ack",
    "CannotAnswerPractice",
    "CannotCorrect",
    "CannotMark",
    "CannotPlaceQuiz",
    "CannotSaveAnswer",
    "CannotStartAttempt",
    "CannotSubmitAttempt",
    "Refreshed",
    "announce_gained_passes",
    "answer_practice",
    "answer_review",
    "correct_question",
    "freeze_question",
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
