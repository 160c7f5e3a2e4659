"""What a test draws from the bank, as an editor says it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy as _, ngettext
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from quizzes.definitions import DrawRule
from quizzes.queries import count_bank
from quizzes.registry import lesson_places

ANY = "any"


def module_choices() -> list[tuple[str, Any]]:
    """Every module, under its course where there are several. One query."""
    modules = {place.module_key: place for place in lesson_places()}
    has_one_course = len({place.course_key for place in modules.values()}) < 2
    return [
        (ANY, _("Any module")),
        *(
            (str(key), place.module_title if has_one_course else f"{place.course_title} — {place.module_title}")
            for key, place in modules.items()
        ),
    ]


class DrawRuleBlock(blocks.StructBlock):
    """A number of questions, and what they have in common."""

    count = blocks.IntegerBlock(label=_("Questions"), default=1, min_value=1, max_value=60)
    # "Any" is a choice of its own: a module that is gone then leaves nothing chosen, and is asked about instead of widening the rule.
    module = blocks.ChoiceBlock(choices=module_choices, default=ANY, label=_("Module"))
    objective = SnippetChooserBlock("quizzes.Objective", required=False, label=_("Learning objective"))
    tag = blocks.CharBlock(required=False, max_length=60, label=_("Tag"), help_text=_("One tag, as it stands on the questions."))

    class Meta:
        icon = "list-ol"
        label = _("Rule")


class BlueprintBlock(blocks.ListBlock):
    """Rules are equal in every language, so none of them is offered for translation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            DrawRuleBlock(),
            default=[],
            required=False,
            label=_("Draw from the bank"),
            help_text=_(
                "Each attempt gets so many published questions of each rule: of those chosen above, or, if none are, of all graded "
                "questions of the course. What somebody has met comes again only when there is nothing else."
            ),
            **kwargs,
        )

    def get_translatable_segments(self, _value: Any) -> list:
        return []


def read_rules(rules: Sequence[Mapping[str, Any]]) -> tuple[DrawRule, ...]:
    """What the rules of a block say. One that a draft has left without a number says nothing."""
    return tuple(
        DrawRule(
            count=rule["count"],
            module_key=parse_key(rule["module"]),
            objective_key=rule["objective"].translation_key if rule["objective"] else None,
            tag=(rule["tag"] or "").strip(),
        )
        for rule in rules
        if rule and rule["count"]
    )


def parse_key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def check_bank(rules: tuple[DrawRule, ...], question_keys: tuple[UUID, ...]) -> None:
    """Raises ListBlockValidationError, saying how many questions fit each rule, if the bank cannot fill them all now. Two queries."""
    state = count_bank(rules, question_keys)
    if not state.is_short:
        return
    errors = {}
    for index, (rule, fitting, missing) in enumerate(zip(rules, state.fitting, state.missing, strict=True)):
        if not missing:
            continue
        words = ngettext("%(count)d published question fits.", "%(count)d published questions fit.", fitting) % {"count": fitting}
        if fitting >= rule.count:
            words += " " + gettext("Other rules need some of them too.")
        errors[index] = StructBlockValidationError({"count": ValidationError(words)})
    raise ListBlockValidationError(block_errors=errors)
