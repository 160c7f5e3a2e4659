from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin, WorkflowMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from elearn.lib.arabic import fold
from elearn.lib.fields import BlockField
from quizzes.enums import Bloom, Use
from quizzes.kinds import question_blocks
from quizzes.previews import list_modes, preview_context
from quizzes.tags import join_tags


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def in_source_language(self) -> "ObjectiveQuerySet":
        return self.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("text")


class Objective(TranslatableMixin, index.Indexed, models.Model):
    """What a learner can do after a lesson. One row a language; lessons and questions point to it. No personal data."""

    course_key = models.UUIDField(_("course"), null=True, blank=True, editable=False, db_index=True)
    text = models.CharField(_("objective"), max_length=250)
    bloom = models.CharField(_("level"), max_length=12, choices=Bloom, default=Bloom.UNDERSTAND)

    objects = ObjectiveQuerySet.as_manager()

    search_fields = [index.SearchField("text"), index.AutocompleteField("text")]
    translatable_fields = [
        TranslatableField("text"),
        SynchronizedField("bloom", overridable=False),
        SynchronizedField("course_key", overridable=False),
    ]

    class Meta:
        verbose_name = _("learning objective")
        verbose_name_plural = _("learning objectives")
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale"], name="objective_language_once")]

    def __str__(self) -> str:
        return self.text


class QuestionQuerySet(models.QuerySet["Question"]):
    def published(self) -> "QuestionQuerySet":
        return self.filter(live=True)

    def tagged(self, tag: str) -> "QuestionQuerySet":
        return self.filter(tags_text__contains=join_tags([tag]))


class Question(
    PreviewableMixin, WorkflowMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel
):
    """A question in the bank, one row a language, drafted and published by editors.

    ``body`` holds exactly one block: the kind. Publishing writes a ``QuestionVersion`` and its words; attempts judge those, never this row.
    ``lesson_key`` and ``anchor`` say where to read again; ``tags`` are free words, ``tags_text`` what they are found by. No personal data.
    """

    course_key = models.UUIDField(_("course"), null=True, blank=True, db_index=True)
    lesson_key = models.UUIDField(_("lesson"), null=True, blank=True)
    anchor = models.SlugField(_("section of the lesson"), max_length=60, blank=True)
    body = BlockField(question_blocks(), verbose_name=_("question"), min_num=1, max_num=1)
    objective = models.ForeignKey(
        Objective, verbose_name=_("objective"), null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    use = models.CharField(_("use"), max_length=10, choices=Use, default=Use.GRADED)
    bloom = models.CharField(_("level"), max_length=12, choices=Bloom, default=Bloom.UNDERSTAND)
    misconception = models.SlugField(_("misconception"), max_length=80, blank=True)
    source_refs = models.JSONField(_("points of the source"), default=list, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    tags_text = models.TextField(editable=False, blank=True)
    kind = models.CharField(_("kind"), max_length=30, editable=False, blank=True)
    stem = models.TextField(_("stem"), editable=False, blank=True)
    stem_folded = models.TextField(editable=False, blank=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="question",
        for_concrete_model=False,
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="question")

    objects = QuestionQuerySet.as_manager()

    translatable_fields = [
        TranslatableField("body"),
        TranslatableField("objective"),
        SynchronizedField("course_key", overridable=False),
        SynchronizedField("lesson_key", overridable=False),
        SynchronizedField("anchor", overridable=False),
        SynchronizedField("use", overridable=False),
        SynchronizedField("bloom", overridable=False),
        SynchronizedField("misconception", overridable=False),
        SynchronizedField("source_refs", overridable=False),
        SynchronizedField("tags", overridable=False),
    ]
    search_fields = [
        index.SearchField("stem_folded"),
        index.AutocompleteField("stem_folded"),
        index.FilterField("locale"),
        index.FilterField("kind"),
        index.FilterField("use"),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [models.UniqueConstraint(fields=["translation_key", "locale"], name="question_language_once")]

    def __str__(self) -> str:
        return self.stem or str(_("Question without words"))

    def save(self, *args, **kwargs) -> None:
        self.describe()
        super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        """A draft is known, and what nobody has published yet is found, by the words last saved."""
        self.describe()
        revision = super().save_revision(*args, **kwargs)
        if not self.live:
            known_by = {name: getattr(self, name) for name in ("kind", "stem", "stem_folded", "tags_text")}
            Question.objects.filter(pk=self.pk).update(**known_by)
        return revision

    def describe(self) -> None:
        """Copies kind and stem out of the body, and the tags into one text, for lists and search."""
        block = next(iter(self.body), None)
        self.kind = block.block_type if block else ""
        self.stem = str(block.value["stem"] or "") if block else ""
        self.stem_folded = fold(self.stem)
        self.tags_text = join_tags(self.tags)

    @property
    def revisions(self):
        return self._revisions

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Each look in each state that the body, finished or not, can be shown in."""
        return list_modes(self)

    def get_preview_template(self, request, mode_name) -> str:
        look = (mode_name or self.default_preview_mode).partition("-")[0]
        return f"quizzes/preview_{look}.html"

    def get_preview_context(self, request, mode_name) -> dict:
        return {
            **super().get_preview_context(request, mode_name),
            **preview_context(self, mode_name or self.default_preview_mode),
        }
