"""Certificates on pages of the layers below, and their panel."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _, ngettext

from accounts.models import User
from certificates.codes import group_code
from certificates.queries import Verification, list_certificates, status_of
from learning.panel import PanelRow, count_rows, draw_panel

register = template.Library()


@register.inclusion_tag("certificates/mine.html")
def my_certificates(user: User) -> dict[str, object]:
    """A learner's certificates with links to each; nothing at all when there are none. One query."""
    is_english = (get_language() or "ar").startswith("en")
    certificates = [
        {
            "code": certificate.code,
            "title": (certificate.title_en if is_english else "") or certificate.title_ar,
            "issued_on": certificate.issued_on,
            "status": status_of(certificate),
            "is_named": bool(certificate.name),
        }
        for certificate in list_certificates(user)
    ]
    return {"certificates": certificates}


@register.simple_tag
def finished_panel(certificate: Verification) -> SafeString:
    """The panel as it was when the certificate was issued."""
    is_rtl = (get_language() or "ar").startswith("ar")
    svg = draw_panel(
        certificate.rows, title=_("The finished panel: one motif for each required lesson"), prefix="cert", is_rtl=is_rtl
    )
    return mark_safe(svg)  # noqa: S308 - drawn by a pure function that escapes its title


@register.filter
def grouped_code(code: str) -> str:
    return group_code(code)


@register.filter
def study_time(minutes: int) -> str:
    """195 → 3 hours and 15 minutes."""
    hours, rest = divmod(minutes, 60)
    hours_text = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    minutes_text = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if not hours:
        return minutes_text
    return _("%(hours)s and %(minutes)s") % {"hours": hours_text, "minutes": minutes_text} if rest else hours_text


@register.filter
def row_counts(rows: Sequence[PanelRow]) -> list[tuple[int, int]]:
    """(done, required) of each module."""
    return [(done, total) for _label, done, total in count_rows(rows)]
