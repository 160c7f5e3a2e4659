"""The forms in which editors write a question."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Locale

from elearn.lib.arabic import clean_text
from quizzes.registry import LessonPlace, lesson_address, lesson_places
from quizzes.tags import fold_tag

SOURCE_REF = re.compile(r"S[0-9]{3}")
LONGEST_TAG = 60
MOST_TAGS = 20
TAG_SEPARATORS = re.compile(r"[,،\n]")


def clean_tag(text: str) -> str:
    """One tag as it is stored: a slash sets a part below another. Raises ValidationError for one that is too long or cannot be found."""
    tag = "/".join(filter(None, (clean_text(part) for part in text.replace("|", " ").split("/"))))
    if len(tag) > LONGEST_TAG:
        raise ValidationError(
            _("A tag has at most %(most)s characters: “%(tag)s…”"), params={"most": LONGEST_TAG, "tag": tag[:LONGEST_TAG]}
        )
    if tag and not fold_tag(tag).replace("/", ""):
        raise ValidationError(_("A tag needs letters or digits: “%(tag)s”"), params={"tag": tag})
    return tag


class TagField(forms.CharField):
    """One tag, cleaned."""

    def clean(self, value: Any) -> str:
        tag = clean_tag(super().clean(value))
        if not tag or TAG_SEPARATORS.search(tag):
            raise ValidationError(_("Write one tag, without a comma."))
        return tag


class TagsField(forms.CharField):
    """Tags with commas between them, Arabic or Latin; of two that differ in spelling habits only, the first is kept."""

    def prepare_value(self, value: Any) -> Any:
        return "، ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        tags: dict[str, str] = {}
        for text in TAG_SEPARATORS.split(super().clean(value)):
            tag = clean_tag(text)
            if tag:
                tags.setdefault(fold_tag(tag), tag)
        if len(tags) > MOST_TAGS:
            raise ValidationError(_("A question has at most %(most)s tags."), params={"most": MOST_TAGS})
        return list(tags.values())

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


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
    return lesson_choices(lesson_places(), current)


def lesson_choices(places: list[LessonPlace], current: UUID | None) -> list[tuple[str, str]]:
    choices = [(str(place.lesson_key), place.title) for place in places]
    if current and str(current) not in dict(choices):
        choices.append((str(current), lesson_address(current, settings.LANGUAGE_CODE)[0] or str(current)))
    return [("", "—"), *choices]


def course_choices(places: list[LessonPlace], current: UUID | None) -> list[tuple[str, str]]:
    """Every course that has a lesson, and the one chosen before."""
    choices = {str(place.course_key): place.course_title for place in places}
    if current:
        choices.setdefault(str(current), str(current))
    return [("", "—"), *choices.items()]


class QuestionForm(WagtailAdminModelForm):
    """Courses and lessons are chosen by their titles, tags and points of the source written as a line."""

    course_key = forms.TypedChoiceField(
        label=_("Course"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("Whose tests may draw the question. Empty: the course of the first quiz that names it."),
    )
    objective: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Objective"),
        required=False,
        queryset=None,
        empty_label="—",
        help_text=_("What the question asks about."),
    )
    tags = TagsField(
        label=_("Tags"),
        required=False,
        max_length=1500,
        help_text=_("With commas between them. A slash sets one below another, such as: Unit 2/easy."),
    )

    lesson_key = forms.TypedChoiceField(
        label=_("Lesson"),
        required=False,
        coerce=UUID,
        empty_value=None,
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
        places = lesson_places()
        for name, choices in (("lesson_key", lesson_choices), ("course_key", course_choices)):
            if name in self.fields:
                self.fields[name].choices = choices(places, getattr(self.instance, name))
        if "objective" in self.fields:
            self.fields["objective"].queryset = self.objectives()

    def objectives(self) -> QuerySet:
        """Those in the question's own language, and the one it has."""
        objectives = self.instance._meta.get_field("objective").related_model.objects.order_by("text")
        locale = self.instance.locale_id or Locale.get_default().pk
        return objectives.filter(Q(locale=locale) | Q(pk=self.instance.objective_id))

    def clean(self) -> dict[str, Any]:
        """A section without its lesson leads nowhere."""
        data = super().clean()
        if data.get("anchor") and "lesson_key" in data and not data["lesson_key"]:
            self.add_error("anchor", _("Choose the lesson that this section belongs to."))
        return data


class NewQuestionForm(WagtailAdminModelForm):
    """The short form inside the lesson: its fields must not be confused with those of the lesson around it."""

    prefix = "new-question"
