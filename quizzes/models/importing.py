import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from elearn.lib import clock
from quizzes.enums import FileFormat, ImportState


def private_storage():
    """Where files wait that nobody may fetch."""
    return storages["private"]


class QuestionImport(models.Model):
    """One file of questions on its way into the bank. Written when it is sent, moved on by the task that checks and the one that writes.

    ``lines``: one entry for each question of the file, ``quizzes.formats`` says which; ``problem`` the code of what was wrong with the file
    as a whole. ``takes_good_ones``: write what can be written and leave out the rest, instead of all or nothing. The file is deleted once the
    import has ended. Personal data: who sent it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(storage=private_storage, upload_to="imports", blank=True)
    file_name = models.CharField(max_length=200)
    format = models.CharField(_("format"), max_length=10, choices=FileFormat)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKING)
    takes_good_ones = models.BooleanField(default=False)
    is_published = models.BooleanField(default=False)
    course_key = models.UUIDField(_("course"), null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    problem = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
