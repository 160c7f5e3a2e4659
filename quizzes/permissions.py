"""Who may see and start what. A foreign object is missing, in the same words."""

from uuid import UUID

from django.db.models import QuerySet

from quizzes.enums import Mode
from quizzes.models import Attempt, Placement
from quizzes.queries.sheets import Sheet, get_sheet
from quizzes.registry import Refusal, gate, marking, may_read, with_restriction


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


def get_refusal(user: object, placement: Placement) -> Refusal | None:
    """What the layers above have against this user starting this test."""
    return gate(user, placement)


def get_markable_attempts_for(user: object) -> QuerySet[Attempt] | None:
    """The attempts whose open answers the user may mark; None for somebody who marks nobody's. No query."""
    condition = marking(user)
    return None if condition is None else Attempt.objects.filter(condition)


def user_can_correct_questions(user: object) -> bool:
    """Whoever may publish a question may set a mistake in one right."""
    return user.has_perm("quizzes.publish_question")  # type: ignore[attr-defined]
