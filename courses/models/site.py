from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin

from courses.blocks import prose_blocks
from elearn.lib.fields import BlockField

from .base import ContentPage


class HomePage(ContentPage):
    """The first page of a language: what this is, for whom, and the courses below it."""

    tagline = models.CharField(_("line under the title"), max_length=200, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = BlockField(prose_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("tagline"), FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage", "courses.GlossaryPage", "courses.InfoPage"]
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class InfoPage(ContentPage):
    """A page of plain information: help, about, contact, terms of use."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = BlockField(prose_blocks(), verbose_name=_("text"), blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["courses.HomePage"]
    subpage_types: list[str] = []
    template = "courses/info_page.html"

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class SiteFooter(TranslatableMixin, models.Model):
    """The words at the foot of every page, one row a language. Links beside them are the information pages shown in menus."""

    statement = RichTextField(_("statement"), features=["bold", "link"])

    panels = [FieldPanel("statement")]

    class Meta:
        verbose_name = _("footer")
        verbose_name_plural = _("footers")
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale"], name="footer_language_once")]

    def __str__(self) -> str:
        return str(_("Footer"))
