"""A question of the bank as learners will see it in each state, from whatever stands in its body now."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quizzes.frozen import FrozenQuestion
from quizzes.kinds import get_kind
from quizzes.kinds.base import Response
from quizzes.registry import lesson_address

if TYPE_CHECKING:
    from quizzes.models import Question

PREVIEW_SEED = 1
PREVIEW_NAME = "q1"
PRACTICE, RESULT = "practice", "result"
UNANSWERED = "unanswered"

MODES = {
    f"{PRACTICE}-unanswered": _("Practice: not answered"),
    f"{PRACTICE}-wrong": _("Practice: wrong"),
    f"{PRACTICE}-partly": _("Practice: partly right"),
    f"{PRACTICE}-right": _("Practice: right"),
    f"{PRACTICE}-answered": _("Practice: answered"),
    f"{RESULT}-unanswered": _("Result: not answered"),
    f"{RESULT}-wrong": _("Result: wrong"),
    f"{RESULT}-partly": _("Result: partly right"),
    f"{RESULT}-right": _("Result: right"),
    f"{RESULT}-answered": _("Result: answered"),
}


def list_modes(question: "Question") -> list[tuple[str, str]]:
    """(name, label) of each look and state that the kind knows for this body. An unfinished one is shown unanswered. No query."""
    frozen = freeze_body(question)
    return [(mode, str(label)) for mode, label in MODES.items() if sample(frozen, mode.partition("-")[2]) is not None]


def freeze_body(question: "Question") -> FrozenQuestion | None:
    """None for an empty body."""
    block = next(iter(question.body), None)
    if block is None:
        return None
    kind = get_kind(block.block_type)
    language = question.locale.language_code
    return FrozenQuestion(kind, kind.structure(block.value), {language: kind.words(block.value)}, {}, PREVIEW_SEED)


def sample(frozen: FrozenQuestion | None, outcome: str) -> Response | None:
    """An answer of this outcome; None where there is none."""
    if outcome == UNANSWERED:
        return {}
    if frozen is None:
        return None
    words = next(iter(frozen.words.values()))
    try:
        return frozen.kind.sample_answer(frozen.structure, words, outcome)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # A draft may lack anything that an answer needs: an option, a right one, a number.
        return None


def preview_context(question: "Question", mode: str) -> dict[str, Any]:
    """Template context of one mode; the question is left out for an empty body. A query for the lesson's address at most."""
    frozen = freeze_body(question)
    if frozen is None:
        return {}
    look, _dash, outcome = mode.partition("-")
    response = sample(frozen, outcome) or {}
    frozen = FrozenQuestion(frozen.kind, frozen.structure, frozen.words, response, frozen.seed)
    language = question.locale.language_code
    address = lesson_address(question.lesson_key, language, question.anchor) if question.lesson_key else ("", "")
    is_asked = look == PRACTICE and not response
    judged = frozen.judged
    # Nobody marks practice: what a person would judge is only noted there.
    is_awaiting = look == RESULT and judged.is_awaiting
    share = judged.point if is_awaiting or not judged.is_awaiting else None
    asked = frozen.ask(language, 1, PREVIEW_NAME) if is_asked else None
    review = None if is_asked else frozen.review(language, 1, PREVIEW_NAME, share, address, is_awaiting=is_awaiting)
    entry = {"question": asked, "review": review, "url": "", "key": question.translation_key, "carried": []}
    return {"kind": frozen.kind, "entry": entry, "question": review or asked}
