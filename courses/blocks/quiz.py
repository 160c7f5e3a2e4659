from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.blocks import QuestionChooserBlock
from quizzes.enums import Mode


class UnreadQuestions(ListValue):
    """Stored questions that know their number and are read, with those of the other quizzes, when one of them is looked at."""

    def __init__(self, list_block: blocks.ListBlock, count: int, read: Callable[[], ListValue]) -> None:
        self.list_block = list_block
        self.count_stored = count
        self.read = read

    @cached_property
    def bound_blocks(self) -> list[ListValue.ListChild]:
        return self.read().bound_blocks

    def __len__(self) -> int:
        return len(self.bound_blocks) if "bound_blocks" in self.__dict__ else self.count_stored


class QuestionListBlock(blocks.ListBlock):
    """Readers of a lesson see only how many questions a quiz has."""

    def bulk_to_python(self, values: Sequence[list]) -> list[ListValue]:
        stored = list(values)
        read = cache(partial(super().bulk_to_python, stored))
        return [UnreadQuestions(self, len(items), lambda index=index: read()[index]) for index, items in enumerate(stored)]


class QuizBlock(blocks.StructBlock):
    """Practice or a test. The block's own id is the quiz's key: answers and marks hang on it, in every language."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    mode = blocks.ChoiceBlock(choices=Mode.choices, default=Mode.PRACTICE, label=_("Mode"))
    questions = QuestionListBlock(QuestionChooserBlock(), min_num=1, label=_("Questions"))
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
        # A draft may be unfinished: questions still to be chosen, more drawn than are there yet.
        if not self.is_deferred_validation:
            self.check_questions(result)
        return result

    def check_questions(self, value: Mapping[str, Any]) -> None:
        """Raises StructBlockValidationError if the quiz cannot be asked as it stands."""
        keys = [question.translation_key for question in value["questions"]]
        if len(set(keys)) < len(keys):
            raise StructBlockValidationError({"title": ValidationError(_("A question stands twice in this quiz."))})
        if value["draw"] and value["draw"] > len(keys):
            raise StructBlockValidationError({"draw": ValidationError(_("More questions are drawn than the quiz holds."))})

    class Meta:
        icon = "help"
        label = _("Quiz")
        description = _("A check inside the lesson, explained at once, or a graded test.")
        template = "blocks/quiz.html"
        preview_template = "blocks/quiz_preview.html"
