"""Where a question can be read again."""

from collections.abc import Iterable
from uuid import UUID

from quizzes.frozen import FrozenQuestion
from quizzes.registry import Address, lesson_addresses

NO_ADDRESS: Address = ("", "")


def reading_addresses(
    questions: Iterable[FrozenQuestion], reader: str, lesson_key: UUID | None = None
) -> tuple[list[Address], Address]:
    """Where each question can be read again, in the reader's language, and the address of ``lesson_key``. One query at most."""
    places = [(words["lesson_key"], words["anchor"]) for words in (question.words_for(reader) for question in questions)]
    wanted = {UUID(key) for key, _anchor in places if key} | ({lesson_key} if lesson_key else set())
    found = lesson_addresses(wanted, reader)
    addresses = []
    for key, anchor in places:
        title, url = found[UUID(key)] if key else NO_ADDRESS
        addresses.append((title, f"{url}#{anchor}" if url and anchor else url))
    return addresses, found[lesson_key] if lesson_key else NO_ADDRESS
