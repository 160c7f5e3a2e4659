"""How the bank names the parts of a question."""

from django import template
from django.utils.translation import gettext

from quizzes.comparing import Part
from quizzes.kinds import get_kinds
from quizzes.queries.versions import Comparison

register = template.Library()


def label_of(block: object, name: str) -> str:
    """What the editor form calls a field; its stored name if the form does not have it."""
    children = getattr(block, "child_blocks", {})
    known = children.get(name) or children.get(f"if_{name}")
    return str(known.label) if known is not None else name


@register.simple_tag
def part_label(comparison: Comparison, part: Part) -> str:
    """«الخيارات 2: الشرح»: as in the editor form."""
    kind = get_kinds().get(comparison.after.version.kind)
    block = kind.block_class() if kind else None
    label = label_of(block, part.name)
    if not part.number:
        return label
    field = getattr(block, "child_blocks", {}).get(part.name)
    item = getattr(field, "child_block", None)
    if len(part.path) < 3:
        return gettext("%(field)s, %(number)s") % {"field": label, "number": part.number}
    detail = label_of(item, part.detail)
    return gettext("%(field)s, %(number)s: %(detail)s") % {"field": label, "number": part.number, "detail": detail}
