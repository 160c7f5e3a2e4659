"""Frozen questions without a database, for what is tested of a kind alone."""

import uuid
from typing import Any

from quizzes.kinds import Kind, get_kind
from quizzes.kinds.base import Structure, Words
from quizzes.models import Question
from tests.factories.quizzes import make_body

KEY = uuid.UUID("6a1f3c1e-0000-4000-8000-000000000001")
BODY_FIELD = Question._meta.get_field("body")


def block_of(name: str, language: str = "ar", **value: Any) -> Any:
    """The body's one block, as the editor form would hand it over."""
    return BODY_FIELD.to_python(make_body(name, KEY, language, **value))[0]


def frozen(name: str, language: str = "ar", **value: Any) -> tuple[Kind, Structure, Words]:
    block = block_of(name, language, **value)
    kind = get_kind(name)
    return kind, kind.structure(block.value), kind.words(block.value)
