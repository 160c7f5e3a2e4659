"""The forms in which editors write a question."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from quizzes.registry import lesson_address, lesson_places

SOURCE_REF = re.compile(r"S[0-9]{3}")


class SourceRefsField(forms.CharField):
    """A list of point numbers, written as ``S002 S003``."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        refs = super().clean(value).split()
        if not all(SOURCE_REF.fullmatch(ref) for ref in refs):
            raise ValidationError(_("Write point numbers such as S002, with a space between them."))
        return refs

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def lesson_field_choices(current: UUID | None = None) -> list[tuple[str, str]]:
    """Every lesson, and the one chosen before even if it is gone: saving a question must not lose where it points."""
    choices = [(str(place.lesson_key), place.title) for place in lesson_places()]
    if current and str(current) not in dict(choices):
        choices.append((str(current), lesson_address(current, settings.LANGUAGE_CODE)[0] or str(current)))
    return [("", "—"), *choices]


class QuestionForm(WagtailAdminModelForm):
    """Lessons are chosen by their titles, points of the source written as a line."""

    lesson_key = forms.TypedChoiceField(
        label=_("Lesson"),
        required=False,
        coerce=UUID,
        empty_value=None,
        choices=lesson_field_choices,
        help_text=_("Where the answer can be read again."),
    )
    anchor = forms.SlugField(
        label=_("Section of the lesson"),
        required=False,
        max_length=60,
        help_text=_("The section's address, such as: definition."),
    )
    misconception = forms.SlugField(
        label=_("Misconception"),
        required=False,
        max_length=80,
        help_text=_("The wrong idea that the question uncovers, in a few Latin letters, such as: advocacy-is-awareness."),
    )
    source_refs = SourceRefsField(
        label=_("Points of the source"), required=False, help_text=_("Which points this asks about, such as: S002 S003")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lesson_key" in self.fields:
            self.fields["lesson_key"].choices = lesson_field_choices(self.instance.lesson_key)


class NewQuestionForm(WagtailAdminModelForm):
    """The short form inside the lesson: its fields must not be confused with those of the lesson around it."""

    prefix = "new-question"
