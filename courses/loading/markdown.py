"""The Markdown of lessons: sections, a few block directives, and the rich text inside them."""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.container import container_plugin

DIRECTIVES = {
    "key-term": {"term"},
    "example": {"title"},
    "callout": {"tone"},
    "steps": set(),
    "compare": {"title"},
    "reflection": set(),
    "statistic": {"stat"},
    "quiz": {"title", "mode"},
}
FENCE = re.compile(r"^:::", re.MULTILINE)
KEY = re.compile(r"^[a-z][a-z0-9-]*$")

type LinkWriter = Callable[[str], str]


class MarkdownProblem(Exception):
    def __init__(self, line: int, expected: str) -> None:
        super().__init__(expected)
        self.line, self.expected = line, expected


@dataclass(frozen=True)
class Block:
    """A section or a directive. ``attrs`` as written; ``tokens`` what stands inside; ``line`` in its file."""

    name: str
    key: str
    line: int
    attrs: dict[str, str] = field(default_factory=dict)
    heading: str = ""
    tokens: tuple[Token, ...] = ()

    def shape(self) -> tuple:
        """What must be equal in both languages."""
        counted = [
            token.type for token in self.tokens if token.type in {"paragraph_open", "list_item_open", "heading_open", "tr_open"}
        ]
        return self.name, self.key, bool(self.heading), tuple(counted)

    def describe(self) -> str:
        paragraphs = sum(token.type == "paragraph_open" for token in self.tokens)
        items = sum(token.type == "list_item_open" for token in self.tokens)
        return f"{self.name} `{self.key}` with {paragraphs} paragraphs and {items} list items"


def make_parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "fence", "blockquote", "image", "html_block"])
    )
    parser.use(attrs_block_plugin)
    for name in DIRECTIVES:
        parser.use(container_plugin, name)
    return parser


def split_front_matter(raw: str) -> tuple[str, str, int]:
    """(YAML, body, number of lines before the body). Raises ValueError with what was expected."""
    lines = raw.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        raise ValueError("expected `---` on the first line, before the front matter")
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "".join(lines[1:index]), "".join(lines[index + 1 :]), index + 1
    raise ValueError("expected `---` after the front matter")


def parse_body(body: str, offset: int) -> Iterator[Block]:
    """The blocks of a lesson in order. ``offset``: lines before the body. Raises MarkdownProblem."""
    seen: set[str] = set()
    for block in split_blocks(make_parser().parse(body), offset):
        if not KEY.match(block.key):
            raise MarkdownProblem(block.line, "expected a key of small Latin letters, digits and hyphens")
        if block.key in seen:
            raise MarkdownProblem(block.line, f"expected a key of its own: `{block.key}` is taken in this lesson")
        seen.add(block.key)
        yield block


def split_blocks(tokens: list[Token], offset: int) -> Iterator[Block]:
    current: dict[str, Any] = {"name": "section", "key": "opening", "line": offset + 1, "attrs": {}, "heading": "", "tokens": []}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        line = (token.map[0] if token.map else 0) + offset + 1
        if token.type == "heading_open" and token.tag == "h2":
            if current["tokens"] or current["heading"]:
                yield Block(**{**current, "tokens": tuple(current["tokens"])})
            anchor = str(token.attrs.get("id", ""))
            if not anchor:
                raise MarkdownProblem(line, "expected a line `{#anchor}` before this heading")
            attrs = {str(name): str(value) for name, value in token.attrs.items() if name != "id"}
            heading = tokens[index + 1].content
            current = {"name": "section", "key": anchor, "line": line, "attrs": attrs, "heading": heading, "tokens": []}
            index += 3
        elif token.type.startswith("container_") and token.nesting == 1:
            if current["tokens"] or current["heading"]:
                yield Block(**{**current, "tokens": tuple(current["tokens"])})
            end = closing(tokens, index)
            block = directive(token, tokens[index + 1 : end], line)
            yield block
            current = {"name": "section", "key": f"after-{block.key}", "line": line, "attrs": {}, "heading": "", "tokens": []}
            index = end + 1
        else:
            if token.type == "heading_open" and token.tag != "h3":
                raise MarkdownProblem(line, "expected `##` for a section or `###` inside one")
            if token.type == "inline" and FENCE.search(token.content):
                raise MarkdownProblem(line, f"expected one of {', '.join(f'`::: {name}`' for name in DIRECTIVES)}")
            current["tokens"].append(token)
            index += 1
    if current["tokens"] or current["heading"]:
        yield Block(**{**current, "tokens": tuple(current["tokens"])})


def closing(tokens: list[Token], start: int) -> int:
    name = tokens[start].type.replace("_open", "_close")
    return next(
        index
        for index in range(start + 1, len(tokens))
        if tokens[index].type == name and tokens[index].level == tokens[start].level
    )


def directive(token: Token, inner: list[Token], line: int) -> Block:
    try:
        name, *pairs = shlex.split(token.info)
        attrs = dict(pair.split("=", 1) for pair in pairs)
    except ValueError:
        raise MarkdownProblem(line, 'expected `::: name key=value other="two words"`') from None
    if any(child.type.startswith("container_") or (child.type == "heading_open" and child.tag == "h2") for child in inner):
        raise MarkdownProblem(line, f"expected `:::` on a line of its own after `{name}`")
    missing = sorted(DIRECTIVES[name] - attrs.keys())
    if missing:
        raise MarkdownProblem(line, f"expected {' and '.join(f'`{attr}=`' for attr in missing)} in `{name}`")
    key = attrs.pop("key", "")
    if not key:
        raise MarkdownProblem(line, f"expected `key=` in `{name}`")
    return Block(name, key, line, attrs, "", tuple(inner))


def to_rich_text(tokens: tuple[Token, ...] | list[Token], link: LinkWriter) -> str:
    """The HTML that Wagtail stores for a rich text. ``link`` writes the attributes of an <a> for a target."""
    tags = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "heading": "h3"}
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts.append(inline_html(token.children or [], link))
            continue
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.hidden or name not in tags:
            continue
        parts.append(f"<{'/' if token.nesting == -1 else ''}{tags[name]}>")
    return "".join(parts)


def inline_html(children: list[Token], link: LinkWriter) -> str:
    parts = []
    for child in children:
        match child.type:
            case "text":
                parts.append(escape(child.content))
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "strong_open":
                parts.append("<b>")
            case "strong_close":
                parts.append("</b>")
            case "link_open":
                parts.append(f"<a {link(str(child.attrs['href']))}>")
            case "link_close":
                parts.append("</a>")
            case "em_open" | "em_close":
                continue
            case _:
                parts.append(escape(child.content))
    return "".join(parts)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(tokens: tuple[Token, ...] | list[Token]) -> str:
    """The words alone; paragraphs separated by an empty line."""
    return "\n\n".join(
        "".join(child.content or " " for child in token.children or []) for token in tokens if token.type == "inline"
    )


def list_items(tokens: tuple[Token, ...]) -> Iterator[list[Token]]:
    """The inline children of each item of the first list."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if depth and token.type == "inline":
            yield list(token.children or [])


def table_rows(tokens: tuple[Token, ...]) -> list[list[str]]:
    """The cells of a pipe table, header first."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(plain_text([token]))
    return rows
