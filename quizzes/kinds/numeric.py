from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.grading.numbers import is_near, read_number, write_number

from .base import FormData, Kind, QuestionBlock, Response, Structure, Words, clean_answer, options_with_ids

ZERO = Decimal(0)
LONGEST_IN_FORM = 30


class NumberBlock(blocks.RegexBlock):
    """A number in any digits, kept as written. Not a CharBlock, so that it is never offered for translation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            regex=rf"^\s*\S.{{0,{LONGEST_IN_FORM}}}$",
            error_messages={"invalid": _("Write a number, such as 12 or 2.5.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if result and read_number(result) is None:
            raise ValidationError(_("Write a number, such as 12 or 2.5."))
        return result


class TrapBlock(blocks.StructBlock):
    value = NumberBlock(label=_("Wrong result"))
    explanation = blocks.TextBlock(label=_("Explanation"), rows=2, help_text=_("How one comes to it, and what is wrong with it."))

    class Meta:
        icon = "warning"
        label = _("Typical wrong result")


class NumericBlock(QuestionBlock):
    answer = NumberBlock(label=_("Right number"))
    tolerance = NumberBlock(
        label=_("Tolerance"), default="0", required=False, help_text=_("How far off is still right; 0 for the exact number only.")
    )
    is_percent_tolerance = blocks.BooleanBlock(label=_("The tolerance is in percent of the right number"), required=False)
    unit = blocks.CharBlock(
        label=_("Unit"),
        max_length=40,
        required=False,
        help_text=_("Shown beside the box. Whoever types it behind the number may."),
    )
    traps = blocks.ListBlock(
        TrapBlock(),
        label=_("Typical wrong results"),
        default=[],
        max_num=8,
        help_text=_("Whoever comes to one of them reads its explanation."),
    )
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3, help_text=_("How one comes to the right number."))

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        tolerance = read_number(result["tolerance"] or "0")
        if tolerance is None or tolerance < 0:
            raise StructBlockValidationError({"tolerance": ValidationError(_("A tolerance is not below 0."))})
        structure = KIND.structure(result)
        if any(judge(structure, read_number(trap["value"])) for trap in structure["traps"]):
            raise StructBlockValidationError(
                {"traps": ValidationError(_("One of the wrong results would be accepted as right."))}
            )
        return result

    class Meta:
        label = _("Number")
        icon = "decimal"
        description = _("A number to work out, in any digits, within a tolerance.")
        form_layout = ["stem", "media", "answer", "tolerance", "is_percent_tolerance", "unit", "traps", "explanation"]


def normalised(written: str | None) -> str:
    """One spelling of the number in an editor's field, empty if there is none: another way of writing it makes no new version."""
    number = read_number(written or "")
    return "" if number is None else write_number(number)


def judge(structure: Structure, given: Decimal | None, wanted: str | None = None) -> bool:
    """Whether a number is as near to the right one, or to ``wanted``, as the question asks for."""
    target = read_number(structure["answer"] if wanted is None else wanted)
    if given is None or target is None:
        return False
    tolerance = read_number(structure["tolerance"]) or ZERO
    return is_near(given, target, tolerance, is_percent=structure["is_percent_tolerance"])


class Numeric(Kind):
    """What is no number is kept as it was typed and earns nothing; the review says that it was not read as one.

    The unit may be typed in any language in force, so marking reads the words.
    """

    name = "numeric"
    order = 55
    block_class = NumericBlock
    is_marked_by_words = True

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {
            "answer": normalised(value["answer"]),
            "tolerance": normalised(value["tolerance"]) or "0",
            "is_percent_tolerance": bool(value["is_percent_tolerance"]),
            "traps": [{"id": key, "value": normalised(trap["value"])} for key, trap in options_with_ids(value["traps"])],
        }

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "unit": value["unit"] or "",
            "traps": {key: trap["explanation"] for key, trap in options_with_ids(value["traps"])},
        }

    def takes_answers_to(self, structure: Structure, other: Structure) -> bool:
        """Always: an answer is a number, whichever mistakes are explained."""
        return True

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        text = clean_answer(data.get(name, "") or "")
        return {"text": text} if text else {}

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, response["text"])] if response else []

    def read(self, response: Response, words: Iterable[Words]) -> Decimal | None:
        """The number that was typed, with a unit of any of these languages behind it or without."""
        return read_number(response.get("text", ""), [language["unit"] for language in words])

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return 1.0 if judge(structure, self.read(response, words)) else 0.0

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        answer = read_number(structure["answer"])
        if answer is None:
            return []
        # Twice the number and one more is outside any tolerance below 100 %; a larger one leaves no wrong number near by.
        traps = [trap["value"] for trap in structure["traps"] if trap["value"]]
        tolerance = read_number(structure["tolerance"]) or ZERO
        outside = write_number(abs(answer) * 2 + tolerance + abs(answer) * tolerance + 1)
        return [{"text": text} for text in (structure["answer"], *traps, outside)]

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"text": response.get("text", ""), "unit": words["unit"]}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return self.reveal_judged(structure, words, response, in_force=[words], seed=seed)

    def reveal_judged(
        self, structure: Structure, words: Words, response: Response, *, in_force: list[Words], seed: int
    ) -> dict[str, Any]:
        """``trap``: the explanation of the wrong result that was given, if it is a typical one."""
        given = self.read(response, in_force)
        is_right = judge(structure, given)
        traps = [trap["id"] for trap in structure["traps"] if not is_right and judge(structure, given, trap["value"])]
        return {
            **self.present(structure, words, response, seed=seed),
            "is_number": given is not None,
            "accepted": read_number(structure["answer"]),
            "tolerance": read_number(structure["tolerance"]) or "",
            "is_percent_tolerance": structure["is_percent_tolerance"],
            "trap": words["traps"].get(traps[0], "") if traps else "",
        }


KIND = Numeric()
