"""Places on content pages where a learner's own state is loaded; plain links for whoever has no JavaScript."""

from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, ngettext

from learning.panel import draw_panel
from learning.queries import Standing

register = template.Library()


@register.inclusion_tag("learning/placeholder.html")
def course_progress(course_key: UUID) -> dict[str, str]:
    return {"url": reverse("learning:course", args=[course_key]), "label": _("My progress in this course")}


@register.inclusion_tag("learning/placeholder.html")
def lesson_progress(course_key: UUID, lesson_key: UUID) -> dict[str, str]:
    return {"url": reverse("learning:lesson", args=[course_key, lesson_key]), "label": _("I have read this lesson: my progress")}


@register.simple_tag
def panel(standing: Standing) -> SafeString:
    """The stitched panel of one course."""
    progress = standing.progress
    title = ngettext(
        "Progress panel: %(done)d of %(total)d required lesson is stitched.",
        "Progress panel: %(done)d of %(total)d required lessons are stitched.",
        progress.required_total,
    ) % {"done": progress.required_done, "total": progress.required_total}
    is_rtl = (get_language() or "ar").startswith("ar")
    svg = draw_panel(standing.rows, title=title, prefix=f"p{str(standing.enrolment.pk)[:8]}", is_rtl=is_rtl)
    return mark_safe(svg)  # noqa: S308 - drawn by a pure function that escapes its title
