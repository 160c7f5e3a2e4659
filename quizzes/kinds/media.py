"""Pictures and sound in questions, never without their equivalent in words. No kind of its own."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import SourceImageIOError

NO_MEDIA: dict[str, Any] = {"image": None, "alt": "", "audio": None, "transcript": ""}
PICTURE = "max-900x900|format-webp"


class MediaBlock(blocks.StructBlock):
    """A picture, a recording, or neither. Values stored before there was such a block are empty ones."""

    image = ImageChooserBlock(label=_("Image"), required=False)
    alt = blocks.TextBlock(
        label=_("The image in words"),
        rows=2,
        required=False,
        default="",
        help_text=_("What it shows, for whoever does not see it; not what the answer is."),
    )
    audio = DocumentChooserBlock(label=_("Recording"), required=False)
    transcript = blocks.TextBlock(
        label=_("Transcript"), rows=3, required=False, default="", help_text=_("Every word of the recording.")
    )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value or {})

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([value or {} for value in values])

    def normalize(self, value: Any) -> Any:
        return super().normalize(NO_MEDIA if value is None else value)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        errors = {}
        if result["image"] and not (result["alt"] or "").strip():
            errors["alt"] = ValidationError(_("An image needs its text: some people do not see it."))
        if result["audio"] and not (result["transcript"] or "").strip():
            errors["transcript"] = ValidationError(_("A recording needs its transcript: some people do not hear it."))
        if errors:
            raise StructBlockValidationError(errors)
        return result

    class Meta:
        icon = "image"
        label = _("Image and sound")
        form_classname = "struct-block question-media"
        collapsed = True
        default = NO_MEDIA


def has_picture(value: Mapping[str, Any]) -> bool:
    """Whether an option or a question shows a picture that has its text."""
    media = value.get("media") or NO_MEDIA
    return bool(media.get("image") and (media.get("alt") or "").strip())


def alt_text(value: Mapping[str, Any]) -> str:
    return ((value.get("media") or NO_MEDIA).get("alt") or "").strip() if has_picture(value) else ""


def media_words(value: Mapping[str, Any]) -> dict[str, Any]:
    """``{"media": …}`` of a question or an option as a version freezes it: all that a page needs, so that showing it asks nothing.

    Empty without a picture and a recording, so that words without them stay what they were. Makes the smaller picture that is shown: two
    queries for each picture, and a file the first time.
    """
    media = value.get("media") or NO_MEDIA
    found: dict[str, Any] = {}
    if media.get("image"):
        found["image"] = {**freeze_picture(media["image"]), "alt": (media.get("alt") or "").strip()}
    if media.get("audio"):
        found["audio"] = {"url": media["audio"].url, "transcript": (media.get("transcript") or "").strip()}
    return {"media": found} if found else {}


def freeze_picture(image: Any) -> dict[str, Any]:
    """Address and size of what is shown. An address of nothing if the file is gone: the text then stands in its place."""
    try:
        rendition = image.get_rendition(PICTURE)
    except SourceImageIOError:
        return {"url": "", "width": 0, "height": 0}
    return {"url": rendition.url, "width": rendition.width, "height": rendition.height}
