"""XML read one element of interest at a time, with nothing in it that could make a small file a large one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from .encodings import open_text
from .exchange import UnreadableFile

CHUNK = 1 << 16
DEEPEST = 40
LONGEST = 2_000_000
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Found:
    """One element with its line. ``is_too_long``: it held more than any question can, and is cut."""

    element: Element
    line: int
    is_too_long: bool = False


class Collector:
    """Handlers of one parser. Builds the elements named ``wanted`` that stand below the root, and forgets whatever else there is."""

    def __init__(self, parser: expat.XMLParserType, roots: frozenset[str], wanted: str, ignored: str) -> None:
        self.parser, self.roots, self.wanted, self.ignored = parser, roots, wanted, ignored
        self.found: list[Found] = []
        self.depth = 0
        self.builder: TreeBuilder | None = None
        self.line = self.size = self.ignored_depth = 0
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        # A document type is where entities are declared: without one nothing can expand or be fetched.
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.buffer_text = True

    def refuse(self, *_arguments: object) -> None:
        raise UnreadableFile("doctype", self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableFile("too_deep", self.parser.CurrentLineNumber)
        if self.depth == 1 and name not in self.roots:
            raise UnreadableFile("wrong_kind", self.parser.CurrentLineNumber)
        if self.builder is None and self.depth == 2 and name == self.wanted:
            self.builder, self.line, self.size = TreeBuilder(), self.parser.CurrentLineNumber, 0
        if self.builder is not None:
            self.builder.start(name, attributes)
            if name == self.ignored:
                self.ignored_depth += 1

    def data(self, text: str) -> None:
        if self.builder is None or self.ignored_depth:
            return
        self.size += len(text)
        if self.size <= LONGEST:
            self.builder.data(text)

    def end(self, name: str) -> None:
        if self.builder is not None:
            self.builder.end(name)
            if name == self.ignored:
                self.ignored_depth -= 1
            if self.depth == 2:
                self.found.append(Found(self.builder.close(), self.line, self.size > LONGEST))
                self.builder = None
        self.depth -= 1


def iterate_elements(file: BinaryIO, *, roots: frozenset[str], wanted: str, ignored: str) -> Iterator[str | Found]:
    """First the encoding that the file was converted from, empty for UTF-8; then each ``wanted`` element below the root.

    The text of ``ignored`` elements is dropped. Raises UnreadableFile, also in the middle: ``wrong_kind``, ``doctype``, ``too_deep``,
    ``not_xml``, and what ``open_text`` raises.
    """
    opened = open_text(file)
    try:
        yield opened.converted_from
        # What comes in is UTF-8 by now, whatever the file declares.
        parser = expat.ParserCreate("utf-8")
        collector = Collector(parser, roots, wanted, ignored)
        text = opened.text.read(CHUNK)
        if not text.lstrip().startswith("<"):
            raise UnreadableFile("wrong_kind")
        text = DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
        while True:
            feed(parser, text, is_last=not text)
            yield from collector.found
            collector.found.clear()
            if not text:
                return
            text = opened.text.read(CHUNK)
    finally:
        opened.text.detach()


def feed(parser: expat.XMLParserType, text: str, *, is_last: bool) -> None:
    try:
        parser.Parse(text.encode(), is_last)
    except expat.ExpatError as error:
        raise UnreadableFile("not_xml", error.lineno) from error
