"""Calls through the whole WSGI application, in this process, and what they cost."""

import gc
import io
import re
import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.models import bare_page_path
from tests.server import Answer, read_rss

CONTROL = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
MEBIBYTE = 2**20
FORM = "application/x-www-form-urlencoded"


@cache
def application() -> Callable:
    return get_wsgi_application()


def call(
    path: str, *, session_key: str = "", fields: Mapping[str, object] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """A GET, or a POST if there are ``fields``, as the server would pass it on: a database connection opens and closes with each request."""
    token = secrets.token_hex(16)
    sent = {
        "Host": "localhost",
        "Accept-Encoding": "br",
        "Cookie": f"sessionid={session_key}; csrftoken={token}",
        **(headers or {}),
    }
    if not session_key:
        del sent["Cookie"]
    address, _, query = path.partition("?")
    body = b"" if fields is None else urlencode(fields, doseq=True).encode()
    environ = {
        "REQUEST_METHOD": "GET" if fields is None else "POST",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in sent.items()},
    }
    if fields is not None:
        environ |= {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body)), "HTTP_X_CSRFTOKEN": token}
    started: list = []
    response = application()(environ, lambda status, pairs: started.extend((int(status.split()[0]), pairs)))
    try:
        content = b"".join(response)
    finally:
        response.close()
    return Answer(started[0], {name.lower(): value for name, value in started[1]}, content)


def expect(answer: Answer, status: int = 200) -> Answer:
    """A fast error is no result."""
    if answer.status != status:
        raise AssertionError(f"status {answer.status}, expected {status}: {answer.body[:500].decode(errors='replace')}")
    return answer


@dataclass(frozen=True)
class Queries:
    """Statements without those that begin and end transactions, which are counted apart."""

    statements: list[str]
    transactions: int

    @property
    def count(self) -> int:
        return len(self.statements)


def count_queries(work: Callable[[], object]) -> Queries:
    with CaptureQueriesContext(connection) as captured:
        work()
    everything = [query["sql"] for query in captured.captured_queries]
    statements = [sql for sql in everything if not CONTROL.match(sql)]
    return Queries(statements, sum(sql.upper().startswith("BEGIN") for sql in everything))


@dataclass(frozen=True)
class Subject:
    """Something to be measured. ``prepare`` runs before each call, outside the measure; what it returns is handed to the call."""

    name: str
    work: Callable
    prepare: Callable[[], object] | None = None
    calls: int = 30


def measure_cpu(*subjects: Subject, rounds: int = 5) -> dict[str, float]:
    """Milliseconds of this process's CPU a call: the median of rounds in which the subjects take turns.

    CPU rather than wall clock: what else runs on the machine matters less.
    """
    found: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for number in range(rounds + 1):
        for subject in subjects:
            gc.collect()
            spent = measure_round(subject)
            if number:
                found[subject.name].append(spent)
    return {name: statistics.median(values) for name, values in found.items()}


def measure_round(subject: Subject) -> float:
    spent = 0.0
    for _number in range(subject.calls):
        arguments = () if subject.prepare is None else (subject.prepare(),)
        began = time.process_time()
        subject.work(*arguments)
        spent += time.process_time() - began
    return spent * 1000 / subject.calls


# Milliseconds that a bare Wagtail page of ten blocks takes on SQLite where the budgets of CPU time were set, in November 2026.
REFERENCE = 6.6


def measure_beside_reference(*subjects: Subject) -> tuple[dict[str, float], float]:
    """Their costs, and how much slower this machine is than the one of the budgets: 1 for a faster one. All of them take turns."""
    path = bare_page_path()
    costs = measure_cpu(*subjects, Subject("reference", lambda: expect(call(path)), calls=12))
    return costs, max(1.0, costs["reference"] / REFERENCE)


def measure_scale() -> float:
    return measure_beside_reference()[1]


def measure_wall(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, the median. For what the database does more of than this process."""
    found = []
    for _number in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


@contextmanager
def watched_memory() -> Iterator[Callable[[], float]]:
    """Yields a function that says how many MiB this process has grown by at most since the block began."""
    gc.collect()
    own = int(Path("/proc/self").readlink().name)
    before, highest, done = read_rss(own), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            highest[0] = max(highest[0], read_rss(own) - before)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: highest[0] / MEBIBYTE
    finally:
        done.set()
        watcher.join()
