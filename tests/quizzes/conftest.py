import pytest

from quizzes import registry


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """No layer above objects to anybody starting a test."""
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: None)
