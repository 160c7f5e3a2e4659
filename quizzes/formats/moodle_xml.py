"""Moodle XML, as Moodle documents it: a ``quiz`` of ``question`` elements.

What Moodle has no element for stands as JSON in one of ours, ``munasara``, which other systems pass over. Scenarios and media have no place here.
"""

from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape

from .exchange import ExchangeQuestion, absolute_tolerance, as_json, pairs_of, reasons_of, rest_of
from .gap_text import GAP, cloze_of_gaps, hide_braces
from .gift import weigh
from .moodle_xml_reading import read

__all__ = ["CARRIES", "SUFFIX", "read", "write"]

CARRIES = frozenset(
    {
        "single_choice",
        "multiple_choice",
        "true_false",
        "ordering",
        "short_text",
        "matching",
        "categorise",
        "numeric",
        "gap_fill",
        "open_reflection",
    }
)
SUFFIX = ".xml"
TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "ordering": "ordering",
    "short_text": "shortanswer",
    "matching": "matching",
    "categorise": "matching",
    "numeric": "numerical",
    "gap_fill": "cloze",
    "open_reflection": "essay",
}
NAME_LENGTH = 80


def write(questions: Iterable[ExchangeQuestion]) -> Iterator[bytes]:
    """The file, a question at a time. Every question is of a kind that Moodle XML carries."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for question in questions:
        yield write_question(question).encode()
    yield b"</quiz>\n"


def write_question(question: ExchangeQuestion) -> str:
    parts, said = WRITERS[question.kind](question)
    stem = question.value["stem"]
    asked = stem
    if question.kind == "gap_fill":
        asked = "\n\n".join(filter(None, (hide_braces(stem), cloze_of_gaps(question.value["text"]))))
    title = question.name or " ".join(stem.split())[:NAME_LENGTH] or question.key or question.kind
    tags = "".join(f"<tag>{text(tag)}</tag>" for tag in question.tags)
    lines = [
        f"<name>{text(title)}</name>",
        plain("questiontext", asked),
        plain("generalfeedback", question.value["explanation"]),
        f"<idnumber>{escape(question.key)}</idnumber>",
        *parts,
        *([f"<tags>{tags}</tags>"] if tags else []),
        f"<munasara>{escape(as_json(describe(question, said)))}</munasara>",
    ]
    return f'<question type="{TYPES[question.kind]}">\n' + "\n".join(lines) + "\n</question>\n"


def describe(question: ExchangeQuestion, said: tuple[str, ...]) -> dict:
    """What the other elements do not say. ``name`` is empty where the question has none and Moodle is given its first words."""
    more = rest_of(question, *said)
    if question.kind in ("matching", "categorise"):
        more["reasons"] = reasons_of(question.value["groups"])
    described = {"kind": question.kind, "name": question.name, "extras": question.extras, "more": more}
    if question.kind == "gap_fill":
        described["stem"] = question.value["stem"]
    return described


def text(content: str) -> str:
    return f"<text>{escape(content)}</text>"


def plain(element: str, content: str, attributes: str = "") -> str:
    return f'<{element}{attributes} format="plain_text">{text(content)}</{element}>'


def answer(content: str, share: float, feedback: str = "", inner: str = "") -> str:
    reason = plain("feedback", feedback) if feedback else ""
    return f'<answer fraction="{weigh(share)}" format="plain_text">{text(content)}{inner}{reason}</answer>'


type Parts = tuple[list[str], tuple[str, ...]]
"""Elements, and the fields of the value that they say."""


def write_options(question: ExchangeQuestion) -> Parts:
    is_single = question.kind == "single_choice"
    options = question.value["options"]
    share = 100 if is_single else 100 / max(sum(option["is_correct"] for option in options), 1)
    wrong = 0 if is_single else -share
    lines = [f"<single>{'true' if is_single else 'false'}</single>", "<shuffleanswers>true</shuffleanswers>"]
    lines += [answer(option["text"], share if option["is_correct"] else wrong, option["explanation"]) for option in options]
    return lines, ("options",)


def write_true_false(question: ExchangeQuestion) -> Parts:
    value = question.value
    lines = [answer(side, 100 if value["answer"] == side else 0, value[f"if_{side}"]) for side in ("true", "false")]
    return lines, ("answer", "if_true", "if_false")


def write_ordering(question: ExchangeQuestion) -> Parts:
    lines = ["<layouttype>VERTICAL</layouttype>", "<selecttype>ALL</selecttype>"]
    return lines + [answer(item["text"], number) for number, item in enumerate(question.value["items"], start=1)], ("items",)


def write_short_text(question: ExchangeQuestion) -> Parts:
    accepted = [answer(line, 100) for line in question.value["accepted"].splitlines()]
    refused = [answer(line, 0) for line in question.value["refused"].splitlines()]
    return ["<usecase>0</usecase>", *accepted, *refused], ("accepted", "refused")


def write_groups(question: ExchangeQuestion) -> Parts:
    lines = ["<shuffleanswers>true</shuffleanswers>"]
    for item, label in pairs_of(question.value["groups"]):
        lines.append(f'<subquestion format="plain_text">{text(item)}<answer>{text(label)}</answer></subquestion>')
    return lines, ("groups",)


def write_numeric(question: ExchangeQuestion) -> Parts:
    value = question.value
    tolerance = absolute_tolerance(value) if value["is_percent_tolerance"] else value["tolerance"]
    lines = [answer(value["answer"], 100, inner=f"<tolerance>{tolerance}</tolerance>")]
    lines += [answer(trap["value"], 0, trap["explanation"], "<tolerance>0</tolerance>") for trap in value["traps"]]
    if value["unit"]:
        lines.append(f"<units><unit><multiplier>1</multiplier><unit_name>{escape(value['unit'])}</unit_name></unit></units>")
    said = ("answer", "traps", "unit", *(() if value["is_percent_tolerance"] else ("tolerance",)))
    return lines, said


def write_gaps(question: ExchangeQuestion) -> Parts:
    """A text without gaps is no question yet, here or in Moodle."""
    return [], ("text",) if GAP.search(question.value["text"]) else ()


def write_open(question: ExchangeQuestion) -> Parts:
    most = question.value["max_words"]
    return [f"<maxwordlimit>{most}</maxwordlimit>"] if most else [], ("max_words",)


WRITERS: dict[str, Callable[[ExchangeQuestion], Parts]] = {
    "single_choice": write_options,
    "multiple_choice": write_options,
    "true_false": write_true_false,
    "ordering": write_ordering,
    "short_text": write_short_text,
    "matching": write_groups,
    "categorise": write_groups,
    "numeric": write_numeric,
    "gap_fill": write_gaps,
    "open_reflection": write_open,
}
