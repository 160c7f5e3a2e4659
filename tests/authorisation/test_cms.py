"""Every address of Wagtail's below ``/cms/``: strangers are sent to the login, learners see nothing of it, editors only what is theirs."""

import logging
import re
import uuid
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from tests.factories.accounts import UserFactory, with_second_factor
from tests.factories.quizzes import make_question

from .addresses import Address, all_addresses
from .world import ANONYMOUS, FOREIGN_EDITOR, World, body_of, make_world

pytestmark = pytest.mark.django_db

# Open to everybody by Wagtail's own will: they hold words and icons, nothing of anybody's.
PUBLIC = {"wagtailadmin_sprite": 200, "wagtailadmin_javascript_catalog": 200, "wagtailadmin_login": 302}
# Doors that are shut: the login is the site's own, and so is the password's renewal.
SHUT = re.compile(r"wagtailadmin_password_reset")

CONVERTERS = {
    "int": "1",
    "str": "1",
    "slug": "page",
    "uuid": str(uuid.UUID(int=7)),
    "path": "a/b",
}
GROUPS = {
    r"(?P<pk>\d+)": "1",
    r"(?P<pk>.+)": "1",
    r"(?P<revision_id_a>live|earliest|\d+)": "earliest",
    r"(?P<revision_id_b>live|latest|\d+)": "latest",
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals are meant."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def path_of(address: Address) -> str:
    """A path that the route matches: small numbers, so that they may hit something."""
    path = address.route
    for group, value in GROUPS.items():
        path = path.replace(group, value)
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda match: CONVERTERS[match[1] or "str"], path)
    return "/" + path.replace("^", "").replace("$", "").replace(r"\.", ".").replace(".*/", "nowhere/")


def swept() -> list[Address]:
    return [address for address in all_addresses() if address.is_wagtails]


def ask(client: Client, path: str, method: str = "get"):
    with transaction.atomic():
        response = getattr(client, method)(path)
        body_of(response)
        transaction.set_rollback(True)
    return response


def wrong_answers(client: Client, methods: tuple[str, ...] = ("get", "post")) -> dict[str, str]:
    """Addresses that answer anything but a way to the login."""
    found = {}
    for address in swept():
        name = address.name.split(":")[-1]
        if SHUT.search(address.name):
            wanted = {404}
        elif address.name in PUBLIC:
            wanted = {PUBLIC[address.name], 405}
        else:
            wanted = set()
        for method in methods:
            response = ask(client, path_of(address), method)
            location = response.headers.get("Location", "").split("?")[0]
            is_login = response.status_code == 302 and location.endswith(
                ("/accounts/login/", "/accounts/2fa/totp/activate/", "/cms/login/")
            )
            if not is_login and response.status_code not in wanted:
                found[f"{method} {address.name or name} {path_of(address)}"] = f"{response.status_code} {location}"
    return found


def test_every_address_can_be_written_out():
    addresses = swept()
    odd = [path_of(address) for address in addresses if re.search(r"[<>()\\|?]", path_of(address))]

    assert odd == []
    assert len(addresses) > 200


def test_strangers_are_sent_to_the_login():
    make_world()

    assert wrong_answers(Client(raise_request_exception=False)) == {}


@pytest.mark.parametrize("has_second_factor", [False, True])
def test_learners_see_nothing_of_the_cms(has_second_factor):
    make_world()
    learner = UserFactory.create()
    if has_second_factor:
        with_second_factor(learner)
    client = Client(raise_request_exception=False)
    client.force_login(learner)

    assert wrong_answers(client) == {}


def test_staff_without_a_second_factor_see_nothing_of_the_cms():
    world = make_world()
    Authenticator.objects.all().delete()
    client = Client(raise_request_exception=False)
    client.force_login(world.people["administrator"])

    answers = {path_of(address): ask(client, path_of(address)) for address in swept()}

    # Even words and icons: the rule knows no exception.
    assert {answer.status_code for answer in answers.values()} == {302}
    assert {answer.headers["Location"].split("?")[0] for answer in answers.values()} == {"/ar/accounts/2fa/totp/activate/"}


# What an editor of another course may not do to this one ------------------------------------

PAGE_ADDRESSES = [
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:revisions_index",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock",
    "wagtailadmin_pages:set_page_position",
    "wagtail_localize:submit_page_translation",
]


def answers_of(world: World, actor: str, name: str, page: Page) -> set[int]:
    client = world.client(actor)
    with override("ar"):
        path = reverse(name, args=[page.pk])
    return {ask(client, path, method).status_code for method in ("get", "post")}


@pytest.mark.parametrize("kind", ["course", "module", "lesson"])
def test_editor_of_another_course_reaches_no_page_of_this_one(kind):
    world = make_world()
    page = getattr(world, kind)
    names = [name for name in PAGE_ADDRESSES if kind != "lesson" or name != "wagtailadmin_pages:add_subpage"]

    answers = {name: answers_of(world, FOREIGN_EDITOR, name, page) for name in names}

    # Refused by a word at the top of the CMS's first page, by 403, or as missing.
    assert {name: found for name, found in answers.items() if found & {200, 201, 204}} == {}


def test_editor_of_another_course_changes_nothing_of_this_one():
    world = make_world()
    client = world.client(FOREIGN_EDITOR)
    before = list(Page.objects.order_by("pk").values("pk", "path", "live", "title", "latest_revision_id", "locked"))

    for name in PAGE_ADDRESSES:
        for page in (world.course, world.module, world.lesson):
            with override("ar"):
                client.post(reverse(name, args=[page.pk]), {"title": "x", "slug": "x", "body-count": "0", "action-publish": "1"})
    client.post(f"/cms/bulk/wagtailcore/page/delete/?id={world.lesson.pk}", {})
    client.post(f"/cms/bulk/wagtailcore/page/unpublish/?id={world.lesson.pk}", {})

    assert list(Page.objects.order_by("pk").values("pk", "path", "live", "title", "latest_revision_id", "locked")) == before


@pytest.mark.parametrize("actor", ["facilitator", "manager", FOREIGN_EDITOR])
def test_staff_who_are_no_editors_reach_no_question(actor):
    """A question's form holds its right answers."""
    world = make_world()
    question = make_question()
    client = world.client(actor)
    names = ["list", "add", "edit", "delete", "history", "usage", "preview_on_edit", "copy"]

    answers = {}
    for name in names:
        args = [] if name in {"list", "add"} else [question.pk]
        answers[name] = ask(client, reverse(f"wagtailsnippets_quizzes_question:{name}", args=args)).status_code

    assert {name: status for name, status in answers.items() if status == 200} == {}


@pytest.mark.parametrize("path", ["/cms/api/main/pages/", "/cms/api/main/images/", "/cms/api/main/documents/"])
def test_cms_interface_is_for_staff(path):
    world = make_world()

    assert ask(world.client(ANONYMOUS), path).status_code == 302
