"""What the templates of quizzes need beside the common tags."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import ngettext

from quizzes.frozen import AskedQuestion, ReviewedQuestion
from quizzes.kinds.scenario import name_of_part
from quizzes.reviewing import ReviewPlan

register = template.Library()


@register.filter
def points(value: float) -> str:
    """7.0 → 7, 7.5 → 7.5, 0.666… → 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def level_points(points_by_level: dict[str, float], level: str) -> str:
    """The points of a rubric's level, in words."""
    count = points_by_level.get(level, 0)
    return ngettext("%(count)s point", "%(count)s points", int(count)) % {"count": count}


@register.filter
def parts_of(question: AskedQuestion | ReviewedQuestion) -> list[dict[str, Any]]:
    """The parts of a case as questions of their own, whose fields bear the names that ``Scenario.parse`` reads."""
    return [
        {**part, "name": name_of_part(question.name, part["id"]), "language": question.language}
        for part in question.parts["parts"]
    ]


@register.inclusion_tag("quizzes/review_card.html")
def course_review(plans: Mapping[UUID, ReviewPlan], course_key: UUID) -> dict[str, object]:
    """What is to be reviewed in one course; nothing where nothing was missed yet."""
    return {"plan": plans.get(course_key), "course_key": course_key}
