"""Test databases made once and copied: migrating takes longer than most suites, loading the course too.

Two templates are kept, named by a hash of what they are made from: one migrated, one with the bundled course. A test session works
on a copy of its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test-databases"
URL = os.environ.get("DATABASE_URL", "")
IS_POSTGRES = URL.startswith("postgres")
EMPTY, COURSE = "empty", "course"
APPS = ("accounts", "quizzes", "courses", "learning", "certificates", "reports")
REGISTERED = ("migrations/*.py", "wagtail_hooks.py", "viewsets.py", "viewsets/*.py", "apps.py")


def fingerprint(state: str) -> str:
    """Hash of everything a template is made from: permissions come with the registration of snippets, groups with the accounts' own code."""
    files = [ROOT / "requirements.txt", *(ROOT / "accounts").rglob("*.py")]
    for app in APPS:
        files += (path for pattern in REGISTERED for path in (ROOT / app).rglob(pattern))
    if state == COURSE:
        files += [*(ROOT / "courses").rglob("*.py"), *(ROOT / "quizzes").rglob("*.py")]
        files += (ROOT / "courses" / "content").rglob("*.*")
    digest = hashlib.sha256()
    for path in sorted(set(files)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template_name(state: str) -> str:
    name = f"munasara_{state}_{fingerprint(state)}"
    return name if IS_POSTGRES else str(FOLDER / f"{name}.sqlite3")


def run_name() -> str:
    """The database of this process alone: several sessions may run side by side."""
    name = f"munasara_run_{os.getpid()}"
    return name if IS_POSTGRES else str(FOLDER / f"{name}.sqlite3")


def url_of(name: str) -> str:
    return urlunsplit(urlsplit(URL)._replace(path=f"/{name}")) if IS_POSTGRES else f"sqlite:///{name}"


def exists(name: str) -> bool:
    if not IS_POSTGRES:
        return Path(name).exists()
    return bool(admin("SELECT 1 FROM pg_database WHERE datname = %s", name))


def admin(statement: str, *values: str) -> list:
    with psycopg.connect(urlunsplit(urlsplit(URL)._replace(path="/postgres")), autocommit=True) as connection:
        cursor = connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def copy(source: str, target: str) -> None:
    """Puts a copy of ``source`` in the place of ``target``. Nobody may be connected to either."""
    if IS_POSTGRES:
        admin(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        admin(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        return
    # Taken away before it is made anew: a thread that still holds the old file goes on with the old one, and spoils nothing.
    for suffix in ("", "-wal", "-shm"):
        Path(target + suffix).unlink(missing_ok=True)
    shutil.copyfile(source, target)


def drop(name: str) -> None:
    if IS_POSTGRES:
        admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    for suffix in ("", "-wal", "-shm"):
        Path(name + suffix).unlink(missing_ok=True)


def manage(database: str, *arguments: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url_of(database), "DJANGO_SETTINGS_MODULE": "elearn.settings.test"}
    environment.pop("REDIS_URL", None)
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def ensure_template(state: str) -> str:
    """The name of the template in that state, made if need be (half a minute the first time)."""
    name = template_name(state)
    if exists(name):
        return name
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{state}.lock").open("w") as lock:
        # Several processes may need it at once; the others wait for the first.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not exists(name):
            make_template(state, name)
    return name


def make_template(state: str, name: str) -> None:
    making = f"{name}_{os.getpid()}"
    drop(making)
    if state == EMPTY:
        if IS_POSTGRES:
            admin(f'CREATE DATABASE "{making}"')
        manage(making, "migrate", "--verbosity", "0")
        manage(making, "createcachetable")
    else:
        copy(ensure_template(EMPTY), making)
        manage(making, "load_course", "--verbosity", "0")
    if IS_POSTGRES:
        admin(f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    else:
        checkpoint(making)
        Path(making).rename(name)


def checkpoint(path: str) -> None:
    """Brings the write-ahead log into the file itself, so that the file alone is the database."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for suffix in ("-wal", "-shm"):
        Path(path + suffix).unlink(missing_ok=True)
