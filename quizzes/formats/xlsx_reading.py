"""Our workbook read row by row. What one question lacks is its problem, with the row; the others are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from elearn.lib.arabic import clean_text, fold

from .exchange import EXTRAS, ExchangeQuestion, Problem, UnreadableFile, Value, from_json, grouped, make_question, read_number
from .gift_answers import Refused
from .xlsx_safety import check_workbook
from .xlsx_words import BLOOM, COLUMNS, KINDS, NO_WORDS, TRUTH, USES, YES_WORDS

ROWS_BEFORE_KEYS = 8
MOST_COLUMNS = 60
MOST_ROWS = 250_000
FLAGS = ("is_percent_tolerance", "accepts_slips", "is_graded")
SPELLING = ("accepts_slips", "strictness")
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "single_choice": {"cells": (), "parts": ("options",)},
    "multiple_choice": {"cells": (), "parts": ("options",)},
    "true_false": {"cells": (), "parts": ("answer", "if_true", "if_false")},
    "ordering": {"cells": (), "parts": ("items",)},
    "short_text": {"cells": SPELLING, "parts": ("accepted", "refused")},
    "matching": {"cells": (), "parts": ("groups",)},
    "categorise": {"cells": (), "parts": ("groups",)},
    "numeric": {"cells": ("tolerance", "is_percent_tolerance", "unit"), "parts": ("answer", "traps")},
    "gap_fill": {"cells": ("text", *SPELLING), "parts": ("refused",)},
    "open_reflection": {"cells": ("max_words", "is_graded"), "parts": ()},
}
"""Which fields of a kind stand in cells of its first row, and which in the rows of its parts."""

LABELS = {
    "kind": {fold(word): key for key, words in KINDS.items() for word in (key, *words)},
    "use": {fold(word): key for key, words in USES.items() for word in (key, *words)},
    "bloom": {fold(word): key for key, words in BLOOM.items() for word in (key, *words)},
    "truth": {fold(word): key for key, words in TRUTH.items() for word in (key, *words)},
}
KEYS = {column.key for column in COLUMNS}
DAMAGED = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    ParseError,
    BadZipFile,
    InvalidFileException,
)


@dataclass
class Rows:
    """The rows of one question. ``problem``: the first cell of it that is no text."""

    line: int
    number: str
    first: dict[str, str]
    parts: list[dict[str, str]] = field(default_factory=list)
    problem: Problem | None = None


def read(file: BinaryIO) -> Iterator[ExchangeQuestion | Problem]:
    """Every question of the workbook in order, or why it is none. Raises UnreadableFile; the workbook is never whole in memory."""
    check_workbook(file)
    file.seek(0)
    try:
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except DAMAGED as error:
        raise UnreadableFile("damaged") from error
    is_empty = True
    for rows in collect(guarded(sheet_with_keys(workbook))):
        is_empty = False
        try:
            yield rows.problem or read_question(rows)
        except Refused as refusal:
            yield Problem(refusal.code, rows.line, refusal.details, rows.first.get("stem", "")[:80])
    if is_empty:
        raise UnreadableFile("no_questions")


def guarded(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, as long as the workbook is sound."""
    count = 0
    while True:
        try:
            row = next(rows, None)
        except DAMAGED as error:
            raise UnreadableFile("damaged", count) from error
        if row is None:
            return
        count += 1
        if count > MOST_ROWS:
            raise UnreadableFile("too_many_rows", count)
        yield row


def sheet_with_keys(workbook: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, cell by column key) of the first sheet that has the row of fixed names. Raises UnreadableFile without one."""
    for sheet in workbook.worksheets:
        rows = sheet.iter_rows(max_col=MOST_COLUMNS)
        for number, row in enumerate(islice(rows, ROWS_BEFORE_KEYS), start=1):
            keys = [str(cell.value or "").strip().lower() for cell in row]
            if {"kind", "stem"} <= set(keys):
                places = [(index, key) for index, key in enumerate(keys) if key in KEYS]
                following = enumerate(chain(rows), start=number + 1)
                return ((line, {key: cells[index] for index, key in places if index < len(cells)}) for line, cells in following)
    raise UnreadableFile("no_key_row")


def collect(rows: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[Rows]:
    """Rows of one question together: a new number begins one, and so does a kind or a stem where no numbers are written."""
    current: Rows | None = None
    for line, cells in rows:
        texts, problem = read_cells(cells, line)
        if not any(texts.values()) and problem is None:
            continue
        number = texts.get("number", "")
        is_part = current is not None and (number == current.number if number else not (texts.get("kind") or texts.get("stem")))
        if current is None or not is_part:
            if current is not None:
                yield current
            current = Rows(line, number, texts)
        elif has_part(texts):
            current.parts.append(texts)
        current.problem = current.problem or problem
        if len(current.parts) > 1000:
            raise UnreadableFile("too_many_parts", line)
    if current is not None:
        yield current


def has_part(texts: dict[str, str]) -> bool:
    return any(texts.get(key) for key in ("part", "group", "why"))


def read_cells(cells: dict[str, Any], line: int) -> tuple[dict[str, str], Problem | None]:
    """The text of each cell, and the first that is no text."""
    texts, problem = {}, None
    for key, cell in cells.items():
        value = cell.value
        texts[key], code = text_of_cell(value, cell.data_type if value is not None else "n")
        if code and problem is None:
            problem = Problem(code, line, {"column": key, "text": str(value)[:80]})
    return texts, problem


def text_of_cell(value: Any, data_type: str) -> tuple[str, str]:
    """(text, code of what is wrong). A number is written as people write it."""
    if value is None:
        return "", ""
    if data_type == "f":
        return "", "formula"
    if data_type == "e":
        return "", "error_cell"
    if isinstance(value, bool):
        return ("1" if value else "0"), ""
    if isinstance(value, (date, datetime, time, timedelta)):
        return "", "date_cell"
    if isinstance(value, float):
        return read_number(repr(value)) or repr(value), ""
    return clean_text(str(value), keep_lines=True), ""


def read_question(rows: Rows) -> ExchangeQuestion:
    """Raises Refused."""
    first = rows.first
    kind = LABELS["kind"].get(fold(first.get("kind", "")))
    if kind is None:
        raise Refused("kind_unknown" if first.get("kind") else "kind_missing", kind=first.get("kind", "")[:80])
    parts = [*([first] if has_part(first) else []), *rows.parts]
    value = {"stem": first.get("stem", ""), "explanation": first.get("explanation", ""), **read_parts(kind, parts)}
    for key in SAID[kind]["cells"]:
        text = first.get(key, "")
        value[key] = read_flag(text) if key in FLAGS else text
    if value.get("tolerance") and read_number(value["tolerance"]) is None:
        raise Refused("bad_number", text=value["tolerance"][:80])
    extras = {key: first.get(key, "") for key in EXTRAS}
    for key in ("use", "bloom"):
        extras[key] = read_label(key, extras[key])
    return make_question(
        kind,
        {**value, **from_json(first.get("more", ""))},
        key=first.get("key", ""),
        name=first.get("name", ""),
        tags=first.get("tags", "").replace("\n", ",").replace("،", ",").split(","),
        extras=extras,
        line=rows.line,
    )


def read_label(key: str, text: str) -> str:
    if not text:
        return ""
    found = LABELS[key].get(fold(text))
    if found is None:
        raise Refused("word_unknown", column=key, text=text[:80])
    return found


def read_flag(text: str) -> bool:
    word = text.strip().lower()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    raise Refused("word_unknown", column="right", text=text[:80])


def read_parts(kind: str, parts: list[dict[str, str]]) -> Value:
    listed = [(part.get("part", ""), read_flag(part.get("right", "")), part.get("why", "")) for part in parts]
    if kind in ("single_choice", "multiple_choice"):
        return {"options": [{"text": text, "is_correct": is_right, "explanation": why} for text, is_right, why in listed]}
    if kind == "true_false":
        return read_truth(listed)
    if kind == "ordering":
        return {"items": [{"text": text} for text, _is_right, _why in listed]}
    if kind in ("short_text", "gap_fill"):
        accepted = "\n".join(text for text, is_right, _why in listed if is_right)
        refused = "\n".join(text for text, is_right, _why in listed if not is_right)
        return {"accepted": accepted, "refused": refused} if kind == "short_text" else {"refused": refused}
    if kind == "numeric":
        return read_numbers(listed)
    if kind in ("matching", "categorise"):
        pairs = [(part.get("part", ""), part.get("group", "")) for part in parts]
        reasons = [part.get("why", "") for part in parts if part.get("part")]
        return {"groups": grouped(pairs, reasons)}
    return {}


def read_truth(listed: list[tuple[str, bool, str]]) -> Value:
    value: Value = {"answer": ""}
    for text, is_right, why in listed:
        side = {"1": "true", "0": "false"}.get(text) or LABELS["truth"].get(fold(text))
        if side is None:
            raise Refused("bad_truth", text=text[:80])
        value[f"if_{side}"] = why
        if is_right:
            value["answer"] = side
    return value


def read_numbers(listed: list[tuple[str, bool, str]]) -> Value:
    value: Value = {"traps": []}
    for text, is_right, why in listed:
        number = read_number(text)
        if number is None:
            raise Refused("bad_number", text=text[:80])
        if is_right and "answer" not in value:
            value["answer"] = number
        else:
            value["traps"].append({"value": number, "explanation": why})
    return value
