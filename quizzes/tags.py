"""Tags: free words on a question; a slash sets one below another. Plain Python."""

from collections.abc import Iterable

from elearn.lib.arabic import fold


def join_tags(tags: Iterable[str]) -> str:
    """Tags as one text in which each can be found whole: ``|حملات|الوحدة 2/سهل|``, folded."""
    folded = [fold_tag(tag) for tag in tags]
    return f"|{'|'.join(folded)}|" if folded else ""


def fold_tag(tag: str) -> str:
    """The spelling in which two tags are the same; the slashes of a path stay."""
    return "/".join(fold(part) for part in tag.split("/"))
