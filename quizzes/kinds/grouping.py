"""What the kinds share that put items into groups: matching and categorising. No kind of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from elearn.lib.arabic import fold
from quizzes.grading.marks import mark_places

from .base import BadResponse, Choice, FormData, Kind, QuestionBlock, Response, Structure, Words, options_with_ids, shuffled

FEWEST_GROUPS = 2
FEWEST_ITEMS = 2
MOST_GROUPS = 10
MOST_ITEMS = 12


class GroupItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Item"), max_length=300)
    explanation = blocks.TextBlock(label=_("Explanation"), rows=2, required=False, help_text=_("Why it belongs there."))

    class Meta:
        icon = "list-ul"
        label = _("Item")


def group_block(label: Any, items_label: Any) -> blocks.StructBlock:
    """One group with its items; a group may have none."""
    return blocks.StructBlock(
        [
            ("label", blocks.CharBlock(label=label, max_length=200)),
            ("items", blocks.ListBlock(GroupItemBlock(), label=items_label, default=[{"text": "", "explanation": ""}])),
        ],
        icon="folder-open-inverse",
        label=label,
    )


class GroupingBlock(QuestionBlock):
    """``groups``: each with the items that belong to it. Kinds say what a group and an item are called."""

    explanation = blocks.TextBlock(label=_("Explanation"), rows=3, help_text=_("The rule by which they belong together."))

    def clean(self, value: Mapping[str, Any]) -> Any:
        result = super().clean(value)
        if not self.is_deferred_validation:
            require_groups(result["groups"])
        return result


def require_groups(groups: Iterable[Mapping[str, Any]]) -> None:
    """Raises ValidationError, in the words of the editor form, unless each item belongs to one group that can be told from the others."""
    labels = [fold(group["label"]) for group in groups]
    texts = [fold(item["text"]) for group in groups for item in group["items"]]
    if len(texts) < FEWEST_ITEMS:
        raise ValidationError(_("Write at least two items."))
    if len(texts) > MOST_ITEMS:
        raise ValidationError(_("More than twelve items are too many for one question."))
    if len(set(labels)) < len(labels):
        raise ValidationError(_("Two groups have the same name."))
    if len(set(texts)) < len(texts):
        raise ValidationError(_("An item stands there twice: where it belongs could not be told."))


class GroupingKind(Kind):
    """The answer holds a group, or none, for each item: it is saved while it is still incomplete.

    Items and groups have ids of their own, so that nothing in a page tells which belongs to which.
    """

    has_help = True
    shuffles_groups = False

    def structure(self, value: Mapping[str, Any]) -> Structure:
        groups = options_with_ids(value["groups"])
        return {
            "groups": [{"id": key} for key, _group in groups],
            "right": {item: key for key, group in groups for item, _item in options_with_ids(group["items"])},
        }

    def words(self, value: Mapping[str, Any]) -> Words:
        groups = options_with_ids(value["groups"])
        return {
            **super().words(value),
            "groups": {key: group["label"] for key, group in groups},
            "items": {
                key: {"text": item["text"], "explanation": item["explanation"] or ""}
                for _key, group in groups
                for key, item in options_with_ids(group["items"])
            },
        }

    def fits(self, structure: Structure, other: Structure) -> bool:
        return structure["right"] == other["right"] and set(self.group_ids(structure)) == set(self.group_ids(other))

    def group_ids(self, structure: Structure) -> list[str]:
        return [group["id"] for group in structure["groups"]]

    def item_ids(self, structure: Structure) -> list[str]:
        """In an order that does not depend on how a database keeps the keys of an object."""
        return sorted(structure["right"])

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        groups = set(self.group_ids(structure))
        places = {item: group for item in self.item_ids(structure) if (group := data.get(f"{name}-{item}"))}
        if not set(places.values()) <= groups:
            raise BadResponse("unknown group")
        return {"places": places} if places else {}

    def is_complete(self, structure: Structure, response: Response) -> bool:
        return bool(response) and set(response["places"]) == set(structure["right"])

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(f"{name}-{item}", group) for item, group in response.get("places", {}).items()]

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return mark_places(structure["right"], response.get("places", {}))

    def list_choices(self, structure: Structure, words: Words) -> list[Choice]:
        """Every pair of an item and a group."""
        choices = [
            Choice(
                f"{item}:{group}", f"{words['items'][item]['text']} ← {words['groups'][group]}", structure["right"][item] == group
            )
            for item in self.item_ids(structure)
            for group in self.group_ids(structure)
        ]
        return sorted(choices, key=lambda choice: not choice.is_right)

    def chosen_keys(self, structure: Structure, response: Response) -> list[str]:
        return [f"{item}:{group}" for item, group in response.get("places", {}).items()]

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        """Everything in its group; one item astray; everything astray."""
        right, groups = structure["right"], self.group_ids(structure)
        if not right:
            return []
        astray = {item: next((other for other in groups if other != group), group) for item, group in right.items()}
        first = self.item_ids(structure)[0]
        return [{"places": right}, {"places": {**right, first: astray[first]}}, {"places": astray}]

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        places = response.get("places", {})
        groups = self.group_ids(structure)
        if self.shuffles_groups:
            # From another seed than the items: two lists of one length would be shuffled alike.
            groups = shuffled(sorted(groups), seed + len(groups) + 1)
        return {
            "groups": [{"id": group, "label": words["groups"][group]} for group in groups],
            "items": [
                {"id": item, "text": words["items"][item]["text"], "place": places.get(item)}
                for item in shuffled(self.item_ids(structure), seed)
            ],
        }

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        context = self.present(structure, words, response, seed=seed)
        for item in context["items"]:
            group = structure["right"][item["id"]]
            item["is_right"] = item["place"] == group
            item["right_label"] = words["groups"][group]
            item["given_label"] = words["groups"].get(item["place"], "")
            item["explanation"] = words["items"][item["id"]]["explanation"]
        return context
