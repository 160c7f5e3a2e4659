"""Every string of ours stands in both languages, and Arabic has all six plural forms.

Collects the strings with gettext in a copy of the tree, so that the working files stay as they are.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("elearn", "accounts", "quizzes", "courses", "learning", "certificates", "reports", "templates", "locale")
FORMS = {"ar": 6, "en": 2}


def collect(folder: Path) -> None:
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "manage.py", folder)
    command = [sys.executable, "manage.py", "makemessages", "-l", "ar", "-l", "en", "--no-location", "--no-wrap"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "elearn.settings.test"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def problems(path: Path, forms: int) -> list[str]:
    found = []
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            found.append(f"no longer used: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        elif entry.msgid_plural:
            if len(entry.msgstr_plural) != forms or not all(entry.msgstr_plural.values()):
                found.append(f"plural forms missing: {entry.msgid!r}")
        elif not entry.msgstr:
            found.append(f"not translated: {entry.msgid!r}")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        collect(Path(folder))
        found = [
            f"{language}: {problem}"
            for language, forms in FORMS.items()
            for problem in problems(Path(folder) / "locale" / language / "LC_MESSAGES" / "django.po", forms)
        ]
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
