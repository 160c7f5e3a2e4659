"""Every address × every person: the answers are those of the table."""

import logging

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import override

from .addresses import all_addresses
from .table import CMS, HIDDEN, LEARNER, LOGIN, MANAGER, REAUTH, ROWS, STAFF, Outcome, Row
from .world import ACTORS, ANONYMOUS, World, body_of, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Hundreds of refusals are meant."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def outcome_of(response: HttpResponse) -> Outcome:
    location = response.headers.get("Location", "").split("?")[0]
    if response.status_code == 302:
        if location.endswith("/accounts/login/"):
            return LOGIN
        if location.endswith("/reauthenticate/"):
            return REAUTH
        if location == "/cms/":
            return CMS
    return response.status_code


def ask(world: World, row: Row, actor: str) -> Outcome:
    """What the person is answered. Whatever it changes is taken back."""
    with transaction.atomic(), override("ar"):
        client = world.client(actor)
        path = row.path(world)
        data = row.data(world) if row.data else {}
        response = getattr(client, row.method)(path, data, headers=row.headers)
        body_of(response)
        transaction.set_rollback(True)
    return outcome_of(response)


def test_every_address_has_a_row():
    addresses = {address.name for address in all_addresses() if not address.is_wagtails}
    rows = {row.address for row in ROWS}

    assert addresses - rows == set()
    assert rows - addresses == set()


def test_every_row_answers_every_person():
    for row in ROWS:
        named = [actor for actors in row.cells.values() if isinstance(actors, tuple) for actor in actors]

        assert {actor: row.expected(actor) for actor in ACTORS}.keys() == set(ACTORS), row.name
        assert len(named) == len(set(named)), row.name
        assert set(named) <= set(ACTORS), row.name


def test_rows_have_names_of_their_own():
    names = [row.name for row in ROWS]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("actor", ACTORS)
def test_answers_are_those_of_the_table(world, actor):
    answers = {row.name: (ask(world, row, actor), row.expected(actor)) for row in ROWS}

    assert {name: f"{given}, expected {wanted}" for name, (given, wanted) in answers.items() if given != wanted} == {}


@pytest.mark.parametrize("name", HIDDEN)
def test_foreign_object_is_missing_in_the_same_words(world, name):
    """The address is the only difference there may be."""
    make_foreign, make_missing = HIDDEN[name]
    is_of_a_manager = name in {"cohort", "report", "open answer"}
    strangers = [actor for actor in ACTORS if actor not in {LEARNER, ANONYMOUS}]
    if is_of_a_manager:
        strangers = ["foreign manager"]

    for actor in strangers:
        with transaction.atomic(), override("ar"):
            client = world.client(actor)
            pages = []
            for make in (make_foreign, make_missing):
                path = make(world)
                response = client.get(path)
                # The page links to itself in the other language.
                body = body_of(response).decode().replace(path.removeprefix("/ar"), "…")
                pages.append((response.status_code, without_tokens(body), {**response.headers, "Content-Length": ""}))
            transaction.set_rollback(True)

        assert pages[0] == pages[1], actor
        assert pages[0][0] == 404, actor


def without_tokens(body: str) -> str:
    """Without what differs at every visit."""
    lines = (line for line in body.splitlines() if "csrf" not in line.lower() and "nonce" not in line)
    return "\n".join(lines)


def test_managers_are_staff():
    """The tables above rest on it."""
    assert MANAGER in STAFF
