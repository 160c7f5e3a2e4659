"""GIFT read paragraph by paragraph. A paragraph that cannot be understood is a problem with its line; the others are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from .encodings import open_text
from .exchange import ExchangeQuestion, Problem, UnreadableFile
from .gift_answers import Refused, read_answers
from .gift_syntax import protect, read_words, restore

LONGEST_QUESTION = 200_000
CATEGORY = re.compile(r"\$CATEGORY\s*:\s*(.*)", re.IGNORECASE)
NAME = re.compile(r"::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\[(html|plain|moodle|markdown)\]", re.IGNORECASE)
BLANK = "_____"
ROOTS = {"$course$", "$module$", "$system$", "top"}


@dataclass
class Paragraph:
    """The lines of one question, its comments apart. ``line`` is the first one's number."""

    line: int = 0
    size: int = 0
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, number: int, text: str) -> None:
        self.line = self.line or number
        self.size += len(text)
        if self.size <= LONGEST_QUESTION:
            self.lines.append(text)


def read(file: BinaryIO) -> Iterator[ExchangeQuestion | Problem]:
    """Every question of the file in order, or why it is none. Raises UnreadableFile; memory does not grow with the file."""
    opened = open_text(file)
    try:
        if opened.converted_from:
            yield Problem("converted", details={"encoding": opened.converted_from})
        yield from read_text(opened.text)
    finally:
        opened.text.detach()


def read_text(text: TextIO) -> Iterator[ExchangeQuestion | Problem]:
    category, found = "", False
    paragraph = Paragraph()
    for number, line in numbered_lines(text):
        if number == 1 and line.lstrip("\ufeff").lstrip().startswith(("<?xml", "<quiz")):
            raise UnreadableFile("wrong_kind")
        stripped = line.strip().lstrip("\ufeff")
        if match := CATEGORY.match(stripped):
            yield from read_paragraph(paragraph, category)
            category, paragraph = category_path(restore(protect(match[1]))), Paragraph()
        elif not stripped:
            found = found or bool(paragraph.lines)
            yield from read_paragraph(paragraph, category)
            # Comments that stand alone belong to the question that follows.
            paragraph = Paragraph() if paragraph.lines else Paragraph(comments=paragraph.comments)
        elif stripped.startswith("//"):
            paragraph.comments.append(stripped[2:])
        else:
            paragraph.add(number, stripped)
    yield from read_paragraph(paragraph, category)
    if not found and not paragraph.lines:
        raise UnreadableFile("no_questions")


def numbered_lines(text: TextIO) -> Iterator[tuple[int, str]]:
    """The lines, each cut where no question could go on: a line of a million letters costs no more than one of the longest."""
    number = 1
    length = 0
    while line := text.readline(LONGEST_QUESTION):
        if length <= LONGEST_QUESTION:
            yield number, line
        length += len(line)
        if line.endswith("\n"):
            number, length = number + 1, 0


def category_path(text: str) -> str:
    """``$course$/top/المناصرة/سهل`` → ``المناصرة/سهل``."""
    parts = [part.strip() for part in text.split("/")]
    while parts and parts[0].lower() in ROOTS:
        parts = parts[1:]
    return "/".join(filter(None, parts))


def read_paragraph(paragraph: Paragraph, category: str) -> Iterator[ExchangeQuestion | Problem]:
    if not paragraph.lines:
        return
    try:
        yield read_question(paragraph, category)
    except Refused as refusal:
        text = restore(protect("\n".join(paragraph.lines)[:1000]))
        yield Problem(refusal.code, paragraph.line, refusal.details, text[:80].replace("\n", " "))


def read_question(paragraph: Paragraph, category: str) -> ExchangeQuestion:
    if paragraph.size > LONGEST_QUESTION:
        raise Refused("too_long", most=LONGEST_QUESTION)
    words = [word for comment in paragraph.comments for word in read_words(comment)]
    text = protect("\n".join(paragraph.lines))
    name = ""
    if match := NAME.match(text):
        name, text = restore(match[1]), text[match.end() :].lstrip()
    text_format = "moodle"
    if match := FORMAT.match(text):
        text_format, text = match[1].lower(), text[match.end() :]
    stem, braces, tail = split_braces(text)
    stem = stem.strip()
    if tail:
        stem = f"{stem} {BLANK}{'' if tail[0] in '.,;:!?،؛؟' else ' '}{tail}"
    return read_answers(
        stem,
        braces,
        text_format=text_format,
        words=words,
        name=name,
        category=category,
        line=paragraph.line,
        is_missing_word=bool(tail),
    )


def split_braces(text: str) -> tuple[str, str, str]:
    """(before, between, after). Raises Refused for a paragraph without answers, or with braces that do not match."""
    opening, closing = text.find("{"), text.rfind("}")
    if opening < 0 and closing < 0:
        raise Refused("kind_unsupported", kind="description")
    if opening < 0 or closing < opening:
        raise Refused("unclosed_brace" if closing < opening else "unopened_brace")
    between = text[opening + 1 : closing]
    if "{" in between or "}" in between:
        raise Refused("several_braces")
    return text[:opening], between, text[closing + 1 :].strip()
