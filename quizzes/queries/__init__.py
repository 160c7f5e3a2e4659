"""Reads on questions, attempts and grades."""

from .pages import ResultPage, StartPage, TakePage, get_result_page, get_start_page, get_take_page
from .practice import PracticeQuestion, ask_practice, get_practice, get_practices, practice_name, review_practice
from .reviewing import ReviewNote, get_review_plans, get_review_questions, make_review_note
from .sheets import Sheet, get_sheet, rejudge
from .standing import PastAttempt, Standing, best_grade, best_grades, effective_grades, get_standing

__all__ = [
    "PastAttempt",
    "PracticeQuestion",
    "ResultPage",
    "ReviewNote",
    "Sheet",
    "Standing",
    "StartPage",
    "TakePage",
    "ask_practice",
    "best_grade",
    "best_grades",
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
    "make_review_note",
    "practice_name",
    "rejudge",
    "review_practice",
]
