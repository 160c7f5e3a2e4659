"""Whether a typed answer is one of the accepted ones, and why; what editors are shown about it. Codes, never sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from elearn.lib.arabic import clean_text, fold, is_within_one_edit, plain_letters

FOLDED, LETTERS, EXACT = "folded", "letters", "exact"
STRICTNESSES = (FOLDED, LETTERS, EXACT)
FORMS = (fold, plain_letters, clean_text)
"""One form a strictness. Each asks for equality in its own form and in those before it, so whatever a strict question takes, a mild one takes too."""

SHORTEST_WORD_WITH_SLIPS = 6
SHORTEST_WITHOUT_ARTICLE = 3


@dataclass(frozen=True)
class Match:
    """What became of an answer; ``word`` is the accepted, refused or reserved word that decided.

    Right: ``same`` (written as accepted), ``spelling`` (the same word by the question's strictness), ``slip`` (one letter away, forgiven).
    Wrong: ``refused`` (on the question's list), ``reserved`` (one letter away, and a word of its own elsewhere), ``stricter`` (right in a milder
    question), ``near`` (one letter away, not forgiven here), ``short`` (one letter away from a word too short to forgive), ``other``, ``empty``.
    """

    code: str
    word: str = ""

    @property
    def is_right(self) -> bool:
        return self.code in {"same", "spelling", "slip"}


type Spelling = tuple[str, ...]
"""A text in the forms that a strictness compares; the first is always the folded one."""


def spell(text: str, strictness: str) -> Spelling:
    """Raises ValueError for a strictness that does not exist."""
    return tuple(form(text) for form in FORMS[: STRICTNESSES.index(strictness) + 1])


def explain_match(
    accepted: Iterable[str],
    refused: Iterable[str],
    given: str,
    *,
    accepts_slips: bool = False,
    strictness: str = FOLDED,
    reserved: Iterable[str] = (),
) -> Match:
    """Why ``given`` is right or wrong. ``reserved``: words that mean something elsewhere and are never taken for a slip.

    A slip is one letter put in, left out or taken for another (Levenshtein, 1966), only with ``accepts_slips`` and in words of six letters
    or more. Refused and reserved words are recognised folded, however strict the question is; digits and signs never slip.
    """
    spelling = spell(given, strictness)
    folded = spelling[0]
    if not folded:
        return Match("empty")
    wanted = [(word, spell(word, strictness)) for word in accepted]
    equal = next((word for word, spelled in wanted if spelled == spelling), None)
    if equal is not None:
        is_same = any(clean_text(word) == clean_text(given) for word, spelled in wanted if spelled == spelling)
        return Match("same" if is_same else "spelling", equal)
    refusal = find_folded(refused, folded)
    if refusal is not None:
        return Match("refused", refusal)
    near = [(word, spelled) for word, spelled in wanted if spelled[0] and is_slip(spelling, spelled)]
    reservation = find_folded(reserved, folded) if near else None
    if reservation is not None:
        return Match("reserved", reservation)
    forgiven = next((word for word, spelled in near if has_room_for_slips(spelled[0])), None)
    if accepts_slips and forgiven is not None:
        return Match("slip", forgiven)
    milder = next((word for word, spelled in wanted if spelled[0] == folded), None)
    if milder is not None:
        return Match("stricter", milder)
    if near:
        return Match("short" if forgiven is None else "near", near[0][0])
    return Match("other")


def find_folded(words: Iterable[str], folded: str) -> str | None:
    return next((word for word in words if fold(word) == folded), None)


def is_slip(given: Spelling, wanted: Spelling) -> bool:
    """Whether at most one letter or space differs, in every form."""
    return all(map(is_within_one_edit, given, wanted)) and signs_of(given[0]) == signs_of(wanted[0])


def signs_of(text: str) -> str:
    return "".join(character for character in text if not character.isalpha() and character != " ")


def has_room_for_slips(folded: str) -> bool:
    return sum(map(str.isalpha, folded)) >= SHORTEST_WORD_WITH_SLIPS


def find_near_words(accepted: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those of ``known`` that are one letter away from an accepted answer long enough to forgive one, and not accepted themselves.

    Sorted, each word in one spelling: the same words give the same list.
    """
    wanted = {fold(word) for word in accepted}
    long = [word for word in wanted if has_room_for_slips(word)]
    near: dict[str, str] = {}
    for word in sorted(known) if long else ():
        folded = fold(word)
        if folded and folded not in wanted and any(is_within_one_edit(folded, other) for other in long):
            near.setdefault(folded, word)
    return sorted(near.values())


# What editors are shown -----------------------------------------------------------------


WITHOUT_HAMZA = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ؤ": "و", "ئ": "ي", "ء": None})
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
ARTICLE = "ال"
FATHA = "\u064e"
TATWEEL = "\u0640"


def spell_otherwise(word: str) -> Iterator[tuple[str, str]]:
    """(code, spelling): the ways in which readers write ``word``, and near misses that are no spelling of it. None twice."""
    seen = {word}
    for code, spelling in other_spellings(word):
        if spelling not in seen and fold(spelling):
            seen.add(spelling)
            yield code, spelling


def other_spellings(word: str) -> Iterator[tuple[str, str]]:
    is_arabic = any("\u0621" <= letter <= "\u064a" for letter in word)
    yield "no_hamza", word.translate(WITHOUT_HAMZA)
    yield "heh", word.replace("ة", "ه")
    yield "yeh", word.replace("ى", "ي")
    yield "no_tashkeel", "".join(letter for letter in word if not "\u064b" <= letter <= "\u0652")
    if is_arabic and word == plain_letters(word):
        start = word.find(ARTICLE) + len(ARTICLE) if word.startswith(ARTICLE) else 0
        yield "tashkeel", f"{word[: start + 1]}{FATHA}{word[start + 1 :]}"
        yield "tatweel", f"{word[: start + 1]}{TATWEEL * 2}{word[start + 1 :]}"
    yield "persian", word.translate(PERSIAN_LETTERS)
    yield "digits", word.translate(ARABIC_DIGITS)
    yield "case", word.upper()
    bare = word.removeprefix(ARTICLE)
    if bare != word and len(bare) >= SHORTEST_WITHOUT_ARTICLE:
        yield "no_article", bare
    elif is_arabic and " " not in word:
        yield "article", f"{ARTICLE}{word}"
    if has_room_for_slips(fold(word)):
        yield "letter", word[:-1]


@dataclass(frozen=True)
class Sample:
    """A spelling that somebody could write. ``code`` says how it came about, ``match`` what would become of it."""

    code: str
    text: str
    match: Match


@dataclass(frozen=True)
class Samples:
    """The spellings of the answers of one gap, those that match first; and real words near them."""

    matching: Sequence[Sample]
    missing: Sequence[Sample]
    near: Sequence[Sample]


def sample_spellings(
    accepted: Sequence[str],
    refused: Sequence[str],
    known: Mapping[str, Iterable[str]],
    *,
    accepts_slips: bool,
    strictness: str,
    most: int = 4,
) -> Samples:
    """How the answers of one gap would be judged: other spellings of the first ``most`` accepted answers, and every real word near any.

    ``known``: words by where they come from, which becomes the code of the near ones; those of the refused list have ``refused``.
    """
    sources = {source: find_near_words(accepted, words) for source, words in known.items()}
    reserved = [word for words in sources.values() for word in words]

    def sample(code: str, text: str) -> Sample:
        match = explain_match(accepted, refused, text, accepts_slips=accepts_slips, strictness=strictness, reserved=reserved)
        return Sample(code, text, match)

    spelled = [sample("written", word) for word in accepted]
    spelled += [sample(*other) for word in accepted[:most] for other in spell_otherwise(word)]
    near = [sample("refused", word) for word in refused]
    near += [sample(source, word) for source, words in sources.items() for word in words]
    return Samples(
        matching=[found for found in spelled if found.match.is_right],
        missing=[found for found in spelled if not found.match.is_right],
        near=list({fold(found.text): found for found in reversed(near)}.values())[::-1],
    )
