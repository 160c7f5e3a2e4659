"""What a kind of question provides, and the pieces that most kinds share."""

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from elearn.lib.arabic import clean_text, fold
from quizzes.grading.marks import name_outcome

from .media import NO_MEDIA, MediaBlock, alt_text, has_picture, media_words

type Structure = dict[str, Any]
type Words = dict[str, Any]
type Response = dict[str, Any]
type FormData = QueryDict

LONGEST_ANSWER = 500
BLOCK_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadResponse(Exception):
    """An answer that no form of ours can send: an unknown option, a repeated place, a text too long."""


class QuestionBlock(blocks.StructBlock):
    """The fields every kind has. A kind adds its own between stem and explanation."""

    stem = blocks.TextBlock(label=_("Question"), rows=3, help_text=_("At most 35 words; one question only."))
    explanation = blocks.TextBlock(
        label=_("The idea behind the question"),
        rows=3,
        required=False,
        help_text=_("Shown with the result, whatever was answered."),
    )
    media = MediaBlock(required=False)

    class Meta:
        icon = "help"


class OptionBlock(blocks.StructBlock):
    """An option is never without its explanation: right or wrong alone teaches nearly nothing."""

    text = blocks.CharBlock(label=_("Option"), max_length=300, required=False, help_text=_("May stay empty beside an image."))
    is_correct = blocks.BooleanBlock(label=_("Right answer"), required=False)
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=2, help_text=_("Why it is right; or why it tempts and why it is wrong.")
    )
    media = MediaBlock(required=False)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        text = result["text"].strip()
        if not text and not has_picture(result):
            raise StructBlockValidationError({"text": ValidationError(_("Write the option, or choose an image with its text."))})
        if text and fold(text) == fold(alt_text(result)):
            raise StructBlockValidationError(
                {"media": ValidationError(_("The image’s text repeats the option: whoever hears it hears it twice."))}
            )
        return result

    class Meta:
        icon = "list-ul"


def empty_options(count: int) -> list[dict[str, Any]]:
    """What a new question begins with. Every part is named: the editor would otherwise show the missing ones as "undefined"."""
    return [{"text": "", "is_correct": False, "explanation": "", "media": NO_MEDIA} for _number in range(count)]


def options_with_ids(value: Any) -> list[tuple[str, Any]]:
    """(id, value) of each child of a ListBlock. The ids are the same in every language."""
    return [(str(child.id), child.value) for child in value.bound_blocks]


def shuffled[T](items: list[T], seed: int) -> list[T]:
    """A copy in an order that ``seed`` fixes."""
    order = list(items)
    random.Random(seed).shuffle(order)  # noqa: S311 - an order to read in, not a secret
    return order


def require_options(options: list, *, fewest_right: int, most_right: int | None) -> None:
    """Raises ValidationError, in the words of the editor form, unless the number of right options fits."""
    right = sum(bool(option["is_correct"]) for option in options)
    if right < fewest_right:
        raise ValidationError(_("Mark the right answer."))
    if most_right is not None and right > most_right:
        raise ValidationError(_("Only one option can be the right answer here."))


def part_ids(value: object) -> set[str]:
    """The ids of blocks anywhere in a structure: its options, items, groups."""
    if isinstance(value, Mapping):
        return {key for entry in value.items() for part in entry for key in part_ids(part)}
    if isinstance(value, list):
        return {key for part in value for key in part_ids(part)}
    return {value} if isinstance(value, str) and BLOCK_ID.fullmatch(value) else set()


def refuse_telling_picture(value: Mapping[str, Any]) -> None:
    """Raises ValidationError if the text of the question's picture is one of its options: it would answer the question."""
    alt = fold(alt_text(value))
    if alt and any(alt == fold(option["text"]) for option in value["options"]):
        raise StructBlockValidationError({"media": ValidationError(_("The image’s text says one of the options."))})


def option_label(option: Mapping[str, Any]) -> str:
    """The words of an option: its text, or the text of its picture."""
    return option["text"] or option.get("media", {}).get("image", {}).get("alt", "")


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. ``key`` is unique in the question, ``text`` in the language of the words given."""

    key: str
    text: str
    is_right: bool


class Kind(ABC):
    """One kind of question. Without state: everything it needs comes as arguments.

    ``structure`` and ``words`` are what a version freezes: the first is judged and equal in every language, the second is shown. A
    ``response`` is the cleaned answer, stored as JSON.
    """

    name: ClassVar[str]
    order: ClassVar[int] = 100
    block_class: ClassVar[type[QuestionBlock]]
    is_marked_by_words: ClassVar[bool] = False
    """Whether ``mark`` reads ``words``; the others are judged without fetching them. Asked through ``needs_words``."""

    can_hold_typed_answers: ClassVar[bool] = False
    """Whether ``typed_answers`` ever finds any."""

    has_help: ClassVar[bool] = False
    """Whether the template explains how to answer, in an element whose id is the question's name and ``-help``."""

    @property
    def label(self) -> str:
        return str(self.block_class._meta_class.label)  # type: ignore[attr-defined]

    @property
    def template(self) -> str:
        """Shows what ``present`` returns, inside a fieldset whose legend is the stem."""
        return f"quizzes/kinds/{self.name}.html"

    @property
    def review_template(self) -> str:
        """Shows what ``reveal`` returns."""
        return f"quizzes/kinds/{self.name}_review.html"

    def needs_words(self, structure: Structure) -> bool:
        """Whether marking an answer to this question reads its words."""
        return self.is_marked_by_words

    def is_scored(self, structure: Structure) -> bool:
        """Whether it earns a point at all; what is only thought about does not, and neither ``mark`` nor a person is asked."""
        return True

    def needs_person(self, structure: Structure) -> bool:
        """Whether a person judges the answer. ``mark`` is then never called: the share comes from ``quizzes.grading.Basis``."""
        return False

    def list_choices(self, structure: Structure, words: Words) -> list[Choice]:
        """What can be chosen, for counting how often it is; empty where answers are free. Options and the like, right ones first."""
        return []

    def chosen_keys(self, structure: Structure, response: Response) -> list[str]:
        """Keys of the choices, as ``list_choices`` names them, that an answer holds; each once, none for an empty answer."""
        return []

    def sample_answer(self, structure: Structure, words: Words, outcome: str) -> Response | None:
        """A whole answer that would be ``unanswered``, ``wrong``, ``partly`` or ``right``, for previews; None where there is none.

        What nobody judges at once knows only ``unanswered`` and ``answered``.
        """
        if outcome == "unanswered":
            return {}
        answers = self.sample_answers(structure, words)
        if not self.is_scored(structure) or self.needs_person(structure):
            return next(iter(answers), None) if outcome == "answered" else None
        return next((answer for answer in answers if name_outcome(self.mark(structure, [words], answer)) == outcome), None)

    def sample_answers(self, structure: Structure, words: Words) -> Iterable[Response]:
        """Whole answers of every outcome there is, in any order: ``sample_answer`` marks them and takes the first that fits."""
        return []

    def typed_answers(self, value: Mapping[str, Any]) -> list[list[str]]:
        """What the editor's block accepts where answers are typed, a list for each place to type in; empty where none are. No query."""
        return []

    def accepted_answers(self, words: Words) -> list[list[str]]:
        """The same from the words of one language."""
        return []

    def guard_words(self, structure: Structure, words: Words, read_known: Callable[[], Iterable[str]]) -> Words:
        """What publishing freezes of ``words``. ``read_known()`` → words that mean something elsewhere; asking costs queries."""
        return words

    @abstractmethod
    def structure(self, value: Mapping[str, Any]) -> Structure:
        """What is judged, from the editor's block. Holds ids and flags, no words that are shown."""

    def words(self, value: Mapping[str, Any]) -> Words:
        """What is shown: ``stem``, ``explanation``, ``media`` if there is any, and whatever the kind's template needs, by option id."""
        return {"stem": value["stem"] or "", "explanation": value["explanation"] or "", **media_words(value)}

    def fits(self, structure: Structure, other: Structure) -> bool:
        """Whether words written for ``other`` may stand beside ``structure``: the same parts, and the same of them right.

        A translation made before the right answer was corrected explains the wrong one, so it does not fit.
        """
        return structure == other

    def takes_answers_to(self, structure: Structure, other: Structure) -> bool:
        """Whether an answer given to ``other`` can be judged by ``structure``: the same parts, whichever of them are right."""
        return part_ids(structure) == part_ids(other)

    @abstractmethod
    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        """The answer in a sent form whose fields begin with ``name``; ``{}`` if nothing was answered. Raises BadResponse."""

    @abstractmethod
    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        """The share of the point, between 0 and 1. ``words`` are those of every language in force."""

    @abstractmethod
    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        """Template context of the unanswered or answered question. Holds nothing that tells right from wrong."""

    @abstractmethod
    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        """Template context of the judged question: the same, with what was right and why."""

    def reveal_judged(
        self, structure: Structure, words: Words, response: Response, *, in_force: list[Words], seed: int
    ) -> dict[str, Any]:
        """What reviews call: ``reveal``, for kinds that judge their parts again to explain them, as ``mark`` does by the words of every
        language ``in_force``."""
        return self.reveal(structure, words, response, seed=seed)

    def is_complete(self, structure: Structure, response: Response) -> bool:
        """Whether the answer is whole; an ordering half done is saved, but asked about before submission."""
        return bool(response)

    def form_fields(self, structure: Structure, response: Response, name: str) -> list[tuple[str, str]]:
        """The form fields that ``parse`` would read this answer from. What pages ask."""
        return self.as_fields(response, name)

    @abstractmethod
    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        """``form_fields`` for the kinds whose answers say it all without the structure."""


class OptionsKind(Kind):
    """Shared by the kinds that offer a list of options."""

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {
            "options": [{"id": key, "correct": bool(option["is_correct"])} for key, option in options_with_ids(value["options"])]
        }

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "options": {
                key: {"text": option["text"], "explanation": option["explanation"], **media_words(option)}
                for key, option in options_with_ids(value["options"])
            },
        }

    def fits(self, structure: Structure, other: Structure) -> bool:
        def flags(options: Structure) -> dict[str, bool]:
            return {option["id"]: option["correct"] for option in options["options"]}

        return flags(structure) == flags(other)

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, key) for key in self.chosen_ids(response)]

    def right_ids(self, structure: Structure) -> list[str]:
        return [option["id"] for option in structure["options"] if option["correct"]]

    @abstractmethod
    def chosen_ids(self, response: Response) -> list[str]:
        """Ids of the options that an answer holds."""

    def list_choices(self, structure: Structure, words: Words) -> list[Choice]:
        choices = [
            Choice(option["id"], option_label(words["options"][option["id"]]), option["correct"])
            for option in structure["options"]
        ]
        return sorted(choices, key=lambda choice: not choice.is_right)

    def chosen_keys(self, structure: Structure, response: Response) -> list[str]:
        return self.chosen_ids(response)

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        chosen = set(self.chosen_ids(response))
        options = [
            {
                "id": option["id"],
                "text": words["options"][option["id"]]["text"],
                "media": words["options"][option["id"]].get("media", {}),
                "is_chosen": option["id"] in chosen,
            }
            for option in shuffled(structure["options"], seed)
        ]
        return {"options": options}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        right = set(self.right_ids(structure))
        context = self.present(structure, words, response, seed=seed)
        for option in context["options"]:
            option["is_right"] = option["id"] in right
            option["explanation"] = words["options"][option["id"]]["explanation"]
        return context


def clean_answer(text: str) -> str:
    """A typed answer, cleaned. Raises BadResponse if it is longer than any answer can be."""
    if len(text) > LONGEST_ANSWER * 4:
        raise BadResponse("answer too long")
    cleaned = clean_text(text)
    if len(cleaned) > LONGEST_ANSWER:
        raise BadResponse("answer too long")
    return cleaned
