from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import FormData, Response, Structure, Words, clean_answer
from .written import WrittenBlock, WrittenKind, forbid_refusing_what_is_accepted, require_answers, split_lines

FOREIGN_WORDS = ("؟", "…")
"""Nothing is left of them once they are folded, so nothing accepts them."""


class ShortTextBlock(WrittenBlock):
    accepted = blocks.TextBlock(
        label=_("Accepted answers"),
        rows=3,
        help_text=_("One on each line. Hamza, ta marbuta, tashkeel and digits are folded: one spelling is enough."),
    )
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            accepted = split_lines(result["accepted"])
            require_answers([accepted], _("Write at least one accepted answer with letters or digits."))
            forbid_refusing_what_is_accepted(accepted, split_lines(result["refused"]), result["strictness"])
        return result

    class Meta:
        label = _("Short answer")
        icon = "edit"
        description = _("One or two words to write; spelling habits do not matter.")
        form_layout = ["stem", "media", "accepted", "refused", "accepts_slips", "strictness", "explanation"]
        judged_as = "short_text"


class ShortText(WrittenKind):
    name = "short_text"
    order = 50
    block_class = ShortTextBlock

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return self.rules(value)

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "accepted": self.typed_answers(value)[0],
            "refused": split_lines(value["refused"]),
        }

    def typed_answers(self, value: Mapping[str, Any]) -> list[list[str]]:
        return [split_lines(value["accepted"])]

    def accepted_answers(self, words: Words) -> list[list[str]]:
        return [words["accepted"]]

    def fits(self, structure: Structure, other: Structure) -> bool:
        """Always: what is accepted is part of the words."""
        return True

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, response["text"])] if response else []

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        text = clean_answer(data.get(name, "") or "")
        return {"text": text} if text else {}

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        return [{"text": text} for text in (*words["accepted"], *words["refused"], *FOREIGN_WORDS)]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return self.mark_place(structure, words, 0, response.get("text", ""))

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"text": response.get("text", "")}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"text": response.get("text", ""), "accepted": words["accepted"]}


KIND = ShortText()
