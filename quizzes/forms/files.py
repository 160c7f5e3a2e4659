"""Forms of sending a file of questions, of confirming what it does, and of taking one out."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from elearn.lib.arabic import clean_text
from quizzes.enums import FileFormat
from quizzes.formats import MOST_BYTES
from quizzes.import_wording import describe_file_problem
from quizzes.operations.importing import ImportOptions
from quizzes.registry import LessonPlace, lesson_places

SUFFIXES = {".xml": FileFormat.MOODLE_XML, ".xlsx": FileFormat.XLSX, ".txt": FileFormat.GIFT, ".gift": FileFormat.GIFT}
ALL, GOOD = "all", "good"


class UploadForm(forms.Form):
    """A file. Its format follows from its name, unless one is chosen."""

    file = forms.FileField(
        label=_("File"), help_text=_("GIFT, Moodle XML or XLSX, up to 50 MB. It is checked first: nothing is written yet.")
    )
    format = forms.ChoiceField(
        label=_("Format"), required=False, choices=[("", _("By the name of the file")), *FileFormat.choices]
    )
    language = forms.ChoiceField(label=_("Language of the questions"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        codes = Locale.objects.values_list("language_code", flat=True)
        ordered = sorted(codes, key=lambda code: (code != settings.LANGUAGE_CODE, code))
        self.fields["language"].choices = [(code, names.get(code, code)) for code in ordered]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(describe_file_problem("too_large"))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and not data.get("format"):
            data["format"] = SUFFIXES.get(PurePath(file.name).suffix.lower(), "")
            if not data["format"]:
                self.add_error("format", _("The name of the file does not say its format: choose it."))
        return data


def course_choices(places: list[LessonPlace]) -> list[tuple[str, str]]:
    return list({str(place.course_key): place.course_title for place in places}.items())


class ConfirmForm(forms.Form):
    """What is written, where it belongs, and whether it is published."""

    take = forms.ChoiceField(
        label=_("What is written"),
        choices=[(ALL, _("All or nothing")), (GOOD, _("The good ones: what is refused is left out"))],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    is_published = forms.BooleanField(
        label=_("Publish the complete ones"),
        required=False,
        help_text=_("Otherwise all become drafts. What lacks an explanation or a right answer stays a draft either way."),
    )
    course_key = forms.TypedChoiceField(label=_("Course"), required=False, coerce=UUID, empty_value=None)
    lesson_key = forms.TypedChoiceField(
        label=_("Lesson"), required=False, coerce=UUID, empty_value=None, help_text=_("Where the answers can be read again.")
    )
    tags = forms.CharField(label=_("Tags to add"), required=False, max_length=300, help_text=_("With commas between them."))

    def __init__(self, *args: Any, refused: int, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = lesson_places()
        self.fields["course_key"].choices = [("", "—"), *course_choices(self.places)]
        self.fields["lesson_key"].choices = [("", "—"), *((str(place.lesson_key), place.title) for place in self.places)]
        if not refused:
            del self.fields["take"]
        if not may_publish:
            del self.fields["is_published"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lesson = next((place for place in self.places if place.lesson_key == data.get("lesson_key")), None)
        if lesson and data.get("course_key") not in (None, lesson.course_key):
            self.add_error("lesson_key", _("This lesson stands in another course."))
        elif lesson:
            data["course_key"] = lesson.course_key
        return data

    def options(self, language: str) -> ImportOptions:
        data = self.cleaned_data
        words = data.get("tags", "").replace("،", ",").split(",")
        return ImportOptions(
            language=language,
            takes_good_ones=data.get("take") == GOOD,
            is_published=data.get("is_published", False),
            course_key=data.get("course_key"),
            lesson_key=data.get("lesson_key"),
            tags=tuple(filter(None, map(clean_text, words))),
        )


class ExportForm(forms.Form):
    format = forms.ChoiceField(label=_("Format"), choices=FileFormat.choices, initial=FileFormat.XLSX, widget=forms.RadioSelect)
