from django.utils.translation import gettext_lazy as _
from wagtail import blocks

SOURCE_REFS = r"^S\d{3}( S\d{3})*$"


class SourceRefsBlock(blocks.RegexBlock):
    """Numbers of the source deck's points. Not a CharBlock, so that it is never offered for translation."""

    def __init__(self, **kwargs) -> None:
        kwargs = {
            "regex": SOURCE_REFS,
            "required": False,
            "label": _("Points of the source"),
            "help_text": _("Which points this teaches, such as: S002 S003"),
            "error_messages": {"invalid": _("Write point numbers such as S002, with a space between them.")},
            **kwargs,
        }
        super().__init__(**kwargs)


class AnchorBlock(blocks.RegexBlock):
    """The name of a section in addresses, equal in every language."""

    def __init__(self, **kwargs) -> None:
        kwargs = {
            "regex": r"^[a-z][a-z0-9-]*$",
            "required": False,
            "label": _("Section address"),
            "help_text": _("Short, in small Latin letters, such as: definition. Questions and links point to it."),
            "error_messages": {"invalid": _("Small Latin letters, digits and hyphens, beginning with a letter.")},
            **kwargs,
        }
        super().__init__(**kwargs)


class SourcedBlock(blocks.StructBlock):
    """A block that says which points of the source it teaches."""

    source_refs = SourceRefsBlock()
