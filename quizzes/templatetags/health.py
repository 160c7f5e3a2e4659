"""How figures of item health are written."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def coefficient(number: float) -> SafeString:
    """-0.123 → -0.12, kept left to right: the sign would else change sides beside Arabic letters."""
    # Adding 0 makes the minus nought that rounding leaves a nought.
    return format_html('<bdi dir="ltr">{}</bdi>', number_format(round(number, 2) + 0.0, 2, use_l10n=True))


@register.filter
def duration(seconds: float) -> str:
    """In seconds up to two minutes, then in minutes."""
    whole = round(seconds)
    if whole <= 120:
        return ngettext("%(count)d second", "%(count)d seconds", whole) % {"count": whole}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


@register.filter
def per_mille(share: float) -> int:
    """A share as a place on a drawing that is a thousand units wide."""
    return round(share * 1000)
