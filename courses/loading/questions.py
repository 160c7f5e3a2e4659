"""From a question of the bundled course to the raw body that the CMS stores: one method a kind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quizzes.grading.numbers import read_number

from .build import identity
from .files import ContentError, QuestionText

FEWEST_PARTS, MOST_PARTS = 2, 6


def question_body(question: QuestionText, language: str) -> list[dict[str, Any]]:
    """The raw body of a question in one language. Raises ContentError."""
    return [raw_question(question, language)]


def is_between(value: Any, least: int, most: int) -> bool:
    """Whether it is a whole number within these bounds, themselves included."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def raw_question(question: QuestionText, language: str) -> dict[str, Any]:
    value = QuestionBuilder(question, language).value()
    return {"type": question.data["kind"], "id": str(identity(question.path, "body")), "value": value}


class QuestionBuilder:
    def __init__(self, question: QuestionText, language: str) -> None:
        self.question, self.language, self.data = question, language, question.data
        self.makers: dict[str, Callable[[], dict[str, Any]]] = {
            name.removeprefix("value_of_"): getattr(self, name) for name in dir(self) if name.startswith("value_of_")
        }

    def words(self, value: Any, name: str, *, is_needed: bool = True) -> str:
        if value is None and not is_needed:
            return ""
        if not isinstance(value, dict) or not value.get(self.language):
            raise self.problem(f"expected `{name}:` with `ar:` and `en:`")
        return str(value[self.language]).strip()

    def problem(self, expected: str) -> ContentError:
        return ContentError(self.question.file, self.question.line, f"question `{self.data['key']}`: {expected}")

    def value(self) -> dict[str, Any]:
        kind = self.data.get("kind")
        make = self.makers.get(kind) if isinstance(kind, str) else None
        if make is None:
            raise self.problem(f"expected `kind:` one of {', '.join(self.makers)}")
        return {
            "stem": self.words(self.data.get("stem"), "stem"),
            "explanation": self.words(self.data.get("explanation"), "explanation", is_needed=kind in EXPLAINED_AS_A_WHOLE),
            **make(),
        }

    def entries(self, value: Any, name: str, *, fewest: int = 0) -> list[dict[str, Any]]:
        """A list of entries, each with a key of its own."""
        entries = value or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("key") for entry in entries):
            raise self.problem(f"expected `{name}:` with entries, each with a `key:`")
        if len({str(entry["key"]) for entry in entries}) < len(entries):
            raise self.problem(f"expected each `key:` in `{name}:` once")
        if len(entries) < fewest:
            raise self.problem(f"expected `{name}:` with {fewest} entries or more")
        return entries

    def child(self, value: dict[str, Any], *path: object) -> dict[str, Any]:
        return {"type": "item", "id": str(identity(self.question.path, *map(str, path))), "value": value}

    def lines(self, name: str) -> str:
        return "\n".join((self.data.get(name) or {}).get(self.language) or [])

    def number(self, value: Any, name: str, *, is_needed: bool = True) -> str:
        """A number as the form of the kind takes it."""
        if value is None and not is_needed:
            return "0"
        if isinstance(value, bool) or read_number(str(value)) is None:
            raise self.problem(f"expected a number in `{name}:`")
        return str(value)

    def options(self) -> list[dict[str, Any]]:
        options = self.data.get("options") or []
        right = sum(bool(option.get("correct")) for option in options)
        if len(options) < 2 or not right or (self.data["kind"] == "single_choice" and right != 1):
            raise self.problem("expected options with `correct: true` on the right one (exactly one for single_choice)")
        return [
            {
                "type": "item",
                "id": str(identity(self.question.path, str(option.get("key", "")))),
                "value": {
                    "text": self.words(option.get("text"), "text"),
                    "is_correct": bool(option.get("correct")),
                    "explanation": self.words(option.get("explanation"), "explanation"),
                },
            }
            for option in options
        ]

    def value_of_single_choice(self) -> dict[str, Any]:
        return {"options": self.options()}

    def value_of_multiple_choice(self) -> dict[str, Any]:
        return {"options": self.options()}

    def value_of_true_false(self) -> dict[str, Any]:
        if not isinstance(self.data.get("answer"), bool):
            raise self.problem("expected `answer: true` or `answer: false`")
        return {
            "answer": "true" if self.data["answer"] else "false",
            "if_true": self.words(self.data.get("if_true"), "if_true"),
            "if_false": self.words(self.data.get("if_false"), "if_false"),
        }

    def value_of_ordering(self) -> dict[str, Any]:
        items = self.data.get("items") or []
        if len(items) < 3:
            raise self.problem("expected three `items:` or more, in the right order")
        return {
            "items": [
                {
                    "type": "item",
                    "id": str(identity(self.question.path, str(item.get("key", "")))),
                    "value": {"text": self.words(item.get("text"), "text")},
                }
                for item in items
            ]
        }

    def value_of_short_text(self) -> dict[str, Any]:
        if not self.lines("accepted"):
            raise self.problem("expected `accepted:` with a list for each language")
        return {"accepted": self.lines("accepted"), "refused": self.lines("not_accepted"), "accepts_slips": False}

    def value_of_gap_fill(self) -> dict[str, Any]:
        text = self.words(self.data.get("text"), "text")
        if "[[" not in text:
            raise self.problem("expected `text:` with gaps, each written as [[accepted|accepted too]]")
        rules = {"strictness": str(self.data["strictness"])} if "strictness" in self.data else {}
        return {
            "text": text,
            "refused": self.lines("not_accepted"),
            "accepts_slips": bool(self.data.get("accepts_slips")),
            **rules,
        }

    def value_of_numeric(self) -> dict[str, Any]:
        tolerance = str(self.data.get("tolerance", "0")).strip()
        traps = self.entries(self.data.get("traps"), "traps")
        return {
            "answer": self.number(self.data.get("answer"), "answer"),
            "tolerance": self.number(tolerance.removesuffix("%"), "tolerance"),
            "is_percent_tolerance": tolerance.endswith("%"),
            "unit": self.words(self.data.get("unit"), "unit", is_needed=False),
            "traps": [
                self.child(
                    {
                        "value": self.number(trap.get("value"), "value"),
                        "explanation": self.words(trap.get("explanation"), "explanation"),
                    },
                    trap["key"],
                )
                for trap in traps
            ],
        }

    def value_of_matching(self) -> dict[str, Any]:
        return {"groups": self.groups()}

    def value_of_categorise(self) -> dict[str, Any]:
        return {"groups": self.groups()}

    def groups(self) -> list[dict[str, Any]]:
        groups = self.entries(self.data.get("groups"), "groups", fewest=2)
        items = [item for group in groups for item in self.entries(group.get("items"), "items")]
        self.entries([*groups, *items], "groups")
        if len(items) < 2:
            raise self.problem("expected two `items:` or more in the groups together")
        return [
            self.child(
                {
                    "label": self.words(group.get("label"), "label"),
                    "items": [self.child(self.group_item(item), item["key"]) for item in group.get("items") or []],
                },
                group["key"],
            )
            for group in groups
        ]

    def group_item(self, item: dict[str, Any]) -> dict[str, Any]:
        return {
            "text": self.words(item.get("text"), "text"),
            "explanation": self.words(item.get("explanation"), "explanation", is_needed=False),
        }

    def value_of_scenario(self) -> dict[str, Any]:
        parts = self.entries(self.data.get("parts"), "parts", fewest=FEWEST_PARTS)
        if len(parts) > MOST_PARTS or any(part.get("kind") == "scenario" for part in parts):
            raise self.problem(f"expected {FEWEST_PARTS} to {MOST_PARTS} `parts:`, none of them a scenario")
        return {
            "parts": [
                raw_question(replace(self.question, path=f"{self.question.path}/{part['key']}", data=part), self.language)
                for part in parts
            ]
        }

    def value_of_open_reflection(self) -> dict[str, Any]:
        criteria = self.entries(self.data.get("criteria"), "criteria", fewest=1 if self.data.get("graded") else 0)
        max_words = self.data.get("max_words", 300)
        if not is_between(max_words, 10, 2000):
            raise self.problem("expected `max_words:` between 10 and 2000")
        return {
            "max_words": max_words,
            "is_graded": bool(self.data.get("graded")),
            "criteria": [
                self.child({"text": self.words(entry.get("text"), "text"), "levels": self.levels(entry)}, entry["key"])
                for entry in criteria
            ],
        }

    def levels(self, criterion: dict[str, Any]) -> list[dict[str, Any]]:
        levels = criterion.get("levels") or []
        if len(levels) < 2 or not all(is_between(level.get("points"), 0, 10) for level in levels):
            raise self.problem("expected two `levels:` or more, each with `points:` from 0 to 10")
        return [
            self.child({"text": self.words(level.get("text"), "text"), "points": level["points"]}, criterion["key"], index)
            for index, level in enumerate(levels)
        ]


EXPLAINED_AS_A_WHOLE = {"ordering", "short_text", "gap_fill", "numeric", "matching", "categorise", "open_reflection"}
"""Kinds whose parts have no explanations of their own, or need none."""
