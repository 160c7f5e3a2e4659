"""What the templates of quizzes need beside the common tags."""

from collections.abc import Mapping
from uuid import UUID

from django import template

from quizzes.reviewing import ReviewPlan

register = template.Library()


@register.filter
def points(value: float) -> str:
    """7.0 → 7, 7.5 → 7.5, 0.666… → 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.inclusion_tag("quizzes/review_card.html")
def course_review(plans: Mapping[UUID, ReviewPlan], course_key: UUID) -> dict[str, object]:
    """What is to be reviewed in one course; nothing where nothing was missed yet."""
    return {"plan": plans.get(course_key), "course_key": course_key}
