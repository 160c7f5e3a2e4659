"""A question between two systems: what every format is read into and written from. Plain Python.

Nothing here is a sentence: problems are codes, which ``templates/quizzes/cms`` and the commands put into words.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from elearn.lib.arabic import clean_text, western_digits

type Value = dict[str, Any]
type Shape = str | list[Any] | dict[str, Any]

LONG, SHORT, LINES, FLAG, NUMBER, ANSWER, DATA, CHOICE = "long", "short", "lines", "flag", "number", "answer", "data", "choice"
MOST_PLACES = 30
SEPARATORS = str.maketrans({"٫": ".", "−": "-", "٬": None})
MEDIA = {"picture", "image", "audio", "recording", "media", "sound"}

OPTION = {"text": SHORT, "is_correct": FLAG, "explanation": LONG}
GROUP = {"label": SHORT, "items": [{"text": SHORT, "explanation": LONG}]}
ENDS = {"stem": LONG, "explanation": LONG}
SPELLING = {"accepts_slips": FLAG, "strictness": CHOICE}
SHAPES: dict[str, dict[str, Shape]] = {
    "single_choice": {**ENDS, "options": [OPTION]},
    "multiple_choice": {**ENDS, "options": [OPTION]},
    "true_false": {**ENDS, "answer": ANSWER, "if_true": LONG, "if_false": LONG},
    "ordering": {**ENDS, "items": [{"text": SHORT}]},
    "short_text": {**ENDS, "accepted": LINES, "refused": LINES, **SPELLING},
    "matching": {**ENDS, "groups": [GROUP]},
    "categorise": {**ENDS, "groups": [GROUP]},
    "numeric": {
        **ENDS,
        "answer": NUMBER,
        "tolerance": NUMBER,
        "is_percent_tolerance": FLAG,
        "unit": SHORT,
        "traps": [{"value": NUMBER, "explanation": LONG}],
    },
    "gap_fill": {**ENDS, "text": LONG, "refused": LINES, **SPELLING},
    "open_reflection": {**ENDS, "max_words": NUMBER, "is_graded": FLAG, "criteria": DATA},
}
"""What a value holds, by kind. ``choice`` stands only where something was chosen: what is left out is the usual."""

EXTRAS = ("use", "bloom", "misconception", "objective", "source", "anchor")
"""What we know of a question besides its value, as text. What is not in a file is left as it was."""


@dataclass(frozen=True)
class Problem:
    """What somebody should know of one question, or why it is not one. ``line`` counts from 1; 0 where a file has no lines."""

    code: str
    line: int = 0
    details: dict[str, Any] = field(default_factory=dict)
    name: str = ""


class UnreadableFile(Exception):
    """The file as a whole is none that could be read: ``code`` says why, ``line`` where, if that is known."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(frozen=True)
class ExchangeQuestion:
    """One question. ``value`` is what stands in the kind's block, without ids.

    ``key``: its id in the system it comes from. ``category`` is where the file keeps it, and one of the ``tags``. ``notes``: what of it is not
    quite as it was. ``line``, ``category`` and ``notes`` are not compared: they belong to the file.
    """

    kind: str
    value: Value
    key: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    extras: dict[str, str] = field(default_factory=dict)
    category: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    notes: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def title(self) -> str:
        return self.name or str(self.value.get("stem", ""))

    @property
    def identity(self) -> str:
        """What the question is known by when its file comes again: the key, else name and category, else its own words."""
        return self.key or "\n".join([self.category, self.name or f"{self.kind}\n{self.value.get('stem', '')}"])


def make_question(kind: str, value: Mapping[str, Any], **fields: Any) -> ExchangeQuestion:
    """A question in the one spelling that all formats keep: texts cleaned, empty parts named, unknown ones noted and left out."""
    tidied, left_out = tidy_value(kind, value)
    line = fields.get("line", 0)
    notes = [*fields.pop("notes", ()), *(Problem(name_loss(name), line, {"field": name}) for name in left_out)]
    extras = {name: clean_text(text) for name, text in fields.pop("extras", {}).items() if name in EXTRAS}
    tags = tuple(dict.fromkeys(filter(None, (clean_text(str(tag)) for tag in fields.pop("tags", ())))))
    return ExchangeQuestion(
        kind,
        tidied,
        key=clean_text(fields.pop("key", "")),
        name=clean_text(fields.pop("name", "")),
        tags=tags,
        extras={name: text for name, text in extras.items() if text},
        notes=tuple(notes),
        **fields,
    )


def name_loss(field_name: str) -> str:
    return "media_left_out" if field_name.rpartition(".")[2] in MEDIA else "field_left_out"


def tidy_value(kind: str, value: Mapping[str, Any]) -> tuple[Value, list[str]]:
    """The value by the shape of its kind, and the names of what it holds besides. Raises KeyError for an unknown kind."""
    left_out: list[str] = []
    return tidy(value, SHAPES[kind], left_out, ""), list(dict.fromkeys(left_out))


def tidy(value: Any, shape: Shape, left_out: list[str], path: str) -> Any:
    if isinstance(shape, list):
        return [tidy(unwrap(part), shape[0], left_out, path) for part in value] if isinstance(value, list) else []
    if isinstance(shape, dict):
        parts = value if isinstance(value, Mapping) else {}
        left_out.extend(f"{path}{name}" for name, part in parts.items() if name not in shape and not is_empty(part))
        tidied = {name: tidy(parts.get(name), inner, left_out, f"{path}{name}.") for name, inner in shape.items()}
        return {name: part for name, part in tidied.items() if part or shape[name] != CHOICE}
    return CLEANERS[shape](value)


def unwrap(part: Any) -> Any:
    """The value of a list's child, stored with its id or without."""
    return part["value"] if isinstance(part, Mapping) and {"type", "value"} <= part.keys() else part


def is_empty(part: Any) -> bool:
    if isinstance(part, Mapping):
        return all(is_empty(inner) for inner in part.values())
    if isinstance(part, list):
        return all(is_empty(unwrap(inner)) for inner in part)
    return part in (None, "", False)


def clean_long(value: Any) -> str:
    return clean_text(str(value or ""), keep_lines=True)


def clean_short(value: Any) -> str:
    return clean_text(str(value or ""))


def clean_lines(value: Any) -> str:
    return "\n".join(filter(None, (clean_text(line) for line in str(value or "").splitlines())))


def clean_number(value: Any) -> str:
    """A number in Western digits with a point, without idle zeros; empty for what is none."""
    return read_number(str(value)) or "" if value not in (None, "") else ""


def clean_answer(value: Any) -> str:
    return value if value in ("true", "false") else ""


def clean_data(value: Any) -> Any:
    """Any JSON, with the children of lists as they are without ids."""
    if isinstance(value, Mapping):
        return {name: clean_data(part) for name, part in value.items()}
    if isinstance(value, list):
        return [clean_data(unwrap(part)) for part in value]
    return clean_long(value) if isinstance(value, str) else value


CLEANERS: dict[str, Callable[[Any], Any]] = {
    LONG: clean_long,
    SHORT: clean_short,
    LINES: clean_lines,
    FLAG: bool,
    NUMBER: clean_number,
    ANSWER: clean_answer,
    DATA: lambda value: clean_data(value or []),
    CHOICE: clean_short,
}


def read_number(text: str) -> str | None:
    """``٣٫٥٠`` → ``3.5``; None for what is no number, or one of absurd size. A lone comma is a decimal point."""
    digits = western_digits(clean_text(text)).translate(SEPARATORS)
    if digits.count(",") == 1 and "." not in digits:
        digits = digits.replace(",", ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > MOST_PLACES or len(digits) > 2 * MOST_PLACES:
        return None
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def absolute_tolerance(value: Mapping[str, Any]) -> str:
    """What a tolerance in percent comes to; empty for an unfinished question."""
    if not value["answer"] or not value["tolerance"]:
        return ""
    return read_number(str(abs(Decimal(value["answer"])) * Decimal(value["tolerance"]) / 100)) or "0"


def rest_of(question: ExchangeQuestion, *said: str) -> Value:
    """What of the value is not empty and not among the fields that a format has words for."""
    return {name: part for name, part in question.value.items() if name not in said and name not in ENDS and not is_empty(part)}


def as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> dict[str, Any]:
    """What ``as_json`` wrote; empty for what somebody has changed into something else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def grouped(pairs: Iterable[tuple[str, str]], explanations: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Groups from pairs of item and label, in the order of the labels; a pair without an item makes an empty group."""
    reasons = iter(explanations)
    groups: dict[str, list[dict[str, str]]] = {}
    for item, label in pairs:
        items = groups.setdefault(label, [])
        if item:
            items.append({"text": item, "explanation": next(reasons, "")})
    return [{"label": label, "items": items} for label, items in groups.items()]


def pairs_of(groups: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The pairs that ``grouped`` makes groups of."""
    return [(item["text"], group["label"]) for group in groups for item in (group["items"] or [{"text": ""}])]


def reasons_of(groups: Iterable[Mapping[str, Any]]) -> list[str]:
    """The explanations of the items, in the order of ``pairs_of``; none at all if every one is empty."""
    reasons = [item["explanation"] for group in groups for item in group["items"]]
    return reasons if any(reasons) else []


def matching_kind(groups: list[dict[str, Any]]) -> str:
    """Several items with one label are sorted into groups, not matched."""
    return "categorise" if any(len(group["items"]) > 1 for group in groups) else "matching"
