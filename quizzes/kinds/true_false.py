from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks

from quizzes.grading.marks import mark_choice

from .base import BadResponse, Choice, FormData, Kind, QuestionBlock, Response, Structure, Words

ANSWERS = ("true", "false")


class TrueFalseBlock(QuestionBlock):
    answer = blocks.ChoiceBlock(choices=[("true", _("True")), ("false", _("False"))], label=_("The sentence is"))
    if_true = blocks.TextBlock(label=_("Explanation to whoever chose “True”"), rows=2)
    if_false = blocks.TextBlock(label=_("Explanation to whoever chose “False”"), rows=2)

    class Meta:
        label = _("True or false")
        icon = "adjust"
        description = _("A sentence to agree or disagree with, and the reason.")
        form_layout = ["stem", "media", "answer", "if_true", "if_false", "explanation"]


class TrueFalse(Kind):
    name = "true_false"
    order = 30
    block_class = TrueFalseBlock

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {"answer": value["answer"]}

    def words(self, value: Mapping[str, Any]) -> Words:
        return {**super().words(value), "true": value["if_true"], "false": value["if_false"]}

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        chosen = data.get(name, "")
        if not chosen:
            return {}
        if chosen not in ANSWERS:
            raise BadResponse("neither true nor false")
        return {"choice": chosen}

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, response["choice"])] if response else []

    def list_choices(self, structure: Structure, words: Words) -> list[Choice]:
        labels = {"true": gettext("True"), "false": gettext("False")}
        right = structure["answer"]
        return [Choice(key, labels[key], key == right) for key in sorted(ANSWERS, key=lambda key: key != right)]

    def chosen_keys(self, structure: Structure, response: Response) -> list[str]:
        return [response["choice"]] if response else []

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        return [{"choice": answer} for answer in ANSWERS]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return mark_choice(structure["answer"], response.get("choice"))

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        labels = {"true": gettext("True"), "false": gettext("False")}
        return {"options": [{"id": key, "text": labels[key], "is_chosen": response.get("choice") == key} for key in ANSWERS]}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        context = self.present(structure, words, response, seed=seed)
        for option in context["options"]:
            option["is_right"] = option["id"] == structure["answer"]
            option["explanation"] = words[option["id"]]
        return context


KIND = TrueFalse()
