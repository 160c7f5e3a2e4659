"""The guide for operators names commands that exist."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

GUIDE = Path(settings.BASE_DIR) / "docs" / "operators" / "running.md"
COMMAND = re.compile(r"(?:manage\.py|\bmunasara) +([a-z_]+)")
REGULAR = {
    "publish_scheduled",
    "issue_missing_certificates",
    "refresh_statistics",
    "close_late_attempts",
    "clearsessions",
    "prune_db_task_results",
}


def test_guide_names_commands_that_exist():
    named = set(COMMAND.findall(GUIDE.read_text(encoding="utf-8")))

    assert named >= REGULAR
    assert named - set(get_commands()) == set()


def test_regular_work_stands_in_a_crontab():
    section = GUIDE.read_text(encoding="utf-8").split("## Regular work", 1)[1].split("\n## ", 1)[0]
    crontab = section.split("```cron\n", 1)[1].split("```", 1)[0]

    lines = [re.match(r"(?:\S+ ){5} *munasara ([a-z_]+)(?: --\S+ \S+)? +# \S", line) for line in crontab.splitlines()]
    assert {line[1] for line in lines} == REGULAR
