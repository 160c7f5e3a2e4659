from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from quizzes.grading.marks import mark_parts, name_outcome

from . import get_kind, get_kinds
from .base import Choice, FormData, Kind, QuestionBlock, Response, Structure, Words

NAME = "scenario"
FEWEST_PARTS = 2
MOST_PARTS = 6


class ScenarioBlock(QuestionBlock):
    """Its parts are blocks of every other kind, so they are made when the kinds are known."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        others = [(kind.name, kind.block_class()) for kind in get_kinds().values() if kind.name != NAME]
        parts = blocks.StreamBlock(
            others,
            label=_("Questions about the case"),
            min_num=FEWEST_PARTS,
            max_num=MOST_PARTS,
            help_text=_("Each earns an equal part of the point. A reflection in a case is never graded."),
        )
        super().__init__([("parts", parts), *(local_blocks or [])], **kwargs)

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            for child in result["parts"]:
                kind = get_kind(child.block_type)
                if kind.needs_person(kind.structure(child.value)):
                    # One person's mark would have to stand for the whole case.
                    error = ValidationError(_("A question that a person marks stands alone, not in a case."))
                    raise StructBlockValidationError({"parts": error})
        return result

    class Meta:
        label = _("Case with several questions")
        icon = "snippet"
        description = _("One situation to read, and two to six questions about it.")
        form_layout = ["stem", "media", "parts", "explanation"]


def parts_with_ids(value: Any) -> list[tuple[str, Kind, Mapping[str, Any]]]:
    """(id, kind, value) of each part. The ids are the same in every language; a part never saved is known by its place."""
    return [(str(child.id or place), get_kind(child.block_type), child.value) for place, child in enumerate(value or [], start=1)]


def name_of_part(name: str, part_id: str) -> str:
    """What the names of a part's fields begin with."""
    return f"{name}-{part_id}"


class Scenario(Kind):
    """Asks each part's kind; the mark is the mean of the parts that are scored."""

    name = NAME
    order = 80
    block_class = ScenarioBlock

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {
            "parts": [
                {"id": key, "kind": kind.name, "structure": kind.structure(part)}
                for key, kind, part in parts_with_ids(value["parts"])
            ]
        }

    def words(self, value: Mapping[str, Any]) -> Words:
        return {
            **super().words(value),
            "parts": {key: kind.words(part) for key, kind, part in parts_with_ids(value["parts"])},
        }

    def parts_of(self, structure: Structure) -> Iterator[tuple[str, Kind, Structure]]:
        """(id, kind, structure) of each part, in order."""
        return ((part["id"], get_kind(part["kind"]), part["structure"]) for part in structure["parts"])

    def scored_parts(self, structure: Structure) -> list[tuple[str, Kind, Structure]]:
        return [
            (key, kind, part)
            for key, kind, part in self.parts_of(structure)
            if kind.is_scored(part) and not kind.needs_person(part)
        ]

    def is_scored(self, structure: Structure) -> bool:
        return bool(self.scored_parts(structure))

    def needs_words(self, structure: Structure) -> bool:
        return any(kind.needs_words(part) for _key, kind, part in self.parts_of(structure))

    def fits(self, structure: Structure, other: Structure) -> bool:
        others = {key: (kind, part) for key, kind, part in self.parts_of(other)}
        own = list(self.parts_of(structure))
        return len(own) == len(others) and all(
            key in others and others[key][0] is kind and kind.fits(part, others[key][1]) for key, kind, part in own
        )

    def response_of(self, response: Response, part_id: str) -> Response:
        return response.get("parts", {}).get(part_id, {})

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        parts = {key: kind.parse(part, data, name_of_part(name, key)) for key, kind, part in self.parts_of(structure)}
        answered = {key: response for key, response in parts.items() if response}
        return {"parts": answered} if answered else {}

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        raise TypeError("the answer to a case does not say of which kinds its parts are: ask form_fields")

    def form_fields(self, structure: Structure, response: Response, name: str) -> list[tuple[str, str]]:
        return [
            field
            for key, kind, part in self.parts_of(structure)
            for field in kind.form_fields(part, self.response_of(response, key), name_of_part(name, key))
        ]

    def is_complete(self, structure: Structure, response: Response) -> bool:
        return bool(response) and all(
            kind.is_complete(part, self.response_of(response, key)) for key, kind, part in self.parts_of(structure)
        )

    def mark_part(self, part: tuple[str, Kind, Structure], words: list[Words], response: Response) -> float:
        """What one part earns; a part without an answer earns nothing."""
        key, kind, structure = part
        given = self.response_of(response, key)
        in_force = [language["parts"][key] for language in words if key in language["parts"]]
        return kind.mark(structure, in_force, given) if given else 0.0

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return mark_parts([self.mark_part(part, words, response) for part in self.scored_parts(structure)])

    def list_choices(self, structure: Structure, words: Words) -> list[Choice]:
        choices = [
            Choice(f"{key}:{choice.key}", f"{place}. {choice.text}", choice.is_right)
            for place, (key, kind, part) in enumerate(self.parts_of(structure), start=1)
            for choice in kind.list_choices(part, words["parts"][key])
        ]
        return sorted(choices, key=lambda choice: not choice.is_right)

    def chosen_keys(self, structure: Structure, response: Response) -> list[str]:
        return [
            f"{key}:{chosen}"
            for key, kind, part in self.parts_of(structure)
            for chosen in kind.chosen_keys(part, self.response_of(response, key))
        ]

    def sample_answers(self, structure: Structure, words: Words) -> Iterable[Response]:
        """Every part right, every part wrong, every part partly right, the first right and the others wrong."""
        parts = list(self.parts_of(structure))
        plans = [[outcome] * len(parts) for outcome in ("right", "wrong", "partly")]
        plans.append(["right", *["wrong"] * (len(parts) - 1)])
        for plan in plans:
            given = {
                key: sample_of_part(kind, part, words["parts"][key], outcome)
                for (key, kind, part), outcome in zip(parts, plan, strict=True)
            }
            if all(given.values()):
                yield {"parts": given}

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {
            "parts": [
                {
                    **describe_part(key, kind, words["parts"][key], place),
                    "template": kind.template,
                    "has_help": kind.has_help,
                    "parts": kind.present(part, words["parts"][key], self.response_of(response, key), seed=seed + place),
                }
                for place, (key, kind, part) in enumerate(self.parts_of(structure), start=1)
            ]
        }

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return self.reveal_judged(structure, words, response, in_force=[words], seed=seed)

    def reveal_judged(
        self, structure: Structure, words: Words, response: Response, *, in_force: list[Words], seed: int
    ) -> dict[str, Any]:
        """Each part with its ``outcome``, as ``quizzes.frozen.ReviewedQuestion`` names them."""
        scored = {key for key, _kind, _part in self.scored_parts(structure)}
        shown = []
        for place, (key, kind, part) in enumerate(self.parts_of(structure), start=1):
            given = self.response_of(response, key)
            share = self.mark_part((key, kind, part), in_force, response) if key in scored else None
            parts_in_force = [language["parts"][key] for language in in_force if key in language["parts"]]
            shown.append(
                {
                    **describe_part(key, kind, words["parts"][key], place),
                    "template": kind.review_template,
                    "parts": kind.reveal_judged(part, words["parts"][key], given, in_force=parts_in_force, seed=seed + place),
                    "explanation": words["parts"][key]["explanation"],
                    "is_answered": bool(given),
                    "share": share,
                    "outcome": "unanswered" if not given else "noted" if share is None else name_outcome(share),
                }
            )
        return {"parts": shown}


def describe_part(part_id: str, kind: Kind, words: Words, place: int) -> dict[str, Any]:
    return {"id": part_id, "kind": kind.name, "number": place, "stem": words["stem"], "media": words.get("media", {})}


def sample_of_part(kind: Kind, structure: Structure, words: Words, outcome: str) -> Response | None:
    """An answer with this outcome; any answer to what is not scored."""
    if kind.is_scored(structure):
        return kind.sample_answer(structure, words, outcome)
    return next(iter(kind.sample_answers(structure, words)), None)


KIND = Scenario()
