import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import CoursePage


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash of names, sizes and times of change: fast, and enough to notice an edit."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        stat = path.stat()
        digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Brings database, static files and the bundled course up to date; does only what is missing"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--announce", metavar="URL", default="", help="then make the demo people and print their accounts")

    def handle(self, *args: object, announce: str, **options: object) -> None:
        base = Path(settings.BASE_DIR)
        self.stamps = Path(settings.DATA_DIR) / "stamps"
        self.stamps.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.do("database", lambda: call_command("migrate", verbosity=0))
        if "cache_entries" not in connection.introspection.table_names():
            self.do("cache table", lambda: call_command("createcachetable", verbosity=0))
        folders = [folder for folder in base.glob("*/static") if folder != Path(settings.STATIC_ROOT)]
        static = [path for folder in [*folders, base / "var/fonts"] for path in folder.rglob("*.*")]
        self.do_once(
            "static files",
            fingerprint([*static, base / "elearn/storage.py", base / "requirements.txt"]),
            lambda: call_command("collectstatic", interactive=False, verbosity=0),
        )
        content = [*(base / "courses/content").rglob("*.*"), *(base / "courses/loading").glob("*.py")]
        needs_course = not CoursePage.objects.exists()
        self.do_once("the course", fingerprint(content), lambda: call_command("load_course", verbosity=0), always=needs_course)
        if announce:
            call_command("demo", announce=announce, stdout=self.stdout)

    def do_once(self, name: str, mark: str, action: Callable[[], object], *, always: bool = False) -> None:
        stamp = self.stamps / name.replace(" ", "-")
        if always or not stamp.exists() or stamp.read_text() != mark:
            self.do(name, action)
            stamp.write_text(mark)

    def do(self, name: str, action: Callable[[], object]) -> None:
        self.stdout.write(f"Preparing {name} …", ending="")
        self.stdout.flush()
        began = time.monotonic()
        action()
        self.stdout.write(f" {time.monotonic() - began:.0f} s")
