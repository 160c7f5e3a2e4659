"""The fonts of the certificate and what they can draw."""

from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FAMILY = "IBM Plex Sans Arabic"
# Comes inside the typst wheel. For Latin names with marks that the first family has no glyphs for: Ḍiyāʾ, Şükrü.
LATIN_FAMILY = "Libertinus Serif"
LATIN_RANGES = ((0x20, 0x7E), (0xA0, 0x24F), (0x2BB, 0x2BF), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x2010, 0x201F))
# Shapers use these where they stand and draw nothing.
INVISIBLE = {0x200C, 0x200D}


def font_folder() -> Path:
    import fontpkg_ibm_plex_sans_arabic

    return Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"


@cache
def load_fonts() -> typst.Fonts:
    """Read once a process; only what the wheels bring, so that a PDF is the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(font_folder())])


@cache
def characters_of(family: str) -> frozenset[int]:
    if family == LATIN_FAMILY:
        # A font inside the wheel cannot be read from here; a test draws every one of these.
        return frozenset(code for first, last in LATIN_RANGES for code in range(first, last + 1))
    with TTFont(font_folder() / "IBMPlexSansArabic-Regular.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap()) | INVISIBLE


def font_for(text: str) -> str | None:
    """The family that has a glyph for every character of ``text``; None when neither has."""
    families = (family for family in (FAMILY, LATIN_FAMILY) if characters_of(family).issuperset(map(ord, text)))
    return next(families, None)


def can_print(text: str) -> bool:
    """Whether a name can be printed as it is: an archival PDF refuses a character without a glyph."""
    return font_for(text) is not None


def unprintable_in(text: str) -> list[str]:
    """Characters of ``text`` that have no glyph beside the rest of it, each once; empty when ``can_print``."""
    if can_print(text):
        return []
    # What stands in the way is judged by the family that misses the fewest.
    missing = (
        sorted({character for character in text if ord(character) not in characters_of(family)})
        for family in (FAMILY, LATIN_FAMILY)
    )
    return min(missing, key=len)


def keep_printable(text: str) -> str:
    """``text`` without characters that neither font has, such as emoji in a course title."""
    drawn = characters_of(FAMILY) | characters_of(LATIN_FAMILY)
    return " ".join("".join(character for character in text if ord(character) in drawn).split())
