"""Certificate codes as people write them. Plain Python."""

import re

from elearn.lib.arabic import western_digits

CODE_LENGTH = 32
CODE = re.compile(r"[A-Z2-7]{32}")
BETWEEN = re.compile(r"[\s\-–—_.·]|[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
# The alphabet of codes has neither digit, so who types one has misread a letter.
MISREAD = str.maketrans({"0": "O", "8": "B"})


def normalize_code(text: str) -> str:
    """The code in ``text``, typed by hand or pasted with its whole address; a string that is no code if there is none.

    Spaces, hyphens, direction marks, case and the family of digits do not matter. What comes back has at most as many letters as ``text``.
    """
    for part in text.split("/"):
        compact = BETWEEN.sub("", western_digits(part)).upper().translate(MISREAD)
        if CODE.fullmatch(compact):
            return compact
    return BETWEEN.sub("", western_digits(text)).upper()


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def group_code(code: str) -> str:
    """In groups of four, as it is printed and read aloud."""
    return " ".join(code[index : index + 4] for index in range(0, len(code), 4))
