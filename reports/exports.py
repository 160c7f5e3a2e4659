"""The completion report as a spreadsheet, written row by row."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi, gettext
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from courses.models import ItemTitle
from elearn.lib.arabic import clean_text
from learning.models import Enrolment
from reports.tables import COLUMNS, Column, Kind, Row, make_row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK_SIZE = 2000
# As on the screen: day, month, year in either language.
FORMATS = {Kind.DAY: "dd/mm/yyyy", Kind.SHARE: "0%", Kind.NUMBER: "0"}


def iterate_rows(enrolments: QuerySet[Enrolment], titles: Mapping[UUID, ItemTitle]) -> Iterator[Row]:
    """One query, read in pieces: memory does not grow with the number of rows."""
    return (make_row(enrolment, titles) for enrolment in enrolments.iterator(chunk_size=CHUNK_SIZE))


def write_workbook(rows: Iterable[Row], facts: Iterable[tuple[str, str]]) -> IO[bytes]:
    """A temporary file, ready to be read: the rows, and a sheet that says what they mean and (``facts``) how they were chosen.

    It is right to left where the language is. About 0.1 ms a cell; whoever closes the file deletes it.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = gettext("Completion report")
    workbook.properties.creator = ""
    write_rows(add_sheet(workbook, gettext("Completion"), [column.width for column in COLUMNS]), rows)
    write_meanings(add_sheet(workbook, gettext("What the columns mean"), [28, 100]), facts)
    file = TemporaryFile()  # noqa: SIM115 - handed over; the response closes it
    try:
        workbook.save(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def add_sheet(workbook: Workbook, title: str, widths: Iterable[int]) -> WriteOnlyWorksheet:
    sheet = workbook.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = get_language_bidi()
    # Widths and panes are written before the first row: nothing above a row can follow it into the stream.
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    return sheet


def write_rows(sheet: WriteOnlyWorksheet, rows: Iterable[Row]) -> None:
    sheet.append([heading_cell(sheet, str(column.label)) for column in COLUMNS])
    # A cell is written out as soon as it is appended, so one of each column serves every row, with its style set once.
    cells = [make_cell(sheet, column) for column in COLUMNS]
    pairs = list(zip(COLUMNS, cells, strict=True))
    for row in rows:
        for column, cell in pairs:
            set_value(cell, column.value(row))
        sheet.append(cells)


def write_meanings(sheet: WriteOnlyWorksheet, facts: Iterable[tuple[str, str]]) -> None:
    sheet.append([heading_cell(sheet, gettext("Column")), heading_cell(sheet, gettext("Meaning"))])
    meanings = [(str(column.label), str(column.definition)) for column in COLUMNS]
    for label, text in [*meanings, *facts]:
        sheet.append([text_cell(sheet, label), text_cell(sheet, text)])


def heading_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = text_cell(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    set_value(cell, text)
    return cell


def make_cell(sheet: WriteOnlyWorksheet, column: Column) -> Cell:
    cell = WriteOnlyCell(sheet)
    if column.kind is Kind.TEXT:
        cell.quotePrefix = True
    else:
        cell.number_format = FORMATS[column.kind]
    return cell


def set_value(cell: Cell, value: str | float | date | None) -> None:
    """Text is stored as text whatever it begins with: «=1+1» is a name, not a formula, and «#N/A» not an error.

    The quote prefix keeps it so when somebody edits the cell.
    """
    if isinstance(value, str):
        cell.value = clean_text(value)
        cell.data_type = "s"
    else:
        cell.value = value


def content_disposition(name: str, fallback: str) -> str:
    """RFC 5987: ``name`` in any script for browsers that know it, ``fallback`` in ASCII for the others."""
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
