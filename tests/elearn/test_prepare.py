"""What ``make run`` does before it serves: everything the first time, only what has changed afterwards."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.pages import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings, tmp_path: Path) -> Path:
    """A small project of its own: one style sheet, and the collected files beside it, as in ``var/static``."""
    settings.BASE_DIR, settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "var", tmp_path / "var" / "static"
    for path in ("elearn/static/site.css", "elearn/storage.py", "requirements.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    make_course()
    return tmp_path


def prepare(monkeypatch: pytest.MonkeyPatch, site: Path) -> list[str]:
    """The commands that were called. Collecting writes what it would."""
    called: list[str] = []

    def note(name: str, **options: object) -> None:
        called.append(name)
        if name == "collectstatic":
            (site / "var/static").mkdir(parents=True, exist_ok=True)
            (site / "var/static/site.css").write_text(str(len(called)))

    monkeypatch.setattr("elearn.management.commands.prepare.call_command", note)
    call_command("prepare", stdout=StringIO())
    return called


def test_second_start_does_nothing(monkeypatch, site):
    first = prepare(monkeypatch, site)
    second = prepare(monkeypatch, site)

    assert "collectstatic" in first
    assert second == []


def test_changed_style_is_collected_anew(monkeypatch, site):
    prepare(monkeypatch, site)
    (site / "elearn/static/site.css").write_text("changed")

    assert prepare(monkeypatch, site) == ["collectstatic"]
