"""Parses the bundled course without a database: every file, both languages, one for one."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from courses.loading.files import ContentError, read_course  # noqa: E402

try:
    read_course(ROOT / "courses" / "content", "e-advocacy")
except ContentError as error:
    sys.exit(str(error))
