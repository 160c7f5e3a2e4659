from collections.abc import Iterable
from copy import copy

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from .base import SourcedBlock


class TermChooserBlock(SnippetChooserBlock):
    """Chooses a term of the glossary; those of a page come with their languages in one query."""

    def __init__(self, **kwargs) -> None:
        super().__init__("courses.GlossaryTerm", **kwargs)

    def bulk_to_python(self, values: Iterable[int | None]) -> list:
        keys = list(values)
        terms = self.model_class.objects.select_related("locale").in_bulk(keys)
        # Each place a term of its own, as Wagtail gives it.
        return [copy(terms[key]) if key in terms else None for key in keys]


class KeyTermBlock(SourcedBlock):
    term = TermChooserBlock(label=_("Term"))

    class Meta:
        icon = "tag"
        label = _("Key term")
        description = _("The definition of a glossary term, in its place in the lesson.")
        template = "blocks/key_term.html"
        form_layout = ["term", "source_refs"]
        preview_template = "blocks/key_term_preview.html"


class StatisticBlock(SourcedBlock):
    statistic = SnippetChooserBlock("courses.PlatformStat", label=_("Statistic"))

    class Meta:
        icon = "history"
        label = _("Statistic")
        description = _("A figure with its source and date, kept in one place for the whole course.")
        template = "blocks/statistic.html"
        form_layout = ["statistic", "source_refs"]
        preview_template = "blocks/statistic_preview.html"
