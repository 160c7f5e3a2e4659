"""Questions as files of other systems: GIFT, Moodle XML and a workbook of our own. Plain Python, and openpyxl.

A format reads a file into questions and problems, one by one, and writes questions into one. What it cannot carry it says beforehand.
"""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import BinaryIO

from . import gift, moodle_xml, xlsx
from .exchange import (
    SHAPES,
    ExchangeQuestion,
    Problem,
    UnreadableFile,
    make_question,
)

__all__ = [
    "MOST_BYTES",
    "SHAPES",
    "ExchangeQuestion",
    "Problem",
    "UnreadableFile",
    "find_obstacle",
    "list_losses",
    "make_question",
    "read_file",
    "suffix_of",
    "write_file",
]

MOST_BYTES = 50 * 1024 * 1024
FORMATS: dict[str, ModuleType] = {"gift": gift, "moodlexml": moodle_xml, "xlsx": xlsx}


def read_file(file_format: str, file: BinaryIO) -> Iterator[ExchangeQuestion | Problem]:
    """Questions, and problems of those that cannot be read, in the order of the file. Raises UnreadableFile, also in the middle."""
    return FORMATS[file_format].read(file)


def write_file(file_format: str, questions: Iterable[ExchangeQuestion]) -> Iterator[bytes]:
    """The file in pieces. Questions that the format cannot carry are left out: ``find_obstacle`` says which."""
    return FORMATS[file_format].write(question for question in questions if find_obstacle(file_format, question) is None)


def list_losses(file_format: str, question: ExchangeQuestion) -> list[Problem]:
    """What of a question would be lost in this format: all of it if ``find_obstacle`` finds one, else what it names."""
    obstacle = find_obstacle(file_format, question)
    return [obstacle] if obstacle else list(question.notes)


def find_obstacle(file_format: str, question: ExchangeQuestion) -> Problem | None:
    """Why the question cannot be written in this format: its kind, or a text longer than a cell can hold."""
    if question.kind not in FORMATS[file_format].CARRIES:
        return Problem("kind_unsupported", details={"kind": question.kind}, name=question.title)
    if file_format == "xlsx" and xlsx.has_long_cell(question):
        return Problem("too_long", details={"most": xlsx.LONGEST_CELL}, name=question.title)
    return None


def suffix_of(file_format: str) -> str:
    return FORMATS[file_format].SUFFIX
