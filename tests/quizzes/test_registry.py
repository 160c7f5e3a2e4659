"""What the layers above fill in, once."""

import uuid
from types import SimpleNamespace

import pytest
from django.db.models import Value

from quizzes import registry
from quizzes.models import Placement

KEY = uuid.uuid4()


@pytest.fixture
def empty(monkeypatch):
    monkeypatch.setattr(registry, "_places", {})


@pytest.mark.usefixtures("empty")
def test_empty_registry_knows_no_lesson_and_objects_to_nothing():
    assert registry.lesson_addresses([KEY], "ar") == {KEY: ("", "")}
    assert registry.lesson_address(KEY, "ar", "definition") == ("", "")
    assert registry.gate(None, None) is None
    assert registry.with_restriction(Placement.objects.live()).query.annotations["is_restricted"] == Value(False)


@pytest.mark.usefixtures("empty")
def test_lesson_address_leads_to_the_section():
    registry.register_lesson_addresses(lambda keys, language: dict.fromkeys(keys, ("درس", f"/{language}/x/")))

    assert registry.lesson_address(KEY, "ar") == ("درس", "/ar/x/")
    assert registry.lesson_address(KEY, "en", "definition") == ("درس", "/en/x/#definition")


@pytest.mark.usefixtures("empty")
def test_nothing_is_asked_for_no_lesson():
    registry.register_lesson_addresses(lambda keys, language: 1 / 0)

    assert registry.lesson_addresses([], "ar") == {}


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("name", ["register_lesson_addresses", "register_gate", "register_lesson_places"])
def test_second_registration_is_refused(name):
    def first(*args):
        return {}

    getattr(registry, name)(first)
    getattr(registry, name)(first)

    with pytest.raises(ValueError, match="registered already"):
        getattr(registry, name)(lambda *args: {})


@pytest.mark.usefixtures("empty")
def test_only_restricted_lessons_are_asked_about():
    registry.register_reading(lambda: Value(True), lambda user, placement: user == "enrolled")

    readers = [("anybody", False), ("enrolled", True), ("anybody", True)]
    answers = [registry.may_read(user, SimpleNamespace(is_restricted=restricted)) for user, restricted in readers]

    assert answers == [True, True, False]
    with pytest.raises(ValueError, match="registered already"):
        registry.register_reading(lambda: Value(False), lambda user, placement: True)
