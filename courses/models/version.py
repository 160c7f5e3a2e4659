from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.outline import Outline
from elearn.lib import clock


class CourseVersion(models.Model):
    """A release: the outline that learners follow from then on. Written by ``release_course``; never changed, never deleted.

    The outline holds keys, order, what is required and which tests count; titles live in ``ItemTitle``. ``released_by`` is the only
    personal data and is emptied when that person goes.
    """

    course_key = models.UUIDField()
    number = models.PositiveIntegerField()
    outline_json = models.JSONField()
    released_at = models.DateTimeField(default=clock.now, editable=False)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["course_key", "number"]
        constraints = [models.UniqueConstraint(fields=["course_key", "number"], name="course_version_number")]

    def __str__(self) -> str:
        return f"{self.course_key} v{self.number}"

    @property
    def outline(self) -> Outline:
        return Outline.from_json(self.outline_json)


class ItemTitle(models.Model):
    """The last known title and address of a course, module or lesson in one language.

    Written whenever its page is published, so that records stay readable after the page is gone. No personal data.
    """

    item_key = models.UUIDField()
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("title of an item")
        verbose_name_plural = _("titles of items")
        constraints = [models.UniqueConstraint(fields=["item_key", "language"], name="item_title_once")]

    def __str__(self) -> str:
        return self.title
