"""Compiles locale/*/LC_MESSAGES/*.po. In Python, so that a fresh machine needs no gettext tools to run the course."""

from pathlib import Path

import polib

for source in sorted(Path(__file__).resolve().parent.parent.glob("locale/*/LC_MESSAGES/*.po")):
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
