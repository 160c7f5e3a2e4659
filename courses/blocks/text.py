from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import AnchorBlock, SourcedBlock


class SectionBlock(SourcedBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=150, required=False)
    anchor = AnchorBlock()
    text = blocks.RichTextBlock(label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A section: one idea, with or without a heading.")
        template = "blocks/section.html"
        form_layout = ["heading", "anchor", "text", "source_refs"]
        preview_value = {
            "heading": "لماذا نبدأ بالقضية؟",
            "anchor": "cause-first",
            "text": "<p>القضية الواضحة تجمع الناس حولها. ومن دونها يتفرّق الجهد.</p>",
        }


class ExampleBlock(SourcedBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = blocks.RichTextBlock(label=_("Text"))

    class Meta:
        icon = "openquote"
        label = _("Example")
        description = _("A case or a worked example, set apart from the text.")
        template = "blocks/example.html"
        form_layout = ["title", "text", "source_refs"]
        preview_value = {"title": "في بيت نرجس", "text": "<p>أراد سكان الحي ممرًّا آمنًا أمام المدرسة.</p>"}


class CalloutBlock(SourcedBlock):
    tone = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("caution", _("Caution"))], default="note", label=_("Tone")
    )
    title = blocks.CharBlock(label=_("Title"), max_length=150, required=False)
    text = blocks.RichTextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A note, a tip or a caution beside the text.")
        template = "blocks/callout.html"
        form_layout = ["tone", "title", "text", "source_refs"]
        preview_value = {"tone": "tip", "title": "قبل النشر", "text": "<p>اقرأوا الرسالة بصوت عالٍ.</p>"}


class StepsBlock(SourcedBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=150, required=False)
    steps = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("Step"), max_length=120)),
                ("text", blocks.RichTextBlock(label=_("Text"), required=False, features=["bold", "link"])),
            ]
        ),
        min_num=2,
        label=_("Steps"),
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("Numbered steps or stages, in order.")
        template = "blocks/steps.html"
        form_layout = ["title", "steps", "source_refs"]
        preview_value = {
            "title": "ثلاث خطوات",
            "steps": [
                {"title": "القضية", "text": "<p>نحدّد ما نريد تغييره.</p>"},
                {"title": "البحث", "text": "<p>نجمع ما يثبت حاجتنا إليه.</p>"},
            ],
        }


class ComparisonBlock(SourcedBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    header = blocks.ListBlock(blocks.CharBlock(max_length=120), min_num=2, max_num=5, label=_("Column headings"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(max_length=400), label=_("Row"), min_num=2, max_num=5), min_num=1, label=_("Rows")
    )

    class Meta:
        icon = "table"
        label = _("Comparison table")
        description = _("A small table that sets things side by side; the first column names them.")
        template = "blocks/comparison.html"
        form_layout = ["caption", "header", "rows", "source_refs"]
        preview_value = {
            "caption": "البلاغ والحملة",
            "header": ["", "البلاغ", "الحملة"],
            "rows": [["متى يكفي", "حين تستجيب الجهة", "حين لا تستجيب"]],
        }


class ReflectionBlock(SourcedBlock):
    prompt = blocks.TextBlock(label=_("Question to think about"), rows=3)

    class Meta:
        icon = "comment"
        label = _("Reflection")
        description = _("A question to stop at and think about. Nothing is sent.")
        template = "blocks/reflection.html"
        form_layout = ["prompt", "source_refs"]
        preview_value = {"prompt": "ما القضية التي تشغلكم في حيّكم؟"}
