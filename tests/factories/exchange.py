"""Questions of every kind that a file can carry, with texts that are made to be misread."""

from hypothesis import strategies as st

from quizzes.formats import make_question
from quizzes.formats.exchange import SHAPES, clean_lines, clean_long, clean_short, read_number

NASTY = [
    "=",
    "~",
    "#",
    "####",
    "{",
    "}",
    ":",
    "::",
    "\\",
    "\\n",
    "//",
    "->",
    "%50%",
    "[html]",
    "[plain]",
    "[[",
    "]]",
    "|",
    "]",
    "TRUE",
    "T#",
    "$CATEGORY: x",
    "<p>",
    "&amp;",
    "<!--",
    "]]>",
    "\u202e",
    "\u200f",
    "\n",
    "\n\n",
    " ",
    "\t",
    "المناصرة",
    "إلكترونيّة",
    "؟",
    "«»",
    "5",
    "-1.5",
    "0.10",
    "=1+1",
    "@x",
    "+2",
    "\r\n",
    "é",
    "😀",
    "_x0041_",
    "...",
    "..",
    "*a",
    "//x",
]
pieces = st.one_of(st.sampled_from(NASTY), st.text(max_size=6), st.text(alphabet="ابتةأإ ًّ=~#{}\\:", max_size=12))
any_text = st.lists(pieces, max_size=6).map("".join)
long_text = any_text.map(clean_long)
short_text = any_text.map(clean_short)
filled = short_text.filter(bool)
# A star is a wildcard in the formats, a comma parts tags in the workbook, and a bar the words of a gap.
written = filled.filter(lambda text: "*" not in text)
tag = filled.filter(lambda text: "," not in text and "،" not in text)
number = st.one_of(
    st.integers(-(10**9), 10**9).map(str), st.decimals(-1000, 1000, places=4).map(str), st.just("12345678901234567890")
).map(lambda text: read_number(text) or "")
lines = st.lists(written, max_size=4).map(lambda words: clean_lines("\n".join(words)))
gap_words = st.lists(
    st.text(alphabet='ابتثجة ~=#{}:/\\"x', min_size=1, max_size=5).map(clean_short).filter(bool), min_size=1, max_size=3
)
options = st.lists(
    st.fixed_dictionaries({"text": filled, "is_correct": st.booleans(), "explanation": long_text}), min_size=1, max_size=5
)


@st.composite
def groups(draw):
    labels = draw(st.lists(filled, min_size=1, max_size=4, unique=True))
    item = st.fixed_dictionaries({"text": filled, "explanation": long_text})
    return [{"label": label, "items": draw(st.lists(item, max_size=3))} for label in labels]


@st.composite
def gap_texts(draw):
    outside = any_text.map(lambda text: text.replace("[", "").replace("]", ""))
    parts = [draw(outside)]
    for words in draw(st.lists(gap_words, min_size=1, max_size=3)):
        parts += [f"[[{'|'.join(words)}]]", draw(outside)]
    return clean_long("".join(parts))


spelling = {"accepts_slips": st.booleans(), "strictness": st.sampled_from(["", "exact", "letters"])}
VALUES = {
    "single_choice": {"options": options},
    "multiple_choice": {"options": options},
    "true_false": {"answer": st.sampled_from(["true", "false"]), "if_true": long_text, "if_false": long_text},
    "ordering": {"items": st.lists(st.fixed_dictionaries({"text": filled}), max_size=5)},
    "short_text": {"accepted": lines, "refused": lines, **spelling},
    "matching": {"groups": groups()},
    "categorise": {"groups": groups()},
    "numeric": {
        "answer": number,
        "tolerance": st.one_of(st.just(""), number.map(lambda text: text.lstrip("-"))),
        "is_percent_tolerance": st.booleans(),
        "unit": short_text,
        "traps": st.lists(st.fixed_dictionaries({"value": number, "explanation": long_text}), max_size=3),
    },
    "gap_fill": {"text": gap_texts(), "refused": lines, **spelling},
    "open_reflection": {
        "max_words": st.one_of(st.just(""), st.integers(1, 900).map(str)),
        "is_graded": st.booleans(),
        "criteria": st.lists(st.fixed_dictionaries({"text": filled, "points": st.integers(0, 9)}), max_size=3),
    },
}
extras = st.fixed_dictionaries(
    {},
    optional={
        "use": st.sampled_from(["practice", "graded"]),
        "bloom": st.sampled_from(["remember", "create"]),
        "misconception": filled,
        "objective": filled,
        "source": st.just("S001 S002"),
        "anchor": st.just("definition"),
    },
)


@st.composite
def questions(draw, kinds=tuple(SHAPES)):
    kind = draw(st.sampled_from(sorted(kinds)))
    value = draw(st.fixed_dictionaries({"stem": long_text.filter(bool), "explanation": long_text, **VALUES[kind]}))
    return make_question(
        kind,
        value,
        key=draw(st.one_of(st.just(""), st.uuids().map(str), filled)),
        name=draw(short_text),
        tags=tuple(draw(st.lists(tag, max_size=3))),
        extras=draw(extras),
    )
