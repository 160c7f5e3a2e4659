from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.blocks import prose_blocks
from elearn.lib.arabic import fold
from elearn.lib.fields import BlockField

from .base import ContentPage


class GlossaryTerm(DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A term and what it means, one row a language; shown in lessons and in the glossary. No personal data."""

    slug = models.SlugField(_("short address"), max_length=60)
    name = models.CharField(_("term"), max_length=100)
    name_folded = models.CharField(max_length=100, editable=False, blank=True, db_index=True)
    definition = models.TextField(_("definition"))
    nuance = models.TextField(
        _("shade of meaning"), blank=True, help_text=_("What it is not; how it differs from its neighbours.")
    )
    example = models.TextField(_("example"), blank=True)
    confused_with = models.ForeignKey(
        "self", verbose_name=_("often confused with"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_refs = models.CharField(_("points of the source"), max_length=100, blank=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="glossary_term")

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("definition"),
        FieldPanel("nuance"),
        FieldPanel("example"),
        FieldPanel("confused_with"),
        FieldPanel("source_refs"),
    ]
    translatable_fields = [
        TranslatableField("name"),
        TranslatableField("definition"),
        TranslatableField("nuance"),
        TranslatableField("example"),
        TranslatableField("confused_with"),
        SynchronizedField("slug"),
        SynchronizedField("source_refs"),
    ]
    search_fields = [
        index.SearchField("name_folded"),
        index.AutocompleteField("name_folded"),
        index.FilterField("locale"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["name_folded"]
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="term_language_once"),
            models.UniqueConstraint(
                fields=["slug", "locale"], name="term_slug_once", violation_error_message=_("Another term has this address.")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def revisions(self):
        return self._revisions


class GlossaryPage(ContentPage):
    """All terms of a language in alphabetical order."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = BlockField(prose_blocks(), verbose_name=_("introduction"), blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["courses.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "courses/glossary_page.html"

    override_translatable_fields = [SynchronizedField("slug")]

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")
