"""The letters of GIFT: what is escaped, and the bracketed words in comments."""

import re

ESCAPED = "~=#{}:\\/>"
"""GIFT escapes the first six and the backslash; ``\\/`` and ``\\>`` are ours, for a line that begins as a comment does and for an arrow."""

FIRST_PLACE = 0xE000
PLACES = {character: chr(FIRST_PLACE + index) for index, character in enumerate([*ESCAPED, "n"])}
MEANINGS = {ord(place): "\n" if character == "n" else character for character, place in PLACES.items()}
ESCAPES = re.compile(r"\\([~=#{}:\\/>n])")
PRIVATE = re.compile("[\ue000-\ue0ff]")
WORD = re.compile(r"\[([a-z_]+):((?:\\.|[^\]\\])*)\]", re.DOTALL)


def protect(text: str) -> str:
    """Escaped characters as placeholders, so that what is left of the control characters controls."""
    if PRIVATE.search(text):
        text = PRIVATE.sub("", text)
    return ESCAPES.sub(lambda match: PLACES[match[1]], text) if "\\" in text else text


def restore(text: str) -> str:
    """What ``protect`` hid, as the characters that were meant."""
    return text.translate(MEANINGS)


def escape(text: str) -> str:
    r"""Text on one line, in which nothing controls. ``->`` and a leading ``//`` are hidden too."""
    escaped = re.sub(r"[~=#{}:\\]", lambda match: f"\\{match[0]}", text).replace("\n", "\\n").replace("->", "-\\>")
    return f"\\{escaped}" if escaped.startswith("//") else escaped


def write_word(name: str, text: str) -> str:
    """``[tag:…]``, as a comment before a question holds it."""
    return f"[{name}:{escape_word(text)}]"


def escape_word(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]").replace("\n", "\\n")


def read_words(comment: str) -> list[tuple[str, str]]:
    """Every ``[name:text]`` of a comment, in order."""
    return [
        (match[1], re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], match[2]))
        for match in WORD.finditer(comment)
    ]
