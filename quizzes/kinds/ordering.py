from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from elearn.lib.arabic import western_digits
from quizzes.grading.marks import mark_order

from .base import BadResponse, FormData, Kind, QuestionBlock, Response, Structure, Words, options_with_ids, shuffled

LONGEST_PLACE = 3


class OrderingBlock(QuestionBlock):
    items = blocks.ListBlock(
        blocks.StructBlock([("text", blocks.CharBlock(label=_("Item"), max_length=300))]),
        label=_("Items, in the right order"),
        min_num=3,
        max_num=10,
        help_text=_("Learners see them shuffled."),
    )
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3, help_text=_("Why this order and no other."))

    class Meta:
        label = _("Ordering")
        icon = "order"
        description = _("Items to put in their right order; a part of the mark for a part of the order.")
        form_layout = ["stem", "media", "items", "explanation"]


class Ordering(Kind):
    """The answer holds a place, or none, for each item: it is saved while it is still incomplete."""

    name = "ordering"
    order = 40
    block_class = OrderingBlock
    has_help = True

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {"order": [key for key, _item in options_with_ids(value["items"])]}

    def words(self, value: Mapping[str, Any]) -> Words:
        return {**super().words(value), "items": {key: item["text"] for key, item in options_with_ids(value["items"])}}

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        places: dict[str, int] = {}
        for key in structure["order"]:
            typed = data.get(f"{name}-{key}", "") or ""
            if not typed:
                continue
            digits = western_digits(typed[: LONGEST_PLACE + 1])
            is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_PLACE
            if not is_number or not 1 <= int(digits) <= len(structure["order"]):
                raise BadResponse("a place outside the list")
            places[key] = int(digits)
        return {"places": places} if places else {}

    def is_complete(self, structure: Structure, response: Response) -> bool:
        places = response.get("places", {})
        return sorted(places.values()) == list(range(1, len(structure["order"]) + 1))

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(f"{name}-{key}", str(place)) for key, place in response.get("places", {}).items()]

    def given_order(self, response: Response) -> list[str]:
        places = response.get("places", {})
        return sorted(places, key=places.__getitem__)

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        right = structure["order"]
        if not right:
            return []
        orders = (right, [*right[:-2], *right[:-3:-1]], right[::-1])
        return [{"places": {key: place for place, key in enumerate(order, start=1)}} for order in orders]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        if not self.is_complete(structure, response):
            return 0.0
        return mark_order(structure["order"], self.given_order(response))

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        places = response.get("places", {})
        keys = self.start_order(structure, seed)
        if self.is_complete(structure, response):
            keys = self.given_order(response)
        return {
            "places": list(range(1, len(keys) + 1)),
            "items": [{"id": key, "text": words["items"][key], "place": places.get(key)} for key in keys],
        }

    def start_order(self, structure: Structure, seed: int) -> list[str]:
        """Shuffled, and never by chance the right order already."""
        keys = shuffled(structure["order"], seed)
        return keys if keys != structure["order"] else [*keys[1:], keys[0]]

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        context = self.present(structure, words, response, seed=seed)
        right_place = {key: index for index, key in enumerate(structure["order"], start=1)}
        for item in context["items"]:
            item["right_place"] = right_place[item["id"]]
            item["is_right"] = item["place"] == item["right_place"]
        context["right_order"] = [words["items"][key] for key in structure["order"]]
        return context


KIND = Ordering()
