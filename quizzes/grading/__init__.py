"""How answers are judged. Plain Python: no database, no clock, no Django."""

from .attempt import AnsweredItem, Result, grade_attempt, judge
from .basis import Basis, PersonsMark

__all__ = ["AnsweredItem", "Basis", "PersonsMark", "Result", "grade_attempt", "judge"]
