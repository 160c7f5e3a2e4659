"""Arabic as it is written here, in the course and on every button; nothing left untranslated."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from ruamel.yaml import YAML

from tests.conventions.sources import ROOT, name_of

CONTENT = ROOT / "courses" / "content"
CATALOGUES = {language: ROOT / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("ar", "en")}
ARABIC = "\u0621-\u063a\u0641-\u064a"
MARKS = "\u064b-\u0652\u0670"

NEVER = {
    "scripts mixed in a word": rf"[{ARABIC}][{MARKS}]*[A-Za-z]|[A-Za-z][{ARABIC}]",
    "Persian letters": "[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06c0\u06c1\u06c2\u06d5\u06be]",
    "tatweel": "\u0640",
    "a space before a mark": r"\s[؟،؛]|[" + ARABIC + r"]\s+[.:!](?:\s|$)",
    "no space after a mark": rf"[،؛][{ARABIC}A-Za-z]",
    "Latin marks in Arabic": rf"[{ARABIC}{MARKS}»]\s*[,;?](?![^\s]*=)",
    "an exclamation mark": rf"[{ARABIC}{MARKS}»]\s*!",
    "a score with a slash": r"(?<![\d/.])\d{1,3}\s?/\s?\d{1,3}(?![\d/])",
    "Eastern digits": "[٠-٩۰-۹]",
    "tanwin after its alef": "ا\u064b",
    "two spaces": rf"[{ARABIC}،؛.]  +[{ARABIC}]",
    "invisible characters": "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]",
    "presentation forms": "[\ufb50-\ufdff\ufe70-\ufefc]",
    "straight quotes": rf'(?<![=\w])"[{ARABIC}]|[{ARABIC}]"(?!\s*(?:\S+=|$|\}}))',
    "a range of numbers with a dash": r"\d\s?[–—]\s?\d",
    "a percent sign before its number": r"%\s?\d(?!\$)",
}


def strip_code(line: str) -> str:
    """A line of Markdown without what is not read: anchors, attributes, addresses of links, and quotes that only hold a value."""
    line = re.sub(r"\{#[^}]*\}", "", line)
    line = re.sub(r"\]\([^)]*\)", "]", line)
    line = re.sub(r"^:::\s*[\w-]*", "", line)
    line = re.sub(r'\b[\w-]+="([^"]*)"', r"\1", line)
    return re.sub(r"\b[\w-]+=\S+", "", line)


def markdown_lines() -> Iterator[tuple[str, str]]:
    for path in sorted(CONTENT.rglob("*.ar.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            text = re.sub(r'^\s*(?:- )?[a-z_]+:\s*"?(.*?)"?$', r"\1", strip_code(line))
            yield f"{name_of(path)}:{number}", text


def arabic_values(value: object) -> Iterator[str]:
    """Every text under an ``ar`` key."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "ar":
                yield from [child] if isinstance(child, str) else child
            else:
                yield from arabic_values(child)
    elif isinstance(value, list):
        for child in value:
            yield from arabic_values(child)


def yaml_lines() -> Iterator[tuple[str, str]]:
    for path in sorted(CONTENT.rglob("*.yaml")):
        for text in arabic_values(YAML(typ="safe").load(path.read_text(encoding="utf-8"))):
            yield from ((name_of(path), line) for line in text.splitlines())


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|<[^>]*>|https?://\S+|\S+@\S+")


def catalogue_lines() -> Iterator[tuple[str, str]]:
    if not CATALOGUES["ar"].exists():
        return
    for entry in polib.pofile(str(CATALOGUES["ar"])):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            yield from ((f"locale/ar: {entry.msgid[:60]}", PLACEHOLDER.sub("1", line)) for line in text.splitlines())


SOURCES = {"lessons": markdown_lines, "questions and terms": yaml_lines, "buttons and messages": catalogue_lines}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", NEVER)
def test_arabic_never_holds(source, name):
    pattern = re.compile(NEVER[name])

    assert [f"{place}: {text.strip()[:100]}" for place, text in SOURCES[source]() if pattern.search(text)] == []


@pytest.mark.parametrize("source", SOURCES)
def test_there_is_arabic_to_look_at(source):
    if source == "buttons and messages" and not CATALOGUES["ar"].exists():
        pytest.skip("no catalogue yet")

    assert sum(bool(re.search(f"[{ARABIC}]", text)) for _place, text in SOURCES[source]()) > 150


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scripts mixed in a word", "الـfacebook".replace("ـ", "")),
        ("scripts mixed in a word", "facebookات"),
        ("Persian letters", "کتاب"),
        ("Persian letters", "فارسی"),
        ("tatweel", "منـاصرة"),
        ("a space before a mark", "ما المناصرة ؟"),
        ("a space before a mark", "أولًا ، ثم"),
        ("no space after a mark", "أولًا،ثم"),
        ("Latin marks in Arabic", "أولًا, ثم"),
        ("Latin marks in Arabic", "ما المناصرة?"),
        ("an exclamation mark", "أحسنتم!"),
        ("a score with a slash", "العلامة 3/5"),
        ("a score with a slash", "العلامة 3 / 5."),
        ("Eastern digits", "٣ أسئلة"),
        ("tanwin after its alef", "شكراً"),
        ("two spaces", "كلمة  كلمة"),
        ("invisible characters", "كلمة\u200f"),
        ("presentation forms", "ﻻ"),
        ("straight quotes", 'قال "نعم" ومضى'),
        ("a range of numbers with a dash", "18–30 سنة"),
        ("a percent sign before its number", "%74"),
    ],
)
def test_fault_in_arabic_is_recognised(name, text):
    assert re.search(NEVER[name], text)


@pytest.mark.parametrize(
    "text",
    [
        "ما المناصرة؟ وما الحملة؟",
        "علامة النجاح 70%، ولا وقت محددًا.",
        "في 22/11/2026 بدأ المساق.",
        "يسمّى بالإنجليزية (advocacy)، وهو غير التوعية.",
        "«قال: نعم».",
        "3 من 5",
        "على مدار الساعة: 24 ساعة.",
        "شكرًا",
    ],
)
def test_good_arabic_is_no_fault(text):
    assert [name for name, pattern in NEVER.items() if re.search(pattern, text)] == []


# Catalogues --------------------------------------------------------------------------------


@pytest.fixture(params=sorted(CATALOGUES))
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    path: Path = CATALOGUES[request.param]
    if not path.exists():
        pytest.skip(f"no {path} yet")
    return polib.pofile(str(path))


@pytest.fixture
def arabic() -> polib.POFile:
    if not CATALOGUES["ar"].exists():
        pytest.skip("no catalogue yet")
    return polib.pofile(str(CATALOGUES["ar"]))


def entries(catalogue: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in catalogue if not entry.obsolete]


def test_every_string_is_translated(catalogue):
    waiting = [entry.msgid for entry in entries(catalogue) if not entry.translated() or entry.fuzzy]

    assert waiting == []
    assert len(entries(catalogue)) > 300


def test_both_catalogues_hold_the_same_strings():
    if not all(path.exists() for path in CATALOGUES.values()):
        pytest.skip("not both catalogues yet")

    def keys(path: Path) -> set[tuple]:
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries(polib.pofile(str(path)))}

    assert keys(CATALOGUES["ar"]) == keys(CATALOGUES["en"])


def test_arabic_has_six_forms(arabic):
    rule = re.search(r"nplurals=6; *plural=([^;]+);", arabic.metadata["Plural-Forms"])[1].replace(" ", "")
    short = {
        entry.msgid: sorted(entry.msgstr_plural)
        for entry in entries(arabic)
        if entry.msgid_plural and len(entry.msgstr_plural) != 6
    }

    assert short == {}
    places = [form_of(rule, number) for number in (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111)]
    assert places == [0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 3, 4]


def form_of(rule: str, number: int) -> int:
    """The form that a rule of gettext chooses: conditions before question marks, results before colons."""
    parts = re.split(r"[?:]", rule)
    *pairs, otherwise = [parts[index : index + 2] for index in range(0, len(parts), 2)]
    for condition, result in pairs:
        test = re.sub(r"\bn\b", str(number), condition.replace("&&", " and ").replace("||", " or "))
        if eval(test, {}):
            return int(result)
    return int(otherwise[0])


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def test_translations_keep_their_placeholders(catalogue):
    wrong = {
        entry.msgid: entry.msgstr
        for entry in entries(catalogue)
        if not entry.msgid_plural and set(placeholders(entry.msgid)) != set(placeholders(entry.msgstr))
    }

    assert wrong == {}


def test_plural_forms_use_no_other_placeholders_and_the_large_ones_all(catalogue):
    wrong = []
    for entry in entries(catalogue):
        known = set(placeholders(entry.msgid_plural))
        for number, text in entry.msgstr_plural.items():
            used = set(placeholders(text))
            is_large = number >= (3 if len(entry.msgstr_plural) == 6 else 1)
            if not used <= known or (is_large and used != known):
                wrong.append(f"{entry.msgid} [{number}]: {text}")

    assert wrong == []


def test_one_and_two_are_words_in_arabic(arabic):
    """«درس واحد» and «درسان» carry their number themselves."""
    wrong = [
        f"{entry.msgid} [{number}]: {text}"
        for entry in entries(arabic)
        for number, text in entry.msgstr_plural.items()
        if number in {0, 1, 2} and re.search(r"%\((?:count|n|number|total|minutes|days|counter)\)d", text)
    ]

    assert wrong == []
