"""Gaps in a text: ours are ``[[accepted|also accepted]]``, Moodle's ``{1:SHORTANSWER:=accepted~=also accepted}``."""

import re

GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
CLOZE = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^}\\])*)\}", re.DOTALL)
WRITTEN = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
PART = re.compile(r"(?:\\.|[^~\\])+", re.DOTALL)
ANSWER = re.compile(r"((?:\\.|[^#\\])*)(.*)", re.DOTALL)
WEIGHT = re.compile(r"(?:=|%(-?\d+(?:\.\d+)?)%)")


class NotGaps(Exception):
    """The text holds parts that are no words to write, or no gap at all."""


def cloze_of_gaps(text: str) -> str:
    """Braces that are no gaps are escaped."""
    parts, end = [], 0
    for match in GAP.finditer(text):
        answers = [answer for answer in map(str.strip, match[1].split("|")) if answer]
        parts.append(hide_braces(text[end : match.start()]))
        parts.append("{1:SHORTANSWER:" + "~".join(f"={hide(answer)}" for answer in answers) + "}")
        end = match.end()
    return "".join(parts) + hide_braces(text[end:])


def hide_braces(text: str) -> str:
    return hide(text, r"[{}\\]")


def hide(text: str, characters: str = r"[~=#{}\\/\"]") -> str:
    return re.sub(characters, lambda match: f"\\{match[0]}", text)


def show(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def gaps_of_cloze(text: str) -> tuple[str, list[str]]:
    """(our text, codes of what was left out). Raises NotGaps."""
    losses: list[str] = []
    parts, end = [], 0
    for match in CLOZE.finditer(text):
        if match[1] not in WRITTEN:
            raise NotGaps(match[1])
        accepted = [word for word in read_parts(match[2], losses) if word]
        parts += [show(text[end : match.start()]), f"[[{'|'.join(accepted)}]]"]
        end = match.end()
    if not parts:
        raise NotGaps("")
    return "".join(parts) + show(text[end:]), list(dict.fromkeys(losses))


def read_parts(text: str, losses: list[str]) -> list[str]:
    """The accepted words of one gap. Feedback, and answers worth a part of the point, are losses."""
    accepted = []
    for part in PART.findall(text):
        match = WEIGHT.match(part)
        weight = 100.0 if match and match[1] is None else float(match[1]) if match else 0.0
        word, feedback = ANSWER.fullmatch(part[match.end() :] if match else part).groups()  # type: ignore[union-attr]
        if feedback:
            losses.append("feedback_left_out")
        if weight >= 99.9:
            accepted.append(show(word).strip())
        else:
            losses.append("partial_credit_left_out" if weight > 0 else "refused_left_out")
    return accepted


def split_stem(text: str) -> tuple[str, str]:
    """(what is asked, the text with gaps): the paragraphs before the first gap ask."""
    first = text.find("[[")
    place = text.rfind("\n\n", 0, first)
    return ("", text) if place < 0 else (text[:place].strip(), text[place:].strip())
