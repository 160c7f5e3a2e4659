from django.db import models
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    """What ``load_course`` last wrote for one item of the bundled course: path, language, hash of the text, hash of the stored result.

    An item whose stored content still has ``stored_hash`` is untouched and follows a new text; one that differs is an editor's and is left alone;
    one that is gone is never made again (``is_deleted``). No personal data.
    """

    path = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    loaded_hash = models.CharField(max_length=64)
    stored_hash = models.CharField(max_length=64)
    is_deleted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("loaded item")
        verbose_name_plural = _("loaded items")
        constraints = [models.UniqueConstraint(fields=["path", "language"], name="ledger_item_once")]

    def __str__(self) -> str:
        return f"{self.path} ({self.language})"
