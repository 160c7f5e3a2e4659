"""Tags for the forms and mails of accounts."""

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

register = template.Library()

FIRST_STRONG_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_MARK = "\u2068", "\u2069", "\u200f"
LEFT_TO_RIGHT_TYPES = {"email", "url", "tel", "number"}
LEFT_TO_RIGHT_NAMES = {"login", "code"}


@register.simple_tag
def field_widget(field: BoundField) -> SafeString:
    """The control of a form field without placeholder, with the direction its contents have. Django adds what describes it."""
    attrs: dict[str, str | bool] = {"placeholder": False}
    if field.name in LEFT_TO_RIGHT_NAMES or getattr(field.field.widget, "input_type", "") in LEFT_TO_RIGHT_TYPES:
        attrs["dir"] = "ltr"
    if field.field.widget.attrs.get("type") in LEFT_TO_RIGHT_TYPES:
        attrs["dir"] = "ltr"
    if field.name == "login":
        attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    if field.name == "code":
        attrs |= {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return field.as_widget(attrs=attrs)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def isolate(value: object) -> str:
    """Keeps the direction of an inserted value from the plain text around it."""
    return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"


@register.filter
def in_fours(secret: str) -> str:
    """A long key in groups, to be copied by eye: ``ABCD EFGH``."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.simple_tag
def direction_mark() -> str:
    """Tells mail programs that a plain text begins right to left; nothing in other languages."""
    return RIGHT_TO_LEFT_MARK if get_language_bidi() else ""
