import re
import uuid
from collections.abc import Iterator, Set

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.list_block import ListValue
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.fields import SynchronizedField

from courses.blocks import lesson_blocks
from courses.outline import reading_minutes
from elearn.lib.fields import BlockField
from quizzes.enums import Mode
from quizzes.models import Placement

from .base import ContentPage
from .course import CoursePage

WORD = re.compile(r"\w+")


class LessonPage(ContentPage):
    """A lesson, or a module's test: text blocks and quizzes.

    The id of a quiz block is the quiz's key in every language, so a copied lesson gets new ids for its quizzes while a translated one keeps
    them. ``minutes`` is computed from the text and the checks whenever the page is saved.
    """

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    objectives = BlockField(
        [("objective", SnippetChooserBlock("quizzes.Objective", label=_("Objective")))],
        verbose_name=_("learning objectives"),
        blank=True,
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Part of the core path. Lessons that are not required enrich it.")
    )
    body = BlockField(lesson_blocks(), verbose_name=_("text"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=1, editable=False)

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("body"),
    ]
    settings_panels = [*ContentPage.settings_panels, FieldPanel("is_required")]
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"

    override_translatable_fields = [
        SynchronizedField("slug"),
        SynchronizedField("is_required", overridable=False),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def quiz_blocks(self) -> Iterator:
        """The quiz blocks of the body, in order."""
        return (block for block in self.body if block.block_type == "quiz")

    def graded_blocks(self) -> Iterator:
        return (block for block in self.quiz_blocks() if block.value["mode"] == Mode.GRADED)

    def stored_tests(self) -> list[str]:
        """The ids of the graded quizzes, read from what is stored: the values of blocks would cost queries in every lesson of a list."""
        quizzes = (child for child in self.body.raw_data if child["type"] == "quiz")
        return [str(child["id"]) for child in quizzes if child["value"].get("mode") == Mode.GRADED]

    def count_words(self) -> int:
        """Words in the text blocks; quizzes and source numbers do not count."""
        return sum(len(WORD.findall(text)) for block in self.body if block.block_type != "quiz" for text in block_texts(block))

    def clean(self) -> None:
        super().clean()
        keys = [uuid.UUID(block.id) for block in self.quiz_blocks() if block.id]
        taken = Placement.objects.filter(quiz_key__in=keys).exclude(lesson_key=self.translation_key)
        if keys and not self.alias_of_id and taken.exists():
            raise ValidationError({"body": _("A quiz of this text belongs to another lesson. Delete it here and add a new one.")})

    def save(self, *args, **kwargs) -> None:
        # An alias in the same language shows its source's own quizzes.
        if self._state.adding and not self.alias_of_id and not self.is_translation():
            self.renew_quiz_keys()
            self._new_keys = {str(block.id) for block in self.quiz_blocks()}
        checks = sum(len(block.value["questions"]) for block in self.quiz_blocks())
        self.minutes = reading_minutes(self.count_words(), 0 if any(self.graded_blocks()) else checks)
        super().save(*args, **kwargs)

    def is_translation(self) -> bool:
        return type(self).objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).exists()

    def get_latest_revision_as_object(self):
        # Wagtail copies a page's revisions as they are; the newest one, or the page itself, becomes the copy's own draft.
        page = super().get_latest_revision_as_object()
        if hasattr(self, "_new_keys"):
            page.renew_quiz_keys(kept=self._new_keys)
        return page

    def renew_quiz_keys(self, kept: Set[str] = frozenset()) -> None:
        """New identities for every quiz that is not ``kept``: the same ones each time for the same lesson and old key."""
        raw = [
            {**child, "id": str(uuid.uuid5(self.translation_key, str(child.get("id"))))}
            if child["type"] == "quiz" and child.get("id") not in kept
            else child
            for child in self.body.get_prep_value()
        ]
        self.body = self._meta.get_field("body").to_python(raw)

    def closed_course_key(self):
        if self.place is not None:
            return self.place.closed_course_key(self.path)
        return CoursePage.objects.ancestor_of(self).filter(is_open=False).values_list("translation_key", flat=True).first()


def block_texts(block: blocks.StreamValue.StreamChild) -> Iterator[str]:
    """Every readable text inside a block, tags removed."""

    def walk(value) -> Iterator[str]:
        if isinstance(value, str):
            yield strip_tags(value)
        elif hasattr(value, "source"):
            yield strip_tags(value.source.replace("<", " <"))
        elif isinstance(value, blocks.StructValue):
            for name, child in value.items():
                if name not in {"source_refs", "anchor", "tone"}:
                    yield from walk(child)
        elif isinstance(value, ListValue):
            for child in value:
                yield from walk(child)

    yield from walk(block.value)
