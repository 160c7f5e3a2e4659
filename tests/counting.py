"""Counting queries the same with either cache: the embedded default keeps its cache in a table, Redis does not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = ("cache_entries", "SAVEPOINT", "BEGIN", "COMMIT")


@contextmanager
def exactly_queries(number: int) -> Iterator[None]:
    """Fails unless the block sends so many queries, those of the cache left out."""
    with CaptureQueriesContext(connection) as sent:
        yield
    counted = [query["sql"] for query in sent if not any(word in query["sql"] for word in NOT_COUNTED)]
    assert len(counted) == number, f"{len(counted)} queries instead of {number}:\n" + "\n".join(counted)
