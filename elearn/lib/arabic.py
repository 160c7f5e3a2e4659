"""Arabic text: cleaning what people type, and folding it so that spelling habits do not hide a match.

Plain Python. The folding follows the analysis that Lucene documents as Arabic normalisation, widened by
Persian letters, the two other digit families and invisible characters.
"""

import re
import unicodedata

ZERO_WIDTH_KEPT = {"\u200c", "\u200d"}
TATWEEL = "\u0640"
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ؤ": "و", "ة": "ه", "ہ": "ه", "ء": None}
)
MARKS = "".join(character for character in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(character))
ENDLESS_MARKS = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")
SPACES = re.compile(r"\s+")
PERCENT_SIGNS = str.maketrans("٪", "%")
MANY_SIGNS = re.compile(r"%[\s%]*%")
# A point stays inside a number and before its digits, as in 2.5 and .5; at the end of one it closes the sentence.
NOT_WORDS = re.compile(r"[^\w\s.%+-]|[.](?!\d)|[_]")
PERCENTAGE = re.compile(r"(?P<before>%\s*)?(?P<number>[.]?\d+(?:[.]\d+)*)(?P<after>\s*%)?")


def calm_marks(text: str) -> str:
    """At most 30 combining marks in a row, as the Unicode stream-safe format has it: putting endless runs in order takes minutes."""
    return ENDLESS_MARKS.sub(r"\1", text)


def clean_text(text: str, *, keep_lines: bool = False) -> str:
    """What may be stored of ``text``: no NUL, lone surrogate, bidi control or tatweel; spaces at both ends cut.

    Zero-width joiner and non-joiner stay: Persian and some Arabic names need them. With ``keep_lines`` line
    breaks survive; otherwise every run of white space becomes one space.
    """
    kept = []
    for character in unicodedata.normalize("NFC", calm_marks(text).replace("\r\n", "\n").replace("\r", "\n")):
        category = unicodedata.category(character)
        if character == "\n" and keep_lines:
            kept.append(character)
        elif character in "\t\n":
            kept.append(" ")
        elif (
            category in {"Cc", "Cs", "Co", "Cn"}
            or character == TATWEEL
            or (category == "Cf" and character not in ZERO_WIDTH_KEPT)
        ):
            continue
        else:
            kept.append(character)
    result = "".join(kept)
    if not keep_lines:
        result = SPACES.sub(" ", result)
    return result.strip()


def western_digits(text: str) -> str:
    """``٣`` and ``۳`` become ``3``."""
    return text.translate(DIGITS)


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal: «إلكترونيّة», «الكترونيه» → «الكترونيه».

    Compatibility forms are resolved (ligatures, full-width letters), tashkeel and invisible characters dropped, hamza
    carriers, alef, ya and ta marbuta unified, digits made Western, Latin lowered, punctuation turned into spaces. A percent
    sign follows its number: «٪70», «70 %» → «70%».
    """
    decomposed = unicodedata.normalize("NFKC", calm_marks(text)).translate(DIGITS).translate(PERCENT_SIGNS)
    # Hamza carriers are composed by NFKC; what is left of category Mn is tashkeel or a stray mark.
    letters = "".join(
        character
        for character in decomposed
        if unicodedata.category(character) not in {"Mn", "Cf", "Cs", "Cc"} or character in "\t\n"
    )
    letters = letters.replace(TATWEEL, "").translate(LETTERS).casefold()
    words = MANY_SIGNS.sub("%", NOT_WORDS.sub(" ", letters))
    return SPACES.sub(" ", PERCENTAGE.sub(put_sign_behind, words)).strip()


def put_sign_behind(match: re.Match[str]) -> str:
    """The number with one percent sign behind it if it had any beside it."""
    before, number, after = match["before"], match["number"], match["after"]
    return f"{' ' if before else ''}{number}% " if before or after else number


def sort_key(text: str) -> str:
    """A key that sorts Arabic names as a dictionary would, whatever the database's collation."""
    return fold(text)


def is_within_one_edit(first: str, second: str) -> bool:
    """Whether the Levenshtein distance of the two strings is 0 or 1."""
    if first == second:
        return True
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    start = 0
    while start < len(first) and first[start] == second[start]:
        start += 1
    if len(first) == len(second):
        return first[start + 1 :] == second[start + 1 :]
    return first[start:] == second[start + 1 :]
