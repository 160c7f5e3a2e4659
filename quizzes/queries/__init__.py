"""Reads on questions, attempts and grades."""

from .candidates import BankState, count_bank
from .pages import ResultPage, StartPage, TakePage, get_result_page, get_start_page, get_take_page
from .practice import PracticeQuestion, ask_practice, get_practice, get_practices, practice_name, review_practice
from .reviewing import ReviewNote, get_review_plans, get_review_questions, make_review_note
from .sheets import Sheet, get_sheet, rejudge
from .standing import (
    PastAttempt,
    Standing,
    counted_grade,
    counted_grades,
    effective_grades,
    get_standing,
    is_pass_counted,
    pick_counted,
)

__all__ = [
    "BankState",
    "PastAttempt",
    "PracticeQuestion",
    "ResultPage",
    "ReviewNote",
    "Sheet",
    "Standing",
    "StartPage",
    "TakePage",
    "ask_practice",
    "count_bank",
    "counted_grade",
    "counted_grades",
    "effective_grades",
    "get_practice",
    "get_practices",
    "get_result_page",
    "get_review_plans",
    "get_review_questions",
    "get_sheet",
    "get_standing",
    "get_start_page",
    "get_take_page",
    "is_pass_counted",
    "make_review_note",
    "pick_counted",
    "practice_name",
    "rejudge",
    "review_practice",
]
