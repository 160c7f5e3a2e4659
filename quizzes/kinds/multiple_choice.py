from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.grading.marks import mark_choices

from .base import (
    BadResponse,
    FormData,
    OptionBlock,
    OptionsKind,
    QuestionBlock,
    Response,
    Structure,
    Words,
    empty_options,
    refuse_telling_picture,
    require_options,
)


class MultipleChoiceBlock(QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=10, default=empty_options(4))

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            refuse_telling_picture(result)
            require_options(result["options"], fewest_right=1, most_right=None)
        return result

    class Meta:
        label = _("Several right answers")
        icon = "tick-inverse"
        description = _("Several options, one or more of them right; a part of the mark for a part of the answer.")
        form_layout = ["stem", "media", "options", "explanation"]


class MultipleChoice(OptionsKind):
    name = "multiple_choice"
    order = 20
    block_class = MultipleChoiceBlock
    has_help = True

    def chosen_ids(self, response: Response) -> list[str]:
        return response.get("choices", [])

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        chosen = set(data.getlist(name))
        known = [option["id"] for option in structure["options"]]
        if not chosen <= set(known):
            raise BadResponse("unknown option")
        return {"choices": [key for key in known if key in chosen]} if chosen else {}

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        right = self.right_ids(structure)
        single = [{"choices": [option["id"]]} for option in structure["options"]]
        return [{"choices": right}, *single] if right else single

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return mark_choices(self.right_ids(structure), response.get("choices", [])) if response else 0.0


KIND = MultipleChoice()
