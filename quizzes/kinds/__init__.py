"""Kinds of question. One file a kind: its editor block, how an answer is read, judged and shown. One template a kind.

Every module of this folder that has a ``KIND`` is found by itself; the others are what kinds share. ``QUIZ_KIND_MODULES`` in the settings
names kinds that live elsewhere.
"""

from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings

from .base import BadResponse, Kind

__all__ = ["BadResponse", "Kind", "get_kind", "get_kinds", "question_blocks"]

_kinds: dict[str, Kind] = {}


def get_kinds() -> dict[str, Kind]:
    """Every kind by name, in the order in which editors are offered them."""
    if not _kinds:
        own = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
        found: list[Kind] = [module.KIND for module in own if hasattr(module, "KIND")]
        found += [import_module(name).KIND for name in getattr(settings, "QUIZ_KIND_MODULES", [])]
        for kind in sorted(found, key=lambda kind: kind.order):
            if kind.name in _kinds:
                raise ValueError(f"two kinds of question are named {kind.name}")
            _kinds[kind.name] = kind
    return _kinds


def get_kind(name: str) -> Kind:
    """Raises KeyError for a kind that is not installed."""
    return get_kinds()[name]


def question_blocks() -> list[tuple]:
    """The block types of a question's body."""
    return [(kind.name, kind.block_class()) for kind in get_kinds().values()]
