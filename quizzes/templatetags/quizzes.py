"""What the templates of quizzes need beside the common tags."""

from django import template

register = template.Library()


@register.filter
def points(value: float) -> str:
    """7.0 → 7, 7.5 → 7.5, 0.666… → 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
