from math import ceil

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .base import SourcedBlock


class FigureBlock(SourcedBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.TextBlock(
        label=_("In words"), rows=2, help_text=_("What the picture says, for whoever does not see it.")
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("Figure")
        description = _("A picture that teaches something, with its text equivalent.")
        template = "blocks/figure.html"
        form_layout = ["image", "alternative", "caption", "source_refs"]
        preview_template = "blocks/figure_preview.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    description = blocks.CharBlock(label=_("Description"), max_length=250, required=False)

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A file to keep; its size is shown before the tap.")
        template = "blocks/download.html"
        preview_template = "blocks/download_preview.html"


class RecordingBlock(SourcedBlock):
    """Sound or moving pictures of our own host. Never plays by itself; never without its transcript."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    media = DocumentChooserBlock(label=_("File"))
    minutes = blocks.DecimalBlock(label=_("Length in minutes"), min_value=0, max_value=30, max_digits=4, decimal_places=1)
    transcript = blocks.RichTextBlock(label=_("Transcript"))

    def get_context(self, value, parent_context=None):
        # Whole minutes, rounded up: plural forms know no halves.
        return {**super().get_context(value, parent_context=parent_context), "whole_minutes": ceil(value["minutes"] or 0)}


class AudioBlock(RecordingBlock):
    class Meta:
        icon = "media"
        label = _("Audio")
        description = _("A recording with its transcript; its size is shown, and it is loaded only on request.")
        template = "blocks/recording.html"
        form_layout = ["title", "media", "minutes", "transcript", "source_refs"]
        preview_template = "blocks/recording_preview.html"


class VideoBlock(RecordingBlock):
    captions = DocumentChooserBlock(label=_("Captions (VTT file)"), required=False)

    class Meta:
        icon = "media"
        label = _("Short video")
        description = _("At most six minutes, with its transcript; its size is shown, and it is loaded only on request.")
        template = "blocks/recording.html"
        form_layout = ["title", "media", "captions", "minutes", "transcript", "source_refs"]
        preview_template = "blocks/recording_preview.html"
