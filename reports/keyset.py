"""Pages of a long list by key, not by number: every page costs the same, and rows that arrive meanwhile move nothing.

The list is ordered by (enrolled_at, id), both descending. A token names a row and a direction; it holds nothing else.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

from django.db.models import Q, QuerySet

from learning.models import Enrolment

PAGE_SIZE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAYOUT = struct.Struct(">?q16s")


@dataclass(frozen=True)
class Cursor:
    """The row beside which a page begins: the page follows it, or comes before it when ``is_backward``."""

    is_backward: bool
    enrolled_at: datetime
    id: UUID

    @classmethod
    def at(cls, row: Enrolment, *, is_backward: bool = False) -> Self:
        return cls(is_backward, row.enrolled_at, row.pk)

    @classmethod
    def from_token(cls, token: str) -> Self:
        """Raises ValueError for anything that ``token`` did not make."""
        try:
            is_backward, microseconds, key = LAYOUT.unpack(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            cursor = cls(is_backward, EPOCH + timedelta(microseconds=microseconds), UUID(bytes=key))
        except (ValueError, OverflowError, struct.error) as error:
            raise ValueError("not a cursor") from error
        if cursor.token != token:
            raise ValueError("not a cursor")
        return cursor

    @property
    def token(self) -> str:
        microseconds = (self.enrolled_at - EPOCH) // timedelta(microseconds=1)
        return urlsafe_b64encode(LAYOUT.pack(self.is_backward, microseconds, self.id.bytes)).decode().rstrip("=")


@dataclass(frozen=True)
class Page:
    """``next`` and ``previous`` are tokens, empty where there is nothing.

    ``is_restarted``: the token led nowhere, so this is the first page.
    """

    rows: list[Enrolment]
    next: str = ""
    previous: str = ""
    is_restarted: bool = False


def get_page(rows: QuerySet[Enrolment], token: str = "", *, size: int = PAGE_SIZE) -> Page:
    """One page of ``rows``. One query; a second one only when a token leads to an empty place."""
    if not token:
        return read_page(rows, None, size)
    try:
        page = read_page(rows, Cursor.from_token(token), size)
    except ValueError:
        page = Page([])
    if page.rows:
        return page
    first = read_page(rows, None, size)
    return Page(first.rows, first.next, is_restarted=True)


def read_page(rows: QuerySet[Enrolment], cursor: Cursor | None, size: int) -> Page:
    is_backward = cursor is not None and cursor.is_backward
    if is_backward:
        rows = rows.reverse()
    if cursor:
        rows = rows.filter(beyond(cursor))
    # One row more than is shown tells whether the list goes on. The keys are found first, inside one index; the joins
    # are then made for one page of rows, not for every row that has to be sorted (33 ms in place of 400 at 100,000).
    found = list(rows.filter(pk__in=rows.values("pk")[: size + 1]))
    goes_on = len(found) > size
    shown = found[:size]
    if is_backward:
        shown.reverse()
    if not shown:
        return Page([])
    has_next = is_backward or goes_on
    has_previous = goes_on if is_backward else cursor is not None
    return Page(
        shown,
        next=Cursor.at(shown[-1]).token if has_next else "",
        previous=Cursor.at(shown[0], is_backward=True).token if has_previous else "",
    )


def beyond(cursor: Cursor) -> Q:
    """Rows on the far side of the cursor. The first, redundant condition lets a database start inside its index."""
    moment, key = cursor.enrolled_at, cursor.id
    if cursor.is_backward:
        return Q(enrolled_at__gte=moment) & (Q(enrolled_at__gt=moment) | Q(id__gt=key))
    return Q(enrolled_at__lte=moment) & (Q(enrolled_at__lt=moment) | Q(id__lt=key))
