"""Who may see and start what. A foreign object is missing, in the same words."""

from uuid import UUID

from quizzes.models import Placement
from quizzes.queries.sheets import Sheet, get_sheet
from quizzes.registry import Refusal, gate, may_read


def get_placement_for(user: object, quiz_key: UUID) -> Placement:
    """A quiz that stands in a published lesson the user may read. Raises Placement.DoesNotExist. One query and what ``may_read`` costs."""
    placement = Placement.objects.live().get(pk=quiz_key)
    if not may_read(user, placement):
        raise Placement.DoesNotExist
    return placement


def get_sheet_for(user: object, attempt_id: UUID) -> Sheet:
    """One's own attempt at a test, whatever has become of the test since. Raises Attempt.DoesNotExist."""
    return get_sheet(user, attempt_id)


def get_refusal(user: object, placement: Placement) -> Refusal | None:
    """What the layers above have against this user starting this test."""
    return gate(user, placement)
