"""Who may see and start what. A foreign object is missing, in the same words."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.permissions import policy_registry

from quizzes.enums import Mode
from quizzes.models import Attempt, Placement, Question, QuestionImport
from quizzes.queries.reviewing import get_review_plans
from quizzes.queries.sheets import Sheet, get_sheet
from quizzes.registry import Refusal, gate, hidden_lessons, marking, may_read, with_restriction
from quizzes.reviewing import ReviewPlan


def get_placement_for(user: object, quiz_key: UUID) -> Placement:
    """A quiz that stands in a published lesson the user may read. Raises Placement.DoesNotExist.

    One query; for a lesson not everybody may read also what asking about this user costs.
    """
    placement = with_restriction(Placement.objects.live()).get(pk=quiz_key)
    if not may_read(user, placement):
        raise Placement.DoesNotExist
    return placement


def list_practices_for(user: object, lesson_key: UUID) -> list[Placement]:
    """The practices of a published lesson, none if the user may not read it. Queries as for one."""
    placements = list(with_restriction(Placement.objects.live()).filter(lesson_key=lesson_key, mode=Mode.PRACTICE).order_by("pk"))
    return placements if placements and may_read(user, placements[0]) else []


def get_sheet_for(user: object, attempt_id: UUID) -> Sheet:
    """One's own attempt at a test, whatever has become of the test since. Raises Attempt.DoesNotExist."""
    return get_sheet(user, attempt_id)


def get_review_for(user: object, course_key: UUID, today: date) -> ReviewPlan:
    """One's own review of a course, without the questions of lessons one may not read.

    Raises Placement.DoesNotExist for a course without any quiz that the user may read. Five queries; in a course that not everybody may read
    also what asking about this user costs.
    """
    placements = list(with_restriction(Placement.objects.filter(course_key=course_key)).defer("definition").order_by("pk"))
    hidden = hidden_lessons(user, placements)
    if all(placement.lesson_key in hidden for placement in placements):
        raise Placement.DoesNotExist
    return get_review_plans(user, today, course_key=course_key, hidden=hidden).get(course_key, ReviewPlan(today, {}))


def get_refusal(user: object, placement: Placement) -> Refusal | None:
    """What the layers above have against this user starting this test."""
    return gate(user, placement)


def user_can_import(user: Any) -> bool:
    """Whoever may both add questions and change them: a file does either."""
    policy = policy_registry.get_by_type(Question)
    return policy.user_has_permission(user, "add") and policy.user_has_permission(user, "change")


def user_can_export(user: Any) -> bool:
    """A file of questions holds what is right: for whoever may see that in the bank."""
    return policy_registry.get_by_type(Question).user_has_any_permission(user, ["add", "change", "delete", "view"])


def user_can_publish_questions(user: Any) -> bool:
    """Also whoever may set a mistake in one right."""
    return policy_registry.get_by_type(Question).user_has_permission(user, "publish")


def get_import_for(user: Any, import_id: UUID) -> QuestionImport:
    """An import by anybody: the bank is shared. Raises QuestionImport.DoesNotExist."""
    if not user_can_import(user):
        raise QuestionImport.DoesNotExist
    return QuestionImport.objects.select_related("created_by").get(pk=import_id)


def get_markable_attempts_for(user: object) -> QuerySet[Attempt] | None:
    """The attempts whose open answers the user may mark; None for somebody who marks nobody's. No query."""
    condition = marking(user)
    return None if condition is None else Attempt.objects.filter(condition)


def user_can_see_health(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whoever may change questions: figures say which answer is right."""
    return policy_registry.get_by_type(Question).user_has_permission(user, "change")
