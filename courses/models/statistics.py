from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField


class LabelStatus(models.TextChoices):
    STATED = "stated", _("Stated in the source")
    INFERRED = "inferred", _("Inferred by us")
    UNKNOWN = "unknown", _("Lost or never given")


class PlatformStat(TranslatableMixin, index.Indexed, models.Model):
    """One figure about a platform, with all that is needed to read it honestly: of whom, of what, when, from where.

    What the source does not say stays empty and is shown as unknown. Figures are never summed over platforms. No personal data.
    """

    slug = models.SlugField(_("short name"), max_length=60)
    platform = models.CharField(_("platform or subject"), max_length=60)
    title = models.CharField(_("what is counted"), max_length=200)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40, help_text=_("Such as: %, accounts, people."))
    base = models.CharField(_("percent of what"), max_length=150, blank=True)
    audience_filter = models.CharField(_("age or other limit"), max_length=60, blank=True, help_text=_("Such as: 18+."))
    split_label = models.CharField(_("label of the part"), max_length=80, blank=True)
    label_status = models.CharField(_("status of the label"), max_length=10, choices=LabelStatus, default=LabelStatus.STATED)
    as_of = models.DateField(_("date of the figure"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    retrieved_on = models.DateField(_("read on"), null=True, blank=True)
    is_prewar_gaza = models.BooleanField(_("describes Gaza before October 2023"), default=False)
    note = models.TextField(_("note"), blank=True)

    panels = [
        FieldPanel("platform"),
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("base"), FieldPanel("audience_filter")]),
        FieldRowPanel([FieldPanel("split_label"), FieldPanel("label_status")]),
        MultiFieldPanel(
            [FieldPanel("as_of"), FieldPanel("source"), FieldPanel("source_url"), FieldPanel("retrieved_on")], heading=_("Source")
        ),
        FieldPanel("is_prewar_gaza"),
        FieldPanel("note"),
    ]
    translatable_fields = [
        TranslatableField("platform"),
        TranslatableField("title"),
        TranslatableField("unit"),
        TranslatableField("base"),
        TranslatableField("split_label"),
        TranslatableField("source"),
        TranslatableField("note"),
        SynchronizedField("slug"),
        SynchronizedField("value"),
        SynchronizedField("audience_filter"),
        SynchronizedField("label_status"),
        SynchronizedField("as_of"),
        SynchronizedField("source_url"),
        SynchronizedField("retrieved_on"),
        SynchronizedField("is_prewar_gaza"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("locale")]

    class Meta:
        verbose_name = _("platform statistic")
        verbose_name_plural = _("platform statistics")
        ordering = ["platform", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="stat_language_once"),
            models.UniqueConstraint(fields=["slug", "locale"], name="stat_slug_once"),
            models.CheckConstraint(
                condition=~Q(split_label="") | ~Q(label_status=LabelStatus.INFERRED),
                name="inferred_label_is_given",
                violation_error_message=_("An inferred label must be written."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.title}"
