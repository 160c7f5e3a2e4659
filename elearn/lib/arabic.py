"""Arabic text: cleaning what people type, and folding it so that spelling habits do not hide a match.

Plain Python. The folding follows the analysis that Lucene documents as Arabic normalisation, widened by
Persian letters, the two other digit families and invisible characters.
"""

import re
import unicodedata

ZERO_WIDTH_KEPT = {"\u200c", "\u200d"}
TATWEEL = "\u0640"
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
FOLDED = {
    "ا": "أإآٱٲٳ",
    "ي": "ىئیێېےۓ",
    "و": "ؤ",
    "ه": "ةہھەۀۂۃ",
    "ك": "کڪ",
    # Sounds that Arabic writes with a letter of its own: ڤيديو is فيديو, پوستر is بوستر.
    "ف": "ڤ",
    "ب": "پ",
}
LETTERS = str.maketrans({other: letter for letter, others in FOLDED.items() for other in others} | {"ء": None})
MARKS = "".join(character for character in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(character))
ENDLESS_MARKS = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")
SPACES = re.compile(r"\s+")
NUMBER_SIGNS = str.maketrans({"٪": "%", "٫": ".", "٬": ","})
GROUPED_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
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

    As ``plain_letters``, and hamza carriers, alef, ya, ta marbuta and the Persian shapes of letters are unified.
    """
    return _fold(text, keeps_letters=False)


def plain_letters(text: str) -> str:
    """The form in which two words of the same letters are equal: «مُناصَرةٌ»، «مناصـرة» → «مناصرة», but not «مناصره».

    Compatibility forms are resolved (ligatures, full-width letters), tashkeel, tatweel and invisible characters dropped, digits
    made Western, Latin lowered, punctuation turned into spaces. In numbers «٫» is a point and grouping falls away: «٧٩٧٬٠٠٠»,
    «797,000» → «797000». A percent sign follows its number: «٪70», «70 %» → «70%».
    """
    return _fold(text, keeps_letters=True)


def _fold(text: str, *, keeps_letters: bool) -> str:
    decomposed = unicodedata.normalize("NFKC", calm_marks(text)).translate(DIGITS).translate(NUMBER_SIGNS)
    # Hamza carriers are composed by NFKC; what is left of category Mn is tashkeel or a stray mark.
    letters = "".join(
        character
        for character in decomposed
        if unicodedata.category(character) not in {"Mn", "Cf", "Cs", "Cc"} or character in "\t\n"
    )
    letters = letters.replace(TATWEEL, "").casefold()
    if not keeps_letters:
        letters = letters.translate(LETTERS)
    letters = GROUPED_NUMBER.sub(lambda number: number[0].replace(",", ""), letters)
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


# Search ---------------------------------------------------------------------------------

ARTICLES = re.compile(r"^(?:[وف]?لل|[وف]?[بك]?ال)(?=\w{3})")
FEMININE = re.compile(r"(?<=\w{3})(?:ات|ه)$|(?<=\w{3})ت(?:ها|هم|هن|كم|نا)$")
ENDINGS = re.compile(r"(?<=\w{3})(?:ون|ين|ان|ها|هم|هن|كم|نا)$")


def search_forms(word: str) -> tuple[str, ...]:
    """Folded forms of one word, of which any, standing inside a folded text, means that the text speaks of it.

    An attached article goes with what stands before it («والتأييد»، «للتأييد» → «تاييد»), and a plural or a possessive is found by its
    singular and the other way round («حملات»، «حملتنا» → «حمله»، «حملات»، «حملت»). At least three letters always stay. Light on purpose:
    a broken plural («أهداف») is another word. Empty for what holds no letters.
    """
    folded = fold(word)
    bare = ARTICLES.sub("", folded)
    feminine = FEMININE.search(bare)
    if feminine:
        stem = bare[: feminine.start()]
        return tuple(dict.fromkeys((bare, f"{stem}ه", f"{stem}ات", f"{stem}ت")))
    stem = ENDINGS.sub("", bare)
    # What is found inside a text is found by its stem too.
    return (stem,) if stem else ()
