from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from elearn.lib.arabic import clean_text

from .base import BadResponse, FormData, Kind, QuestionBlock, Response, Structure, Words, options_with_ids

LONGEST_REFLECTION = 20_000
USUAL_WORDS = 300


class LevelBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What an answer of this level shows"), rows=2)
    points = blocks.IntegerBlock(label=_("Points"), min_value=0, max_value=10)

    class Meta:
        icon = "order"
        label = _("Level")


class CriterionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Criterion"), rows=2)
    levels = blocks.ListBlock(LevelBlock(), label=_("Levels"), min_num=2, max_num=6)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation and not any(level["points"] for level in result["levels"]):
            raise StructBlockValidationError({"levels": ValidationError(_("At least one level earns a point."))})
        return result

    class Meta:
        icon = "tasks"
        label = _("Criterion")


class OpenReflectionBlock(QuestionBlock):
    max_words = blocks.IntegerBlock(
        label=_("Words at most"),
        default=USUAL_WORDS,
        min_value=10,
        max_value=2000,
        help_text=_("A longer answer is kept all the same; the page says how long it is."),
    )
    is_graded = blocks.BooleanBlock(
        label=_("A person marks the answer"),
        required=False,
        help_text=_("Otherwise it is only thought about and earns no point."),
    )
    criteria = blocks.ListBlock(
        CriterionBlock(), label=_("Criteria"), default=[], max_num=6, help_text=_("Learners read them before they write.")
    )
    explanation = blocks.TextBlock(
        label=_("What a good answer holds"),
        rows=4,
        help_text=_("A model answer, or what to look for. Shown once it is handed in."),
    )

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation and result["is_graded"] and not len(result["criteria"]):
            raise StructBlockValidationError({"criteria": ValidationError(_("Whoever marks needs at least one criterion."))})
        return result

    class Meta:
        label = _("Open reflection")
        icon = "pilcrow"
        description = _("A text to write: only to think about, or marked by a person by criteria.")
        form_layout = ["stem", "media", "max_words", "is_graded", "criteria", "explanation"]


def count_words(text: str) -> int:
    return len(text.split())


class OpenReflection(Kind):
    """Never judged here: ungraded it earns nothing and costs nothing, graded it waits for a person."""

    name = "open_reflection"
    order = 90
    block_class = OpenReflectionBlock
    has_help = True

    def is_scored(self, structure: Structure) -> bool:
        return structure["is_graded"]

    def needs_person(self, structure: Structure) -> bool:
        return structure["is_graded"]

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {
            "is_graded": bool(value["is_graded"]),
            "max_words": value["max_words"] or USUAL_WORDS,
            "criteria": [
                {
                    "id": key,
                    "levels": [
                        {"id": level, "points": words["points"] or 0} for level, words in options_with_ids(criterion["levels"])
                    ],
                }
                for key, criterion in options_with_ids(value["criteria"])
            ],
        }

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "criteria": {
                key: {
                    "text": criterion["text"],
                    "levels": {level: words["text"] for level, words in options_with_ids(criterion["levels"])},
                }
                for key, criterion in options_with_ids(value["criteria"])
            },
        }

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        typed = data.get(name, "") or ""
        if len(typed) > LONGEST_REFLECTION * 2:
            raise BadResponse("answer too long")
        text = clean_text(typed, keep_lines=True)
        if len(text) > LONGEST_REFLECTION:
            raise BadResponse("answer too long")
        return {"text": text} if text else {}

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, response["text"])] if response else []

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        """Nothing, until a person says otherwise."""
        return 0.0

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        return [{"text": "…"}]

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        text = response.get("text", "")
        count = count_words(text)
        return {
            "text": text,
            "word_count": count,
            "max_words": structure["max_words"],
            "is_too_long": count > structure["max_words"],
            "is_graded": structure["is_graded"],
            "criteria": [
                {
                    "id": criterion["id"],
                    "text": words["criteria"][criterion["id"]]["text"],
                    "levels": [
                        {**level, "text": words["criteria"][criterion["id"]]["levels"][level["id"]]}
                        for level in criterion["levels"]
                    ],
                }
                for criterion in structure["criteria"]
            ],
        }

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return self.present(structure, words, response, seed=seed)


KIND = OpenReflection()
