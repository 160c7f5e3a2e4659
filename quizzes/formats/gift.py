"""GIFT, as Moodle documents it: one question a paragraph, its answers in braces.

What GIFT has no word for stands in the comment before a question: ``[bloom:apply]`` and the like as Moodle writes ``[id:…]`` and ``[tag:…]``,
and the rest of the value as JSON in ``[more:…]``. Gaps in a text, scenarios and media have no place here.
"""

from collections.abc import Callable, Iterable, Iterator

from .exchange import ExchangeQuestion, absolute_tolerance, as_json, pairs_of, reasons_of, rest_of
from .gift_reading import read
from .gift_syntax import escape, write_word

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
        "open_reflection",
    }
)
SUFFIX = ".gift.txt"


def write(questions: Iterable[ExchangeQuestion]) -> Iterator[bytes]:
    """The file, a question at a time. Every question is of a kind that GIFT carries."""
    for question in questions:
        yield f"{write_question(question)}\n\n".encode()


def write_question(question: ExchangeQuestion) -> str:
    body, said = WRITERS[question.kind](question)
    name = f"::{escape(question.name)}::" if question.name else ""
    general = answer_text(question.value["explanation"])
    lines = [*body, *([f"####{general}"] if general else [])]
    braces = "{\n" + "\n".join(lines) + "\n}" if lines else "{}"
    return f"{write_comment(question, said)}\n{name}[plain]{escape(question.value['stem'])} {braces}"


def write_comment(question: ExchangeQuestion, said: tuple[str, ...]) -> str:
    words = [write_word("id", question.key)] if question.key else []
    words += [write_word("tag", tag) for tag in question.tags]
    words += [write_word(name, text) for name, text in question.extras.items()]
    words.append(write_word("kind", question.kind))
    more = rest_of(question, *said)
    if question.kind in ("matching", "categorise") and reasons_of(question.value["groups"]):
        more["reasons"] = reasons_of(question.value["groups"])
    if more:
        words.append(write_word("more", as_json(more)))
    return f"// {' '.join(words)}"


type Body = tuple[list[str], tuple[str, ...]]
"""Lines between the braces, and the fields of the value that they say."""


def answer_text(text: str) -> str:
    """Marked as plain where it begins like a format or a weight."""
    return f"[plain]{escape(text)}" if text.startswith(("[", "%")) else escape(text)


def with_feedback(line: str, feedback: str) -> str:
    return f"{line}#{answer_text(feedback)}" if feedback else line


def weigh(share: float) -> str:
    return f"{share:.5f}".rstrip("0").rstrip(".")


def write_single(question: ExchangeQuestion) -> Body:
    options = question.value["options"]
    lines = [f"{'=' if option['is_correct'] else '~'}{answer_text(option['text'])}" for option in options]
    return [with_feedback(line, option["explanation"]) for line, option in zip(lines, options, strict=True)], ("options",)


def write_multiple(question: ExchangeQuestion) -> Body:
    """A wrong option takes off what a right one gives, as our own marking has it."""
    options = question.value["options"]
    share = 100 / max(sum(option["is_correct"] for option in options), 1)
    lines = [
        with_feedback(
            f"~%{weigh(share if option['is_correct'] else -share)}%{answer_text(option['text'])}", option["explanation"]
        )
        for option in options
    ]
    return lines, ("options",)


def write_true_false(question: ExchangeQuestion) -> Body:
    """GIFT explains the wrong choice first. Without an answer nothing can be said: the rest of the value holds it all."""
    value = question.value
    if not value["answer"]:
        return [], ()
    is_true = value["answer"] == "true"
    if_wrong, if_right = (value["if_false"], value["if_true"]) if is_true else (value["if_true"], value["if_false"])
    feedback = f"#{answer_text(if_wrong)}#{answer_text(if_right)}" if if_wrong or if_right else ""
    return [f"{'TRUE' if is_true else 'FALSE'}{feedback}"], ("answer", "if_true", "if_false")


def write_ordering(question: ExchangeQuestion) -> Body:
    items = [answer_text(item["text"]) for item in question.value["items"]]
    return ["> ALL", *items], ("items",)


def write_short_text(question: ExchangeQuestion) -> Body:
    accepted = [f"={answer_text(line)}" for line in question.value["accepted"].splitlines()]
    refused = [f"=%0%{answer_text(line)}" for line in question.value["refused"].splitlines()]
    return accepted + refused, ("accepted", "refused")


def write_groups(question: ExchangeQuestion) -> Body:
    return [f"={answer_text(item)} -> {answer_text(label)}" for item, label in pairs_of(question.value["groups"])], ("groups",)


def write_numeric(question: ExchangeQuestion) -> Body:
    """A tolerance in percent has no sign in GIFT: it is written as the number it comes to, and as percent in the comment."""
    value = question.value
    said: tuple[str, ...] = ("answer", "traps", "tolerance")
    tolerance = value["tolerance"]
    if value["is_percent_tolerance"]:
        said, tolerance = ("answer", "traps"), absolute_tolerance(value)
    lines = ["#", f"={value['answer']}{f':{tolerance}' if tolerance else ''}"]
    lines += [with_feedback(f"=%0%{trap['value']}:0", trap["explanation"]) for trap in value["traps"]]
    return lines, said


def write_open(question: ExchangeQuestion) -> Body:
    return [], ()


WRITERS: dict[str, Callable[[ExchangeQuestion], Body]] = {
    "single_choice": write_single,
    "multiple_choice": write_multiple,
    "true_false": write_true_false,
    "ordering": write_ordering,
    "short_text": write_short_text,
    "matching": write_groups,
    "categorise": write_groups,
    "numeric": write_numeric,
    "open_reflection": write_open,
}
