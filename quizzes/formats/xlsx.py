"""Questions in a workbook of our own: what everybody can write without learning a notation. See ``xlsx_words.HELP``.

The first row holds headings for people, the second the fixed names of the columns. A question is a row with kind and stem, and below it one row
for each of its parts. Whatever the columns do not say stands as JSON in the last one. Scenarios and media have no place here.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from .exchange import SHAPES, ExchangeQuestion, as_json, rest_of
from .xlsx_reading import SAID, read
from .xlsx_words import BLOOM, COLUMNS, HELP, HELP_SHEET, KINDS, QUESTIONS_SHEET, TRUTH, USES, YES

__all__ = ["CARRIES", "LONGEST_CELL", "SUFFIX", "has_long_cell", "read", "write"]

CARRIES = frozenset(SHAPES)
SUFFIX = ".xlsx"
LONGEST_CELL = 32_767
CHUNK = 1 << 16
LAST_CHECKED_ROW = 5000
EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number; longer ones are written as text."""

type Row = dict[str, str]


def write(questions: Iterable[ExchangeQuestion]) -> Iterator[bytes]:
    """The file; without questions it is the empty template. It is built in a temporary file, so memory does not grow with it."""
    workbook = Workbook(write_only=True)
    workbook.properties.creator = ""
    write_questions(workbook, questions)
    write_help(workbook)
    with TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while block := file.read(CHUNK):
            yield block


def write_questions(workbook: Workbook, questions: Iterable[ExchangeQuestion]) -> None:
    sheet = workbook.create_sheet(QUESTIONS_SHEET)
    sheet.sheet_view.rightToLeft = True
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "D3"
    add_choices(sheet)
    sheet.append([heading_cell(sheet, column.heading) for column in COLUMNS])
    sheet.append([key_cell(sheet, column.key) for column in COLUMNS])
    first, other = make_cells(sheet, is_first=True), make_cells(sheet, is_first=False)
    for number, question in enumerate(questions, start=1):
        for index, row in enumerate(rows_of(question)):
            cells = other if index else first
            for column, cell in zip(COLUMNS, cells, strict=True):
                set_value(cell, str(number) if column.key == "number" else row.get(column.key, ""))
            sheet.append(cells)


def add_choices(sheet: WriteOnlyWorksheet) -> None:
    """Lists to choose from, in the columns that know only certain words."""
    for key, labels in {"kind": KINDS, "use": USES, "bloom": BLOOM}.items():
        words = ",".join(arabic for arabic, _english in labels.values())
        validation = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
        letter = get_column_letter([column.key for column in COLUMNS].index(key) + 1)
        validation.add(f"{letter}3:{letter}{LAST_CHECKED_ROW}")
        sheet.data_validations.append(validation)


def heading_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = text_cell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center")
    cell.fill = PatternFill("solid", fgColor="F1E7DC")
    return cell


def key_cell(sheet: WriteOnlyWorksheet, key: str) -> Cell:
    cell = text_cell(sheet, key)
    cell.font = Font(size=8, color="808080")
    return cell


def text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    set_value(cell, text)
    return cell


def make_cells(sheet: WriteOnlyWorksheet, *, is_first: bool) -> list[Cell]:
    """A cell is written out as soon as it is appended, so one of each column serves every row."""
    cells = []
    for _column in COLUMNS:
        cell = WriteOnlyCell(sheet)
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if is_first:
            cell.fill = PatternFill("solid", fgColor="FAF5EF")
        cells.append(cell)
    return cells


def set_value(cell: Cell, text: str) -> None:
    """Text is stored as text whatever it begins with: «=1+1» is an answer, not a formula, and the quote prefix keeps it so."""
    if is_exact_number(text):
        cell.value = Decimal(text)
        return
    cell.value = text or None
    if text:
        cell.data_type = "s"


def is_exact_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > EXACT_DIGITS:
        return False
    return text == format(Decimal(text).normalize(), "f")


def write_help(workbook: Workbook) -> None:
    sheet = workbook.create_sheet(HELP_SHEET)
    sheet.sheet_view.rightToLeft = True
    for letter in "AB":
        sheet.column_dimensions[letter].width = 80
    for line in HELP:
        cells = [text_cell(sheet, text) for text in line]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def has_long_cell(question: ExchangeQuestion) -> bool:
    return any(len(text) > LONGEST_CELL for row in rows_of(question) for text in row.values())


def rows_of(question: ExchangeQuestion) -> list[Row]:
    """The first row says what the question is; the rows below it are its parts."""
    value = question.value
    row = {
        "kind": KINDS[question.kind][0],
        "stem": value["stem"],
        "explanation": value["explanation"],
        "tags": "، ".join(question.tags),
        "name": question.name,
        "key": question.key,
        **{key: label_extra(key, text) for key, text in question.extras.items()},
        **{key: YES if value[key] is True else value[key] or "" for key in SAID[question.kind]["cells"] if key in value},
    }
    more = rest_of(question, *SAID[question.kind]["cells"], *SAID[question.kind]["parts"])
    if more:
        row["more"] = as_json(more)
    return [row, *parts_of(question.kind, value)]


def label_extra(key: str, text: str) -> str:
    labels = {"use": USES, "bloom": BLOOM}.get(key, {})
    return labels[text][0] if text in labels else text


def parts_of(kind: str, value: dict[str, Any]) -> list[Row]:
    if kind in ("single_choice", "multiple_choice"):
        return [part_row(option["text"], option["explanation"], is_right=option["is_correct"]) for option in value["options"]]
    if kind == "true_false":
        return [part_row(TRUTH[side][0], value[f"if_{side}"], is_right=value["answer"] == side) for side in ("true", "false")]
    if kind == "ordering":
        return [part_row(item["text"]) for item in value["items"]]
    if kind == "short_text":
        accepted = [part_row(line, is_right=True) for line in value["accepted"].splitlines()]
        return accepted + [part_row(line) for line in value["refused"].splitlines()]
    if kind == "gap_fill":
        return [part_row(line) for line in value["refused"].splitlines()]
    if kind == "numeric":
        answer = [part_row(value["answer"], is_right=True)] if value["answer"] else []
        return answer + [part_row(trap["value"], trap["explanation"]) for trap in value["traps"]]
    if kind in ("matching", "categorise"):
        return [
            {**part_row(item["text"], item["explanation"]), "group": group["label"]}
            for group in value["groups"]
            for item in (group["items"] or [{"text": "", "explanation": ""}])
        ]
    return []


def part_row(text: str, why: str = "", *, is_right: bool = False) -> Row:
    return {"part": text, "why": why, "right": YES if is_right else ""}
