from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField

from courses.blocks import prose_blocks
from elearn.lib.fields import BlockField

from .base import ContentPage
from .course import CoursePage


class ModulePage(ContentPage):
    """A module of a course: a short introduction and its lessons in order."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = BlockField(prose_blocks(), verbose_name=_("introduction"), blank=True)

    content_panels = [*ContentPage.content_panels, FieldPanel("summary"), FieldPanel("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/module_page.html"

    override_translatable_fields = [SynchronizedField("slug")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def closed_course_key(self):
        if self.place is not None:
            return self.place.closed_course_key(self.path)
        return CoursePage.objects.ancestor_of(self).filter(is_open=False).values_list("translation_key", flat=True).first()
