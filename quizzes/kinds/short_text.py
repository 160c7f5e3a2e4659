from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.grading.marks import mark_text

from .base import FormData, Kind, QuestionBlock, Response, Structure, Words, clean_answer

FOREIGN_WORDS = ("؟", "…")
"""Nothing is left of them once they are folded, so nothing accepts them."""


def split_lines(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class ShortTextBlock(QuestionBlock):
    accepted = blocks.TextBlock(
        label=_("Accepted answers"),
        rows=3,
        help_text=_("One on each line. Hamza, ta marbuta, tashkeel and digits are folded: one spelling is enough."),
    )
    refused = blocks.TextBlock(
        label=_("Near words to refuse"),
        rows=2,
        required=False,
        help_text=_("One on each line: words one letter away that mean something else."),
    )
    accepts_slips = blocks.BooleanBlock(
        label=_("Forgive one wrong letter"),
        required=False,
        help_text=_("In words of six letters or more; never for a word on the list above."),
    )
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3)

    class Meta:
        label = _("Short answer")
        icon = "edit"
        description = _("One or two words to write; spelling habits do not matter.")
        form_layout = ["stem", "media", "accepted", "refused", "accepts_slips", "explanation"]


class ShortText(Kind):
    """The accepted answers are words, one list a language; an answer is accepted in any of the languages in force."""

    name = "short_text"
    order = 50
    block_class = ShortTextBlock
    is_marked_by_words = True

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {"accepts_slips": bool(value["accepts_slips"])}

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "accepted": split_lines(value["accepted"]),
            "refused": split_lines(value["refused"]),
        }

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
        accepted = [answer for language in words for answer in language["accepted"]]
        refused = [answer for language in words for answer in language["refused"]]
        return mark_text(accepted, refused, response.get("text", ""), accepts_slips=structure["accepts_slips"])

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"text": response.get("text", "")}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"text": response.get("text", ""), "accepted": words["accepted"]}


KIND = ShortText()
