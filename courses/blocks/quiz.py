from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.blocks import QuestionChooserBlock
from quizzes.enums import Mode


class QuizBlock(blocks.StructBlock):
    """Practice or a test. The block's own id is the quiz's key: answers and marks hang on it, in every language."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    mode = blocks.ChoiceBlock(choices=Mode.choices, default=Mode.PRACTICE, label=_("Mode"))
    questions = blocks.ListBlock(QuestionChooserBlock(), min_num=1, label=_("Questions"))
    draw = blocks.IntegerBlock(
        label=_("Questions in an attempt"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Drawn anew for each attempt. Empty: all of them, in this order."),
    )
    pass_percent = blocks.IntegerBlock(label=_("Pass mark, percent"), default=70, min_value=0, max_value=100)
    attempts = blocks.IntegerBlock(label=_("Attempts allowed"), default=0, min_value=0, max_value=20, help_text=_("0: no limit."))
    wait_minutes = blocks.IntegerBlock(
        label=_("Minutes between attempts"), default=0, min_value=0, max_value=10_080, help_text=_("0: at once.")
    )
    is_shuffled = blocks.BooleanBlock(label=_("Shuffle questions"), required=False, default=False)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        keys = [question.translation_key for question in result["questions"]]
        if len(set(keys)) < len(keys):
            raise StructBlockValidationError({"title": ValidationError(_("A question stands twice in this quiz."))})
        if result["draw"] and result["draw"] > len(keys):
            raise StructBlockValidationError({"draw": ValidationError(_("More questions are drawn than the quiz holds."))})
        return result

    class Meta:
        icon = "help"
        label = _("Quiz")
        description = _("A check inside the lesson, explained at once, or a graded test.")
        template = "blocks/quiz.html"
        preview_template = "blocks/quiz_preview.html"
