"""Styles know no left and no right, and treat Arabic letters as they must be treated."""

import re

import pytest

from tests.conventions.sources import lines_with, static_files

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SIDES = "left|right|top|bottom"
PHYSICAL = [
    rf"(?:^|[\s;{{])(?:{SIDES})\s*:",
    rf"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:{SIDES})\b",
    r"(?:^|[\s;{])(?:min-|max-)?(?:width|height)\s*:",
    r"border-(?:top|bottom)-(?:left|right)-radius",
    r"(?:text-align|float|clear|caption-side|background-position|object-position|transform-origin)\s*:[^;]*\b(?:left|right)\b",
    # Four values name the sides one by one: the second is the right, the fourth the left.
    r"(?:^|[\s;{])(?:margin|padding|inset|border-width|border-color|border-style)\s*:\s*(\S+)\s+(\S+)\s+(\S+)\s+(?!\2[\s;])\S+\s*;",
    r"(?:^|[\s;{])border-radius\s*:\s*\S+\s+\S+",
    r"translate(?:X|3d)?\((?![^)]*var\(--dir\))",
    r"linear-gradient\(\s*to (?:left|right)",
]
NEVER = {
    "!important": r"!\s*important",
    "letter-spacing": r"letter-spacing\s*:\s*(?!0|normal)",
    "italic": r"font-style\s*:\s*(?:italic|oblique)|font\s*:[^;]*\b(?:italic|oblique)\b",
    "upper case": r"text-transform\s*:\s*(?:uppercase|capitalize)",
    "justified": r"text-align\s*:\s*justify",
    "hyphens": r"hyphens\s*:\s*auto",
    "another host": r"(?:url\(|@import)\s*[\"']?(?:https?:)?//",
}


def text_of(path) -> str:
    """The styles without comments, every line kept, and without the conditions of media queries, which are about the screen."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
    return re.sub(r"@(?:media|container|supports)[^{]*", "@media ", text)


def find(pattern: str) -> list[str]:
    return [line for path in static_files(".css") for line in lines_with(pattern, path, text_of(path))]


def test_there_are_styles_to_look_at():
    assert len(static_files(".css")) >= 15


@pytest.mark.parametrize("pattern", PHYSICAL)
def test_styles_name_no_side(pattern):
    assert find(pattern) == []


@pytest.mark.parametrize("name", NEVER)
def test_styles_never_use(name):
    assert find(NEVER[name]) == []


@pytest.mark.parametrize(
    "line",
    [
        "  left: 0;",
        "a{right:1px}",
        "  margin-left: 1rem;",
        "  padding-top: 1rem;",
        "  border-right: 1px solid;",
        "  width: 10rem;",
        "  max-height: 50vh;",
        "  text-align: left;",
        "  float: right;",
        "  border-top-left-radius: 4px;",
        "  margin: 0 1rem 0 2rem;",
        "  transform: translateX(1rem);",
        "  background: linear-gradient(to right, red, blue);",
    ],
)
def test_side_is_recognised(line):
    assert [pattern for pattern in PHYSICAL if re.search(pattern, line)] != []


@pytest.mark.parametrize(
    "line",
    [
        "  inset-inline-start: 0;",
        "  margin-inline: auto;",
        "  inline-size: 100%;",
        "  min-block-size: 2rem;",
        "  text-align: start;",
        "  margin: 0 1rem 0 1rem;",
        "  padding: 1rem 2rem;",
        "  border-width: 2px;",
        "  transform: translateX(calc(1rem * var(--dir)));",
        "  stroke-width: 2;",
        "  vertical-align: top;",
        "  column-width: 20rem;",
    ],
)
def test_logical_style_is_no_side(line):
    assert [pattern for pattern in PHYSICAL if re.search(pattern, line)] == []
