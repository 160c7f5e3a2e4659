from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from .base import SourcedBlock


class KeyTermBlock(SourcedBlock):
    term = SnippetChooserBlock("courses.GlossaryTerm", label=_("Term"))

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
