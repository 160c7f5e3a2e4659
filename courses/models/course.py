from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField, TranslatableField

from courses.blocks import prose_blocks
from elearn.lib.fields import BlockField

from .base import ContentPage


class CoursePage(ContentPage):
    """A course: introduction, modules below it, and what its certificate says.

    Readers see what is published; learners follow what is released (``CourseVersion``).
    """

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = BlockField(prose_blocks(), verbose_name=_("introduction"), blank=True)
    competencies = BlockField(
        [("competency", blocks.CharBlock(label=_("Competency"), max_length=200))],
        verbose_name=_("competencies"),
        blank=True,
        help_text=_("What the certificate says its holder can do."),
    )
    certificate_path = models.CharField(
        _("path named on the certificate"), max_length=100, blank=True, help_text=_("Such as: core path.")
    )
    is_open = models.BooleanField(
        _("open to every reader"), default=True, help_text=_("Closed: only those enrolled may read its lessons.")
    )

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("competencies"), FieldPanel("certificate_path")], heading=_("Certificate")),
    ]
    settings_panels = [*ContentPage.settings_panels, FieldPanel("is_open")]
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"

    override_translatable_fields = [
        SynchronizedField("slug"),
        SynchronizedField("is_open", overridable=False),
        TranslatableField("certificate_path"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def closed_course_key(self):
        return None if self.is_open else self.translation_key
