"""How answers are judged. Plain Python: no database, no clock, no Django."""

from .attempt import AnsweredItem, Result, grade_attempt, judge

__all__ = ["AnsweredItem", "Result", "grade_attempt", "judge"]
