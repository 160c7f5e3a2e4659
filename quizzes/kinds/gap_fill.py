"""A text with gaps, each filled with a word. Editors write what is accepted into the text: ``[[accepted|accepted too]]``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.grading.marks import mark_parts

from .base import BadResponse, FormData, Response, Structure, Words, clean_answer
from .written import WrittenBlock, WrittenKind, forbid_refusing_what_is_accepted, require_answers, split_lines

MOST_GAPS = 10
LONGEST_GAP = 100
GAP = re.compile(r"\[\[([^\[\]\n]*)\]\]")
LOST_BRACKETS = re.compile(r"\[\[|\]\]")
THIRD_AFTER = re.compile(r"^\]")
THIRD_BEFORE = re.compile(r"\[$")
FOREIGN_WORD = "؟"
"""Nothing is left of it once it is folded, so nothing accepts it."""


@dataclass(frozen=True)
class GapText:
    """A text cut at its gaps: one part more than gaps, and the accepted answers of each gap."""

    parts: list[str]
    gaps: list[list[str]]

    @property
    def lost_bracket(self) -> str:
        """A few words around a bracket that opens or closes no gap; empty if there is none."""
        last = len(self.parts) - 1
        for index, part in enumerate(self.parts):
            # A third bracket beside the two of a gap is a slip of the pen; one that stands alone is text.
            third = (index > 0 and THIRD_AFTER.search(part)) or (index < last and THIRD_BEFORE.search(part))
            found = LOST_BRACKETS.search(part) or third
            if found:
                return part[max(0, found.start() - 15) : found.end() + 15].strip()
        return ""


def read_gaps(text: str | None) -> GapText:
    """Never fails: a bracket that belongs to no gap stays in the text."""
    pieces = GAP.split(text or "")
    return GapText(pieces[::2], [[answer.strip() for answer in inside.split("|")] for inside in pieces[1::2]])


def require_gaps(found: GapText) -> None:
    """Raises ValidationError, in the words of the editor form, for a text that cannot be asked."""
    if found.lost_bracket:
        raise ValidationError(
            _("A bracket near “%(words)s” opens or closes no gap. A gap is written [[word]], on one line."),
            params={"words": found.lost_bracket},
        )
    if not 1 <= len(found.gaps) <= MOST_GAPS:
        raise ValidationError(_("Write between 1 and %(most)d gaps, each as [[word]]."), params={"most": MOST_GAPS})
    for number, accepted in enumerate(found.gaps, start=1):
        if not all(accepted):
            raise ValidationError(
                _("Gap %(number)d holds an empty answer. Write a word between the brackets and on both sides of |."),
                params={"number": number},
            )
        if any(len(answer) > LONGEST_GAP for answer in accepted):
            raise ValidationError(
                _("An answer of gap %(number)d is longer than %(most)d characters."),
                params={"number": number, "most": LONGEST_GAP},
            )
    require_answers(found.gaps, _("Gap %(number)d accepts nothing with letters or digits."))


class GapFillBlock(WrittenBlock):
    stem = blocks.TextBlock(label=_("What to do"), rows=2, help_text=_("Such as: complete the sentence with the right terms."))
    text = blocks.TextBlock(
        label=_("Text with gaps"),
        rows=4,
        help_text=_(
            "Write each gap as the accepted answers in double square brackets, with | between them: [[advocacy|e-advocacy]]. One to ten gaps."
        ),
    )
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            found = read_gaps(result["text"])
            try:
                require_gaps(found)
            except ValidationError as error:
                raise blocks.StructBlockValidationError(block_errors={"text": error}) from error
            for accepted in found.gaps:
                forbid_refusing_what_is_accepted(accepted, split_lines(result["refused"]), result["strictness"])
        return result

    class Meta:
        label = _("Fill in the gaps")
        icon = "pilcrow"
        description = _("A text with words missing; a part of the mark for a part of the gaps.")
        form_layout = ["stem", "media", "text", "refused", "accepts_slips", "strictness", "explanation"]
        judged_as = "gap_fill"


class GapFill(WrittenKind):
    """The answer holds a word, or none, for each gap: it is saved while it is still incomplete."""

    name = "gap_fill"
    order = 52
    block_class = GapFillBlock

    def find_fault(self, value: Mapping[str, Any]) -> str:
        try:
            require_gaps(read_gaps(value["text"]))
        except ValidationError as error:
            return error.messages[0]
        return ""

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {"gaps": len(read_gaps(value["text"]).gaps), **self.rules(value)}

    def words(self, value: Mapping[str, Any]) -> Words:
        found = read_gaps(value["text"])
        return {
            **super().words(value),
            "parts": found.parts,
            "accepted": self.typed_answers(value),
            "refused": split_lines(value["refused"]),
        }

    def typed_answers(self, value: Mapping[str, Any]) -> list[list[str]]:
        return [[answer for answer in accepted if answer] for accepted in read_gaps(value["text"]).gaps]

    def accepted_answers(self, words: Words) -> list[list[str]]:
        return words["accepted"]

    def fits(self, structure: Structure, other: Structure) -> bool:
        """What is accepted is part of the words; only there must be as many gaps."""
        return structure["gaps"] == other["gaps"]

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        gaps: dict[str, str] = {}
        for number in self.numbers(structure):
            text = clean_answer(data.get(f"{name}-{number}", "") or "")
            if len(text) > LONGEST_GAP:
                raise BadResponse("answer too long")
            if text:
                gaps[number] = text
        return {"gaps": gaps} if gaps else {}

    def numbers(self, structure: Structure) -> list[str]:
        """The names of the gaps in an answer."""
        return [str(number) for number in range(1, structure["gaps"] + 1)]

    def is_complete(self, structure: Structure, response: Response) -> bool:
        return bool(response) and set(response["gaps"]) == set(self.numbers(structure))

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(f"{name}-{number}", text) for number, text in response.get("gaps", {}).items()]

    def shares(self, structure: Structure, words: list[Words], response: Response) -> list[float]:
        """1 for each gap that is right, 0 for the others."""
        given = response.get("gaps", {})
        return [
            self.mark_place(structure, words, place, given.get(number, ""))
            for place, number in enumerate(self.numbers(structure))
        ]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return mark_parts(self.shares(structure, words, response))

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        right = [accepted[0] if accepted else FOREIGN_WORD for accepted in words["accepted"]]
        wrong = [FOREIGN_WORD] * len(right)
        texts = (right, [*right[:1], *wrong[1:]], wrong) if right else ()
        return [{"gaps": dict(zip(self.numbers(structure), filled, strict=True))} for filled in texts]

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        given = response.get("gaps", {})
        numbers = self.numbers(structure)
        gaps = [{"number": number, "text": given.get(number, "")} for number in numbers]
        return {
            "longest": LONGEST_GAP,
            "count": len(gaps),
            "pieces": [{"text": text, "gap": gap} for text, gap in zip(words["parts"], [*gaps, None], strict=True)],
        }

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return self.reveal_judged(structure, words, response, in_force=[words], seed=seed)

    def reveal_judged(
        self, structure: Structure, words: Words, response: Response, *, in_force: list[Words], seed: int
    ) -> dict[str, Any]:
        context = self.present(structure, words, response, seed=seed)
        shares = self.shares(structure, in_force, response)
        gaps = [piece["gap"] for piece in context["pieces"] if piece["gap"]]
        for gap, share, accepted in zip(gaps, shares, words["accepted"], strict=True):
            gap["is_right"] = share == 1
            gap["accepted"] = accepted
        return {**context, "gaps": gaps}


KIND = GapFill()
