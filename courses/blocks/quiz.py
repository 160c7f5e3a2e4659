from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from quizzes.blocks import QuestionChooserBlock
from quizzes.enums import Counts, Feedback, Mode

from .blueprint import BlueprintBlock, check_bank, read_rules


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
    questions = QuestionListBlock(
        QuestionChooserBlock(),
        min_num=0,
        default=[],
        label=_("Questions"),
        help_text=_("A test may leave this empty and draw from the bank."),
    )
    draw = blocks.IntegerBlock(
        label=_("Questions in an attempt"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Drawn anew for each attempt. Empty: all of them, in this order."),
    )
    blueprint = BlueprintBlock()
    is_shuffled = blocks.BooleanBlock(label=_("Shuffle questions"), required=False, default=False)
    pass_percent = blocks.IntegerBlock(label=_("Pass mark, percent"), default=70, min_value=0, max_value=100)
    attempts = blocks.IntegerBlock(label=_("Attempts allowed"), default=0, min_value=0, max_value=20, help_text=_("0: no limit."))
    counts = blocks.ChoiceBlock(
        choices=Counts.choices,
        default=Counts.BEST,
        label=_("Which attempt counts"),
        help_text=_("If the first one counts, nobody can pass with a later one."),
    )
    wait_minutes = blocks.IntegerBlock(
        label=_("Minutes between attempts"), default=0, min_value=0, max_value=10_080, help_text=_("0: at once.")
    )
    wait_after = blocks.IntegerBlock(
        label=_("Attempts before waiting begins"),
        default=1,
        min_value=1,
        max_value=20,
        help_text=_("2: the second attempt can follow at once, the third has to wait."),
    )
    time_limit_minutes = blocks.IntegerBlock(
        label=_("Minutes for an attempt"),
        default=0,
        min_value=0,
        max_value=600,
        help_text=_("0: no limit, which is kinder to most people. Learners with an allowance get more."),
    )
    extensions = blocks.IntegerBlock(
        label=_("How often a learner can ask for more time"),
        default=10,
        min_value=0,
        max_value=50,
        help_text=_("Each time adds a tenth of the limit. Accessibility asks for ten; fewer only where time is what is tested."),
    )
    feedback = blocks.ChoiceBlock(choices=Feedback.choices, default=Feedback.SUBMISSION, label=_("When answers are explained"))

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        # A draft may be unfinished: questions still to be chosen, more drawn than are there yet.
        if not self.is_deferred_validation:
            self.check_questions(result)
            self.check_rules(result)
        return result

    def check_questions(self, value: Mapping[str, Any]) -> None:
        """Raises StructBlockValidationError if the quiz cannot be asked as it stands."""
        keys = tuple(question.translation_key for question in value["questions"])
        rules = read_rules(value["blueprint"])
        if not keys and not rules:
            words = ValidationError(_("Choose a question, or draw from the bank."))
            raise StructBlockValidationError({"questions": ListBlockValidationError(non_block_errors=[words])})
        if len(set(keys)) < len(keys):
            raise StructBlockValidationError({"title": ValidationError(_("A question stands twice in this quiz."))})
        if value["draw"] and rules:
            raise StructBlockValidationError(
                {"draw": ValidationError(_("The rules below say how many are drawn: leave this empty."))}
            )
        if value["draw"] and value["draw"] > len(keys):
            raise StructBlockValidationError({"draw": ValidationError(_("More questions are drawn than the quiz holds."))})
        if rules and value["mode"] == Mode.GRADED:
            try:
                check_bank(rules, keys)
            except ListBlockValidationError as error:
                raise StructBlockValidationError({"blueprint": error}) from None

    def check_rules(self, value: Mapping[str, Any]) -> None:
        """Raises StructBlockValidationError where two rules contradict each other."""
        errors: dict[str, ValidationError] = {}
        if value["mode"] == Mode.PRACTICE:
            if value["time_limit_minutes"]:
                errors["time_limit_minutes"] = ValidationError(_("Practice has no time limit."))
            if value["feedback"] != Feedback.SUBMISSION:
                errors["feedback"] = ValidationError(_("Practice is always explained at once: leave this as it was."))
            if read_rules(value["blueprint"]):
                words = ValidationError(_("Only a test draws from the bank. Choose the questions of practice."))
                errors["blueprint"] = ListBlockValidationError(non_block_errors=[words])
        if value["attempts"] and value["wait_minutes"] and value["wait_after"] >= value["attempts"]:
            errors["wait_after"] = ValidationError(_("Waiting would never begin: no attempt is left by then."))
        if errors:
            raise StructBlockValidationError(errors)

    def get_context(self, value: Mapping[str, Any], parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        rules = read_rules(value["blueprint"])
        size = sum(rule.count for rule in rules) or value["draw"] or len(value["questions"])
        return {**super().get_context(value, parent_context=parent_context), "size": size}

    class Meta:
        icon = "help"
        label = _("Quiz")
        description = _("A check inside the lesson, explained at once, or a graded test.")
        template = "blocks/quiz.html"
        preview_template = "blocks/quiz_preview.html"
        form_layout = [
            "title",
            "mode",
            BlockGroup(["questions", "draw", "blueprint", "is_shuffled"], heading=_("What is asked"), icon="list-ul"),
            BlockGroup(
                ["pass_percent", "attempts", "counts", "wait_minutes", "wait_after"],
                heading=_("A test: marks and attempts"),
                icon="order",
            ),
            BlockGroup(["time_limit_minutes", "extensions"], heading=_("A test: time"), icon="time", classname="collapsed"),
            BlockGroup(["feedback"], heading=_("A test: explanations"), icon="comment", classname="collapsed"),
        ]
