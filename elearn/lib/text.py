"""Which language a piece of text is in, by its letters."""

import re
from functools import lru_cache

ARABIC = re.compile(r"[\u0621-\u064a\u0671-\u06d3]")
LATIN = re.compile(r"[A-Za-z]")
TAG = re.compile(r"<[^<>]*>")


# Templates ask for the language of one text several times.
@lru_cache(maxsize=64)
def guess_language(text: str) -> str | None:
    """``ar`` or ``en`` by the letters that prevail; None for text without letters. Tags and the addresses in them are no letters."""
    text = TAG.sub("", text)
    arabic, latin = len(ARABIC.findall(text)), len(LATIN.findall(text))
    if not arabic and not latin:
        return None
    return "ar" if arabic >= latin else "en"
