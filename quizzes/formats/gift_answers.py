"""What stands between the braces of a GIFT question. Control characters are those that ``protect`` has left."""

import re
from decimal import Decimal
from typing import Any

from .exchange import (
    EXTRAS,
    SHAPES,
    ExchangeQuestion,
    Problem,
    Value,
    from_json,
    grouped,
    make_question,
    matching_kind,
    read_number,
)
from .gift_syntax import restore
from .plain_text import looks_like_html, text_of_html

WEIGHT = re.compile(r"%(-?\d+(?:[.,]\d+)?)%")
FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]", re.IGNORECASE)
TRUTH = re.compile(r"(T|TRUE|F|FALSE)\s*(?:#|$)", re.IGNORECASE)
ORDERING_OPTIONS = re.compile(r">(?:[A-Z0-9% \t]*(?:\n|$))?")
WHOLE = 99.9


class Refused(Exception):
    """Why a paragraph is no question."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Answers:
    """The answers of one question while they are read: texts come out plain, and what they lose is noted."""

    def __init__(self, text_format: str, line: int) -> None:
        self.text_format = text_format
        self.line = line
        self.notes: dict[str, Problem] = {}

    def note(self, code: str, **details: Any) -> None:
        self.notes.setdefault(code, Problem(code, self.line, details))

    def plain(self, text: str) -> str:
        """One text of the answers, as it was meant. It may begin with a format of its own."""
        text = text.strip()
        if match := FORMAT.match(text):
            return self.plain_of(text[match.end() :], match[1].lower())
        return self.plain_of(text, self.text_format)

    def plain_of(self, text: str, text_format: str) -> str:
        text = restore(text)
        if text_format == "html" or (text_format == "moodle" and looks_like_html(text)):
            text, losses = text_of_html(text)
            for code in losses:
                self.note(code)
        return text

    def split(self, body: str) -> list[tuple[str, float | None, str, str]]:
        """(mark, weight in percent, text, feedback) of each answer. Raises Refused for text before the first."""
        parts = re.split(r"([=~])", body)
        if parts[0].strip():
            raise Refused("stray_text", text=restore(parts[0].strip())[:80])
        answers = []
        for mark, text in zip(parts[1::2], parts[2::2], strict=True):
            text, _sign, feedback = text.partition("#")
            text = text.strip()
            weight = None
            if match := WEIGHT.match(text):
                weight, text = float(match[1].replace(",", ".")), text[match.end() :]
            answers.append((mark, weight, text, self.plain(feedback)))
        return answers


def read_answers(
    stem: str,
    braces: str,
    *,
    text_format: str,
    words: list[tuple[str, str]],
    name: str,
    category: str,
    line: int,
    is_missing_word: bool,
) -> ExchangeQuestion:
    """The question. Raises Refused."""
    answers = Answers(text_format, line)
    hints = dict(words)
    body, _sign, general = braces.strip().partition("####")
    kind, value = read_body(answers, body.strip(), hints.get("kind", ""))
    more = from_json(hints.get("more", ""))
    if "reasons" in more:
        add_reasons(value, more.pop("reasons"))
    if is_missing_word:
        answers.note("missing_word")
    tags = [*([category] if category else []), *(text for word, text in words if word == "tag")]
    return make_question(
        kind,
        {
            **value,
            **more,
            "stem": answers.plain_of(stem, text_format),
            "explanation": answers.plain(general) or value.get("explanation", ""),
        },
        key=hints.get("id", ""),
        name=name,
        tags=tags,
        extras={word: text for word, text in words if word in EXTRAS},
        category=category,
        line=line,
        notes=tuple(answers.notes.values()),
    )


def read_body(answers: Answers, body: str, hint: str) -> tuple[str, Value]:
    if not body:
        return (hint if hint in ("true_false", *HINTED) else "open_reflection"), {}
    if body.startswith("#"):
        return "numeric", read_numeric(answers, body[1:].strip())
    if body.startswith(">"):
        items = ORDERING_OPTIONS.sub("", body, count=1).split("\n")
        return "ordering", {"items": [{"text": answers.plain(item)} for item in items if item.strip()]}
    if TRUTH.match(body):
        return "true_false", read_true_false(answers, body)
    return read_listed(answers, body, hint)


HINTED = frozenset(SHAPES) - {"gap_fill", "true_false"}
CHOICES = ("single_choice", "multiple_choice")


def read_true_false(answers: Answers, body: str) -> Value:
    word, *feedback = body.split("#")
    if_wrong, if_right, *_more = [*map(answers.plain, feedback), "", ""]
    is_true = word.strip().upper() in ("T", "TRUE")
    texts = {"if_true": if_right, "if_false": if_wrong} if is_true else {"if_true": if_wrong, "if_false": if_right}
    return {"answer": "true" if is_true else "false", **texts}


def read_listed(answers: Answers, body: str, hint: str) -> tuple[str, Value]:
    """Answers that begin with ``=`` or ``~``: pairs, words to write, or options."""
    listed = answers.split(body)
    if hint in CHOICES:
        return hint, {"options": read_options(answers, listed)}
    if hint in ("matching", "categorise") or all(mark == "=" and "->" in text for mark, _weight, text, _feedback in listed):
        return read_pairs(answers, listed, hint)
    if all(mark == "=" for mark, _weight, _text, _feedback in listed):
        return "short_text", read_words_to_write(answers, listed)
    if any(mark == "=" for mark, _weight, _text, _feedback in listed):
        return read_single(answers, listed)
    return "multiple_choice", {"options": read_options(answers, listed)}


def read_single(answers: Answers, listed: list) -> tuple[str, Value]:
    """One ``=`` among ``~``. Where several are right it is a question with several right answers, and that is noted."""
    right = sum(mark == "=" for mark, *_rest in listed)
    if right > 1:
        answers.note("several_right")
        return "multiple_choice", {"options": read_options(answers, listed)}
    if any(mark == "~" and weight and weight > 0 for mark, weight, *_rest in listed):
        answers.note("partial_credit_left_out")
    options = [(mark, None if mark == "~" else 100.0, text, feedback) for mark, _weight, text, feedback in listed]
    return "single_choice", {"options": read_options(answers, options)}


def read_options(answers: Answers, listed: list) -> list[Value]:
    weights = {round(weight, 1) for mark, weight, *_rest in listed if weight and weight > 0}
    if len(weights) > 1:
        answers.note("weights_evened")
    return [
        {
            "text": answers.plain(text),
            "is_correct": weight > 0 if weight is not None else mark == "=",
            "explanation": feedback,
        }
        for mark, weight, text, feedback in listed
    ]


def read_pairs(answers: Answers, listed: list, hint: str) -> tuple[str, Value]:
    pairs = []
    for _mark, _weight, text, feedback in listed:
        item, arrow, label = text.partition("->")
        if not arrow:
            raise Refused("pair_without_arrow", text=restore(text)[:80])
        if feedback:
            answers.note("feedback_left_out")
        pairs.append((answers.plain(item), answers.plain(label)))
    groups = grouped(pairs)
    return (hint if hint in ("matching", "categorise") else matching_kind(groups)), {"groups": groups}


def add_reasons(value: Value, reasons: Any) -> None:
    """Puts the explanations of the comment beside their items."""
    items = [item for group in value.get("groups", []) for item in group["items"]]
    if isinstance(reasons, list) and len(reasons) == len(items):
        for item, reason in zip(items, reasons, strict=True):
            item["explanation"] = reason


def read_words_to_write(answers: Answers, listed: list) -> Value:
    """Answers worth nothing are words to refuse; one worth a part of the point is left out, since ours give all or nothing."""
    accepted: list[str] = []
    refused: list[str] = []
    explanation = ""
    for _mark, weight, text, feedback in listed:
        word = answers.plain(text)
        if "*" in word:
            answers.note("wildcard_left_out")
            explanation = explanation or feedback
            continue
        if weight is not None and 0 < weight < WHOLE:
            answers.note("partial_credit_left_out")
            continue
        (refused if weight is not None and weight <= 0 else accepted).append(word)
        if feedback:
            answers.note("feedback_moved" if not explanation else "feedback_left_out")
            explanation = explanation or feedback
    return {"accepted": "\n".join(accepted), "refused": "\n".join(refused), "explanation": explanation}


def read_numeric(answers: Answers, body: str) -> Value:
    if not body.startswith(("=", "~")):
        body = f"={body}"
    value: Value = {"traps": []}
    for mark, weight, text, feedback in answers.split(body):
        is_right = mark == "=" and (weight is None or weight >= WHOLE)
        if not text:
            answers.note("feedback_moved" if not value.get("explanation") else "feedback_left_out")
            value["explanation"] = value.get("explanation") or feedback
        elif is_right and "answer" not in value:
            value["answer"], value["tolerance"] = read_range(text)
            if feedback:
                answers.note("feedback_moved")
                value["explanation"] = value.get("explanation") or feedback
        elif is_right or (weight or 0) > 0:
            answers.note("partial_credit_left_out")
        else:
            value["traps"].append({"value": read_range(text)[0], "explanation": feedback})
    return value


def read_range(text: str) -> tuple[str, str]:
    """(number, tolerance) of ``3.5:0.1`` or ``3..4``. Raises Refused for what is no number; a draft may have none."""
    text = restore(text).strip()
    low, dots, high = text.partition("..")
    if dots:
        first, last = read_number(low), read_number(high)
        if first is None or last is None:
            raise Refused("bad_number", text=text[:80])
        middle, half = (Decimal(first) + Decimal(last)) / 2, abs(Decimal(last) - Decimal(first)) / 2
        return read_number(str(middle)) or "", read_number(str(half)) or ""
    number, _colon, tolerance = text.partition(":")
    found = [read_number(part) if part.strip() else "" for part in (number, tolerance)]
    if None in found:
        raise Refused("bad_number", text=text[:80])
    return found[0] or "", found[1] or ""
