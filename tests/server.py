"""The real server for tests: granian and its workers on a database of their own.

What is started here is ended here, process by process, by its number; every wait has an end.
"""

import hashlib
import http.client
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests import databases

ROOT = databases.ROOT
FOLDER = ROOT / "var" / "test-servers"
SETTINGS = "elearn.settings.dev"
APPLICATION = "elearn.wsgi:application"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 10
SECONDS_TO_COLLECT = 180
ESTABLISHED = "01"
numbers = itertools.count(1)


class CannotStart(Exception):
    """The server ended or said nothing within its time. Holds the end of its log."""


@dataclass(frozen=True)
class Process:
    """A process as it was seen: ``started`` tells it from a later one with the same number."""

    pid: int
    started: int

    def is_running(self) -> bool:
        return read_process(self.pid) == self

    def end(self, number: signal.Signals) -> None:
        if self.is_running():
            os.kill(self.pid, number)


@dataclass
class Server:
    """A running server. ``port`` is on 127.0.0.1; ``log`` holds what it and its workers printed."""

    main: subprocess.Popen
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[Process]:
        """The worker processes alive now, the oldest first."""
        return sorted(find_children(self.main.pid), key=lambda process: process.started)

    def serving_workers(self) -> list[Process]:
        """The workers that hold a client's connection now: those that are up, the oldest first."""
        inodes = connected_sockets(self.port)
        return [worker for worker in self.workers() if inodes & open_sockets(worker.pid)]

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> "Answer":
        """As somebody who never signed in, in a connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers=dict(headers or {}))
            return Answer.of(connection.getresponse())

    def wait_for_all(self, count: int, seconds: float = SECONDS_TO_START) -> None:
        """Until that many workers have answered a request. Raises CannotStart."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with ExitStack() as kept:
                for _attempt in range(4 * count):
                    connection = kept.enter_context(closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)))
                    connection.request("GET", "/healthz")
                    connection.getresponse().read()
                if len(self.serving_workers()) >= count:
                    return
            time.sleep(0.2)
        raise CannotStart(f"fewer than {count} workers answered within {seconds:.0f} s\n{self.log_end()}")

    def log_end(self, characters: int = 4000) -> str:
        return self.log.read_text(errors="replace")[-characters:]

    def stop(self) -> None:
        """Asks the server to end, then ends whatever of it is left."""
        workers = self.workers()
        if self.main.poll() is None:
            self.main.terminate()
            try:
                self.main.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                workers = self.workers()
                self.main.kill()
                self.main.wait(SECONDS_TO_STOP)
        for worker in workers:
            worker.end(signal.SIGKILL)


@contextmanager
def running_server(
    database: str, *, workers: int = 2, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server on that database, for as long as the block lasts. Raises CannotStart.

    ``environment`` wins over what a server gets by default; a SECRET_KEY in it makes sessions that the test has signed valid.
    """
    server = start_server(database, workers=workers, arguments=arguments, environment=environment)
    try:
        yield server
    finally:
        server.stop()
        server.log.unlink(missing_ok=True)


@contextmanager
def copied_database(state: str) -> Iterator[str]:
    """The name of a copy of that state (``databases.EMPTY``, ``databases.COURSE``), dropped afterwards."""
    template = databases.ensure_template(state)
    suffix = f"{os.getpid()}_{next(numbers)}"
    name = f"munasara_server_{suffix}" if databases.IS_POSTGRES else str(databases.FOLDER / f"munasara_server_{suffix}.sqlite3")
    databases.copy(template, name)
    try:
        yield name
    finally:
        databases.drop(name)


def start_server(
    database: str, *, workers: int = 2, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None
) -> Server:
    port = find_free_port()
    variables = server_environment(database, ensure_static_files(), f"http://127.0.0.1:{port}") | dict(environment or {})
    log = FOLDER / f"server-{os.getpid()}-{next(numbers)}.log"
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--no-ws"]
    options += ["--blocking-threads", "4", "--log-level", "warning", "--respawn-failed-workers"]
    command = [str(Path(sys.executable).with_name("granian")), *options, *arguments, APPLICATION]
    with log.open("wb") as output:
        main = subprocess.Popen(command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    server = Server(main, port, log)
    try:
        wait_until_alive(server)
        server.wait_for_all(workers)
    except BaseException:
        server.stop()
        log.unlink()
        raise
    return server


def wait_until_alive(server: Server) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.main.poll() is not None:
            raise CannotStart(f"the server ended with {server.main.returncode}\n{server.log_end()}")
        try:
            if server.get("/healthz").status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise CannotStart(f"no answer within {SECONDS_TO_START} s\n{server.log_end()}")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def server_environment(database: str, data_dir: Path, site_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRANIAN_", "DJANGO_", "PYTEST_"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": databases.url_of(database),
        "DATA_DIR": str(data_dir),
        "SITE_URL": site_url,
        "SECRET_KEY": secrets.token_urlsafe(60),
        # A worker that has to compile everything starts several times as slowly; the source tree stays clean all the same.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX") or str(FOLDER / "bytecode"),
    }


# Static files --------------------------------------------------------------------


def static_fingerprint() -> str:
    """Hash of everything that ``collectstatic`` makes its files from."""
    files = [ROOT / "requirements.txt", ROOT / "elearn" / "storage.py", ROOT / "elearn" / "settings" / "base.py"]
    folders = [ROOT / "var" / "fonts", *(folder for folder in ROOT.glob("*/static") if folder.parent.name != "var")]
    files += [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def ensure_static_files() -> Path:
    """The data folder whose ``static`` holds the collected files, made if need be (some seconds the first time)."""
    folder = FOLDER / static_fingerprint()
    if folder.exists():
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    making = FOLDER / f"making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    environment = server_environment(databases.template_name(databases.EMPTY), making, "http://localhost")
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS_TO_COLLECT)
    if done.returncode:
        raise CannotStart(f"collectstatic failed:\n{done.stdout}{done.stderr}")
    try:
        making.rename(folder)
    except OSError:
        # Another session was first.
        shutil.rmtree(making)
    return folder


# Processes -------------------------------------------------------------------------


def read_process(pid: int) -> Process | None:
    """None for a process that is gone, or has ended and waits to be noticed."""
    found = read_stat(pid)
    return Process(pid, int(found[19])) if found and found[0] != "Z" else None


def read_stat(pid: int) -> list[str]:
    """What follows the name in ``/proc/…/stat``: state, parent, …; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def find_children(parent: int) -> list[Process]:
    """Live children of a process, without the helper that multiprocessing may start beside the workers."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    own = [pid for pid in pids if (read_stat(pid)[1:2] or [""])[0] == str(parent)]
    found = [read_process(pid) for pid in own if "resource_tracker" not in read_command(pid)]
    return [process for process in found if process]


def read_command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def read_rss(pid: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def read_memory_share(pid: int) -> int:
    """Bytes of them that the process has to answer for: its own, and its part of what it shares with others, such as code of libraries."""
    rows = [line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]]
    return sum(int(row[1]) for row in rows if row[0] == "Pss:") * 1024


def read_cpu(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    return sum(int(ticks) for ticks in read_stat(pid)[11:13]) / os.sysconf("SC_CLK_TCK")


def connected_sockets(port: int) -> set[str]:
    """Inodes of the established connections to a local port, on the side of the server."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == ESTABLISHED and int(row[1].rpartition(":")[2], 16) == port}


def open_sockets(pid: int) -> set[str]:
    inodes = set()
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(link)
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    except OSError:
        pass
    return inodes


# Clients -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the server answered. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def of(cls, response: http.client.HTTPResponse) -> "Answer":
        body = response.read()
        return cls(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


class Client:
    """One browser without a face: keeps its connection, its session and the secret that forms need."""

    def __init__(self, port: int, session_key: str, *, seconds: float = 30) -> None:
        token = secrets.token_hex(16)
        self.headers = {"Cookie": f"sessionid={session_key}; csrftoken={token}", "X-CSRFToken": token}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, object]) -> Answer:
        return self.send("POST", path, urlencode(fields, doseq=True), {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, method: str, path: str, body: str | None, headers: Mapping[str, str] | None) -> Answer:
        """Raises OSError or HTTPException when no whole answer came; the next call begins with a new connection."""
        try:
            self.connection.request(method, path, body, {**self.headers, **(headers or {})})
            return Answer.of(self.connection.getresponse())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def close(self) -> None:
        self.connection.close()
