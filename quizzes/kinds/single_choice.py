from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.grading.marks import mark_choice

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


class SingleChoiceBlock(QuestionBlock):
    options = blocks.ListBlock(OptionBlock(), label=_("Options"), min_num=2, max_num=8, default=empty_options(3))

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            refuse_telling_picture(result)
            require_options(result["options"], fewest_right=1, most_right=1)
        return result

    class Meta:
        label = _("Single choice")
        icon = "radio-full"
        description = _("Several options, one of them right.")
        form_layout = ["stem", "media", "options", "explanation"]


class SingleChoice(OptionsKind):
    name = "single_choice"
    order = 10
    block_class = SingleChoiceBlock

    def chosen_ids(self, response: Response) -> list[str]:
        return [response["choice"]] if response else []

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        chosen = data.get(name, "")
        if not chosen:
            return {}
        if chosen not in {option["id"] for option in structure["options"]}:
            raise BadResponse("unknown option")
        return {"choice": chosen}

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        return [{"choice": option["id"]} for option in structure["options"]]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return max((mark_choice(right, response.get("choice")) for right in self.right_ids(structure)), default=0.0)


KIND = SingleChoice()
