from .cohort import Cohort, CohortMember
from .enrolment import Enrolment
from .progress import LessonProgress

__all__ = ["Cohort", "CohortMember", "Enrolment", "LessonProgress"]
