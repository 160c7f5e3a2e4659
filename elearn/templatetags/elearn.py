"""Tags and filters that every template may load."""

import datetime
from decimal import Decimal
from functools import cache
from xml.etree import ElementTree

import lucide
from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from wagtail.rich_text import RichText

from elearn.lib.dates import long_date as format_long_date
from elearn.lib.text import guess_language

register = template.Library()

# Icons that point somewhere turn round with the direction of the text.
DIRECTIONAL = {"arrow-right", "chevron-right", "log-out", "list", "undo-2"}


@cache
def icon_markup(name: str) -> SafeString:
    element = lucide._load_icon(name)
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in element)
    css_class = "icon icon--directional" if name in DIRECTIONAL else "icon"
    return mark_safe(  # noqa: S308 - drawn from a package, never from input
        f'<svg class="{css_class}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{inner}</svg>'
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the lucide set, drawn in place. Raises lucide.IconDoesNotExist."""
    return icon_markup(name)


@register.filter
def grouped(number: int | float | Decimal) -> str:
    """797000 → 797,000; a decimal loses the noughts at its end: 90.00 → 90."""
    return f"{number.normalize():,f}" if isinstance(number, Decimal) else f"{number:,}"


@register.filter
def percent(number: int | Decimal) -> SafeString:
    """70 → 70%, kept left to right: beside Arabic letters the sign would change sides."""
    return format_html('<bdi dir="ltr">{}%</bdi>', grouped(number))


@register.filter
def share(part: float) -> SafeString:
    """0.7 → 70%, likewise."""
    return percent(round(part * 100))


@register.filter
def long_date(day: datetime.date | datetime.datetime | None) -> str:
    """22 تشرين الثاني/نوفمبر 2026, or 22 November 2026."""
    if day is None:
        return ""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return format_long_date(day, (get_language() or "ar")[:2])


@register.filter
def size(value: int) -> SafeString:
    """Bytes in readers' units, set apart: in the direction of the unit, whose letters are Arabic or Latin."""
    return format_html('<bdi dir="auto">{}</bdi>', filesizeformat(value))


@register.simple_tag(takes_context=True)
def language_links(context: dict) -> list[dict[str, object]]:
    """The same page in each language: ``code``, ``name``, ``url``, ``is_current``; the home page where there is no such page."""
    current = (get_language() or "ar")[:2]
    page = context.get("page")
    place = getattr(page, "place", None)
    if place is not None:
        urls = place.addresses_of(page)
    elif page is not None and hasattr(page, "get_translations"):
        urls = {page.locale.language_code: page.url}
        urls |= {twin.locale.language_code: twin.url for twin in page.get_translations().live().select_related("locale")}
    else:
        request = context.get("request")
        path = request.get_full_path() if request else "/"
        urls = {code: translate_url(path, code) for code in ("ar", "en")}
    names = {"ar": "العربية", "en": "English"}
    return [
        {"code": code, "name": names[code], "url": urls.get(code) or f"/{code}/", "is_current": code == current} for code in names
    ]


def stored_text(text: object) -> str:
    """Rich text as it is stored: rendering it resolves links, and its words are the same."""
    return text.source if isinstance(text, RichText) else str(text)


@register.simple_tag
def language_attributes(text: object, language: str = "") -> SafeString:
    """``lang`` and ``dir`` for text that is not in the language of the page around it; nothing otherwise."""
    guessed = guess_language(stored_text(text))
    around = language or (get_language() or "ar")[:2]
    if guessed is None or guessed == around:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', guessed, "rtl" if guessed == "ar" else "ltr")


@register.simple_tag
def untranslated_note(text: object) -> str:
    """A sentence for readers where text stands in a language that is not the page's."""
    guessed = guess_language(stored_text(text))
    if guessed is None or guessed == (get_language() or "ar")[:2]:
        return ""
    return (
        gettext("This part is not translated yet: it is in Arabic.") if guessed == "ar" else gettext("This part is in English.")
    )


@register.filter
def direction(language: str) -> str:
    return "rtl" if str(language).startswith("ar") else "ltr"
