"""What a person is called: the display name everywhere, and never the e-mail address where others look."""

import json

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from accounts.queries import get_display_name
from tests.accounts.pages import soup_of
from tests.factories.accounts import make_editor

ADDRESS = "person@example.org"


def person(display_name: str) -> User:
    return User(username="u-abcdef", email=ADDRESS, display_name=display_name)


@pytest.mark.parametrize("name_of", [str, User.get_full_name, get_user_display_name])
@pytest.mark.parametrize(
    ("language", "display_name", "shown"), [("ar", "زهرة", "زهرة"), ("ar", "", "بلا اسم"), ("en", "", "No name")]
)
def test_others_see_the_display_name_or_a_neutral_word(name_of, language, display_name, shown):
    with override(language):
        assert name_of(person(display_name)) == shown


@pytest.mark.parametrize(("display_name", "shown"), [("زهرة", "زهرة"), ("", "u-abcdef")])
def test_account_pages_call_their_owner_by_a_name_not_an_address(display_name, shown):
    assert get_display_name(person(display_name)) == shown


@pytest.mark.django_db
@pytest.mark.parametrize(("display_name", "shown"), [("محررة", "محررة"), ("", "بلا اسم")])
def test_sidebar_of_the_cms_shows_the_display_name(display_name, shown):
    editor = make_editor(display_name=display_name, email=ADDRESS)
    client = Client()
    client.force_login(editor)

    page = soup_of(client.get("/cms/"))

    props = json.loads(page.select_one("#wagtail-sidebar-props").string)
    assert find_account(props)["name"] == shown
    assert ADDRESS not in page.get_text()


def find_account(props: object) -> dict:
    """The part of the sidebar's data that says who is signed in."""
    parts = props.values() if isinstance(props, dict) else props if isinstance(props, list) else []
    if isinstance(props, dict) and "avatarUrl" in props:
        return props
    return next(filter(None, map(find_account, parts)), {})
