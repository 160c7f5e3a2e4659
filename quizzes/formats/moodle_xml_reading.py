"""Moodle XML read question by question. A question that is none of ours is a problem with its line; the others are read."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from .exchange import (
    ExchangeQuestion,
    Problem,
    UnreadableFile,
    Value,
    from_json,
    grouped,
    make_question,
    matching_kind,
    read_number,
)
from .gap_text import NotGaps, gaps_of_cloze, hide_braces, split_stem
from .gift_answers import WHOLE, Refused, add_reasons
from .gift_reading import category_path
from .plain_text import looks_like_html, text_of_html
from .xml_parsing import Found, iterate_elements

LONGEST_TEXT = 100_000
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "graderinfo", "responsetemplate")


def read(file: BinaryIO) -> Iterator[ExchangeQuestion | Problem]:
    """Every question of the file in order, or why it is none. Raises UnreadableFile; memory does not grow with the file."""
    category, is_empty = "", True
    for found in iterate_elements(file, roots=frozenset({"quiz"}), wanted="question", ignored="file"):
        if isinstance(found, str):
            if found:
                yield Problem("converted", details={"encoding": found})
            continue
        if found.element.get("type") == "category":
            category = category_path(find_text(found.element, "category"))
            continue
        is_empty = False
        try:
            yield Reading(found, category).question()
        except Refused as refusal:
            yield Problem(refusal.code, found.line, refusal.details, find_text(found.element, "name").strip()[:80])
    if is_empty:
        raise UnreadableFile("no_questions")


def find_text(element: Element | None, path: str) -> str:
    found = element.find(path) if element is not None else None
    if found is None:
        return ""
    inner = found.find("text")
    return (inner if inner is not None else found).text or ""


class Reading:
    """One question while it is read. What its texts lose is noted."""

    def __init__(self, found: Found, category: str) -> None:
        self.element, self.line, self.category = found.element, found.line, category
        self.is_too_long = found.is_too_long
        self.type = found.element.get("type", "")
        self.notes: dict[str, Problem] = {}
        self.ours = from_json(find_text(found.element, "munasara"))

    def note(self, code: str, **details: Any) -> None:
        self.notes.setdefault(code, Problem(code, self.line, details))

    def question(self) -> ExchangeQuestion:
        """Raises Refused."""
        if self.is_too_long:
            raise Refused("too_long", most=LONGEST_TEXT)
        if self.type not in READERS:
            raise Refused("kind_unsupported", kind=self.type)
        stem = self.text("questiontext")
        kind, value = READERS[self.type](self)
        general = self.text("generalfeedback")
        self.note_what_stays_behind()
        return self.finish(kind, {"stem": stem, **value}, general)

    def finish(self, kind: str, value: Value, general: str) -> ExchangeQuestion:
        more = self.ours.get("more")
        value = {**value, **(more if isinstance(more, dict) else {})}
        add_reasons(value, value.pop("reasons", None))
        extras = self.ours.get("extras")
        tags = [find_text(tag, ".").strip() for tag in self.element.iterfind("tags/tag")]
        name = find_text(self.element, "name").strip()
        is_nameless = "name" in self.ours and not self.ours["name"]
        return make_question(
            kind,
            {**value, "explanation": general or value.get("explanation", "")},
            key=find_text(self.element, "idnumber").strip(),
            name="" if is_nameless else name,
            tags=[*([self.category] if self.category else []), *tags],
            extras={key: str(text) for key, text in extras.items()} if isinstance(extras, dict) else {},
            category=self.category,
            line=self.line,
            notes=tuple(self.notes.values()),
        )

    def text(self, path: str, element: Element | None = None) -> str:
        """The plain text of an element of the question, or of one inside it."""
        parent = self.element if element is None else element
        found = parent.find(path) if path != "." else parent
        if found is None:
            return ""
        content = find_text(found, ".")
        if len(content) > LONGEST_TEXT:
            raise Refused("too_long", most=LONGEST_TEXT)
        if found.find("file") is not None:
            self.note("media_left_out")
        text_format = found.get("format") or "moodle_auto_format"
        if text_format == "html" or (text_format == "moodle_auto_format" and looks_like_html(content)):
            content, losses = text_of_html(content)
            for code in losses:
                self.note(code)
        return content.strip()

    def answers(self) -> Iterator[tuple[str, float, str, Element]]:
        """(text, percent, feedback, element) of each answer."""
        for element in self.element.iterfind("answer"):
            try:
                share = float((element.get("fraction") or "0").replace(",", "."))
            except ValueError as error:
                raise Refused("bad_number", text=element.get("fraction")) from error
            yield self.text(".", element), share, self.text("feedback", element), element

    def note_what_stays_behind(self) -> None:
        if any(find_text(self.element, path).strip() for path in COMBINED):
            self.note("combined_feedback_left_out")
        if find_text(self.element, "hidden").strip() == "1":
            self.note("hidden")
        grade = read_number(find_text(self.element, "defaultgrade") or "1")
        if grade not in ("1", None) and self.type != "cloze":
            self.note("points_left_out", points=grade)
        if self.element.find("hint") is not None:
            self.note("hints_left_out")

    def hinted(self, *kinds: str) -> str:
        """Which of these kinds it was when we wrote it; empty for questions of other systems."""
        kind = self.ours.get("kind")
        return kind if kind in kinds else ""


type Body = tuple[str, Value]


def read_choices(reading: Reading) -> Body:
    is_single = find_text(reading.element, "single").strip().lower() not in ("false", "0")
    answers = list(reading.answers())
    right = [share for _text, share, _feedback, _element in answers if share >= WHOLE or (share > 0 and not is_single)]
    if is_single and any(0 < share < WHOLE for _text, share, _feedback, _element in answers):
        reading.note("partial_credit_left_out")
    if not is_single and len({round(share, 1) for share in right}) > 1:
        reading.note("weights_evened")
    kind = "single_choice" if is_single else "multiple_choice"
    if is_single and len(right) > 1 and not reading.hinted("single_choice"):
        reading.note("several_right")
        kind = "multiple_choice"
    least = WHOLE if is_single else 0.0001
    return kind, {
        "options": [{"text": text, "is_correct": share >= least, "explanation": why} for text, share, why, _element in answers]
    }


def read_true_false(reading: Reading) -> Body:
    value: Value = {"answer": ""}
    for text, share, feedback, _element in reading.answers():
        side = text.lower()
        if side not in ("true", "false"):
            raise Refused("bad_truth", text=text[:80])
        value[f"if_{side}"] = feedback
        if share >= WHOLE:
            value["answer"] = side
    return "true_false", value


def read_short_answer(reading: Reading) -> Body:
    accepted: list[str] = []
    refused: list[str] = []
    explanation = ""
    if find_text(reading.element, "usecase").strip() == "1":
        reading.note("case_left_out")
    for text, share, feedback, _element in reading.answers():
        if "*" in text:
            reading.note("wildcard_left_out")
        elif 0 < share < WHOLE:
            reading.note("partial_credit_left_out")
        else:
            (accepted if share > 0 else refused).append(text)
        if feedback:
            reading.note("feedback_moved" if not explanation else "feedback_left_out")
            explanation = explanation or feedback
    return "short_text", {"accepted": "\n".join(accepted), "refused": "\n".join(refused), "explanation": explanation}


def read_numerical(reading: Reading) -> Body:
    value: Value = {"traps": []}
    for text, share, feedback, element in reading.answers():
        if text == "*":
            reading.note("wildcard_left_out")
            continue
        number = read_number(text) if text else ""
        if number is None:
            raise Refused("bad_number", text=text[:80])
        if share >= WHOLE and "answer" not in value:
            value["answer"], value["tolerance"] = number, find_text(element, "tolerance").strip()
            if feedback:
                reading.note("feedback_moved")
                value["explanation"] = feedback
        elif share > 0:
            reading.note("partial_credit_left_out")
        else:
            value["traps"].append({"value": number, "explanation": feedback})
    units = reading.element.findall("units/unit")
    if len(units) > 1:
        reading.note("units_left_out")
    return "numeric", {**value, "unit": find_text(units[0], "unit_name") if units else ""}


def read_matching(reading: Reading) -> Body:
    pairs = [
        (reading.text(".", subquestion), find_text(subquestion, "answer"))
        for subquestion in reading.element.iterfind("subquestion")
    ]
    groups = grouped(pairs)
    return reading.hinted("matching", "categorise") or matching_kind(groups), {"groups": groups}


def read_ordering(reading: Reading) -> Body:
    return "ordering", {"items": [{"text": text} for text, _share, _feedback, _element in reading.answers()]}


def read_essay(reading: Reading) -> Body:
    most = find_text(reading.element, "maxwordlimit").strip()
    return "open_reflection", {"max_words": most if most.isdecimal() and most != "0" else ""}


def read_cloze(reading: Reading) -> Body:
    if reading.hinted("gap_fill") and isinstance(reading.ours.get("more"), dict) and "text" in reading.ours["more"]:
        return "gap_fill", {"stem": str(reading.ours.get("stem", ""))}
    asked = reading.text("questiontext")
    # We know which words are the stem of ours; in a question from elsewhere the paragraphs before the first gap are taken for it.
    stem = str(reading.ours.get("stem") or "")
    is_ours = "stem" in reading.ours and asked.startswith(hide_braces(stem))
    try:
        text, losses = gaps_of_cloze(asked.removeprefix(hide_braces(stem)).strip() if is_ours else asked)
    except NotGaps as error:
        raise Refused("cloze_unsupported", part=str(error)) from error
    for code in losses:
        reading.note(code)
    if not is_ours:
        stem, text = split_stem(text)
    return "gap_fill", {"stem": stem, "text": text}


def read_words_to_place(reading: Reading) -> Body:
    """Words to drag or select into a text become words to write: what was offered beside them is left out, and that is noted."""
    words = [reading.text(".", element) for name in ("dragbox", "selectoption") for element in reading.element.iterfind(name)]
    asked = reading.text("questiontext")
    for number, word in enumerate(words, start=1):
        asked = asked.replace(f"[[{number}]]", f"[[{word}]]")
    if "[[" not in asked:
        raise Refused("cloze_unsupported", part="")
    reading.note("became_gap_fill")
    stem, text = split_stem(asked)
    return "gap_fill", {"stem": stem, "text": text}


READERS: dict[str, Callable[[Reading], Body]] = {
    "multichoice": read_choices,
    "truefalse": read_true_false,
    "shortanswer": read_short_answer,
    "numerical": read_numerical,
    "matching": read_matching,
    "ordering": read_ordering,
    "essay": read_essay,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "ddwtos": read_words_to_place,
    "gapselect": read_words_to_place,
}
