"""HTML as plain text: paragraphs become lines, entities letters; what plain text cannot hold is named. Plain Python."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "div",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
    "hr",
}
SILENT = {"script", "style", "head", "title"}
LOSSES = {"table": "table_left_out", "script": "script_left_out", "iframe": "media_left_out", "object": "media_left_out"}
MEDIA_TAGS = {"img", "audio", "video", "svg", "embed"}
HTML = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|ul|ol|li|img|table|a|sub|sup|h[1-6]|pre|code|audio|video|script|font)\b[^>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);",
    re.IGNORECASE,
)
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
MANY_LINES = re.compile(r"\n{3,}")


class TextOfHtml(HTMLParser):
    """Collects the text of one fragment. ``losses``: codes of what was left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.losses: dict[str, None] = {}
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MEDIA_TAGS:
            self.losses["media_left_out"] = None
        if tag in LOSSES:
            self.losses[LOSSES[tag]] = None
        if tag in SILENT:
            self.silent += 1
        elif tag in ("br", "tr"):
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(SPACES.sub(" ", data))

    def text(self) -> str:
        lines = (line.strip() for line in "".join(self.parts).split("\n"))
        return MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def text_of_html(html: str) -> tuple[str, list[str]]:
    """(text, codes of what was left out). Paragraphs are parted by an empty line."""
    parser = TextOfHtml()
    parser.feed(html)
    parser.close()
    return parser.text(), list(parser.losses)


def looks_like_html(text: str) -> bool:
    return bool(HTML.search(text))
