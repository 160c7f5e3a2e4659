"""A question of the bank as learners will see it, from whatever stands in its body now."""

from typing import TYPE_CHECKING, Any

from quizzes.frozen import FrozenQuestion
from quizzes.kinds import get_kind

if TYPE_CHECKING:
    from quizzes.models import Question

PREVIEW_SEED = 1
PREVIEW_NAME = "q1"


def preview_context(question: "Question") -> dict[str, Any]:
    """Template context: the question asked, and the same question explained. Empty for an empty body. No query."""
    block = next(iter(question.body), None)
    if block is None:
        return {}
    kind = get_kind(block.block_type)
    language = question.locale.language_code
    frozen = FrozenQuestion(kind, kind.structure(block.value), {language: kind.words(block.value)}, {}, PREVIEW_SEED)
    return {
        "kind": kind,
        "asked": frozen.ask(language, 1, PREVIEW_NAME),
        "review": frozen.review(language, 1, PREVIEW_NAME, 0.0, ("", "")),
    }
