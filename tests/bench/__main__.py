"""``make bench``: one line a figure, with its budget. ``--strict`` ends with 1 if one is over; ``--only`` names the groups to run."""

import argparse
import os
import signal
import sys
import time
from importlib import import_module

from tests import databases
from tests.bench.table import NAME_WIDTH, Table
from tests.server import copied_database, ensure_static_files, server_environment

SECTIONS = {
    "content": "Content pages",
    "records": "What learners do",
    "reports": "Reports",
    "health": "Item statistics",
    "exchange": "Files of questions",
    "serving": "The real server, two workers",
    "browsing": "In the browser",
}
MOST_SECONDS = 1200


def main() -> int:
    options = parse_arguments()
    # A benchmark that hangs ends all the same, and takes its server and its database with it.
    signal.signal(signal.SIGALRM, give_up)
    signal.signal(signal.SIGTERM, give_up)
    signal.alarm(MOST_SECONDS)
    began = time.monotonic()
    with copied_database(databases.COURSE) as database:
        os.environ.update(server_environment(database, ensure_static_files(), "http://localhost"))
        os.environ.update(DJANGO_SETTINGS_MODULE="tests.bench.settings", DJANGO_ALLOW_ASYNC_UNSAFE="1")
        table = run_sections(options.only or list(SECTIONS), database)
    print(f"\n{len(table.lines)} figures, {table.count_over()} over, {time.monotonic() - began:.0f} s")
    return 1 if options.strict and table.count_over() else 0


def give_up(number: int, frame: object) -> None:
    sys.exit(f"ended by {signal.Signals(number).name}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="end with 1 if a figure is over its budget")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="the groups to run")
    return parser.parse_args()


def run_sections(names: list[str], database: str) -> Table:
    import django

    django.setup()
    from django.db import connections

    table = Table()
    print(
        f"{'PostgreSQL' if databases.IS_POSTGRES else 'SQLite'}; KB are 1000 bytes, as transferred; budgets of CPU time are scaled to this machine"
    )
    print(f"{'':<{NAME_WIDTH}} {'figure':>18}   {'budget':<18}")
    for name in names:
        with table.section(SECTIONS[name]):
            section = import_module(f"tests.bench.{name}")
            section.run(table, database) if name in {"serving", "browsing"} else section.run(table)
    connections.close_all()
    return table


if __name__ == "__main__":
    sys.exit(main())
