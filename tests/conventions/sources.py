"""The files that the conventions speak of."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("elearn", "accounts", "quizzes", "courses", "learning", "certificates", "reports")


def python_files() -> list[Path]:
    """Our modules, migrations left out: they are written by a machine."""
    return sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(
        [*(ROOT / "templates").rglob("*.html"), *(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))]
    )


def static_files(suffix: str) -> list[Path]:
    return sorted(path for app in APPS for path in (ROOT / app / "static").rglob(f"*{suffix}"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_with(pattern: str | re.Pattern[str], path: Path, text: str | None = None) -> Iterator[str]:
    """``file:line: text`` of every line in which the pattern is found."""
    found = re.compile(pattern)
    for number, line in enumerate((path.read_text(encoding="utf-8") if text is None else text).splitlines(), start=1):
        if found.search(line):
            yield f"{name_of(path)}:{number}: {line.strip()[:120]}"
