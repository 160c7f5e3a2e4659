"""People in the CMS, with a user model that has neither first nor last name."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.pages import soup_of
from tests.factories.accounts import UserFactory, make_administrator, make_editor, make_manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_administrator(display_name="مديرة")


@pytest.fixture
def cms(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def edit_path(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def data_for(user: User, **changes: object) -> dict:
    return {
        "display_name": user.display_name,
        "email": user.email or "",
        "language": user.language,
        "is_active": "on",
        "password": "",
        **changes,
    }


@pytest.mark.parametrize("people", [1, 3])
def test_list_of_people_takes_the_same_queries_however_many(cms: Client, people: int, django_assert_num_queries):
    UserFactory.create_batch(people)
    cms.get("/cms/users/")

    with django_assert_num_queries(10):
        response = cms.get("/cms/users/")

    rows = soup_of(response).select("table.listing tbody tr")
    assert response.status_code == 200
    assert len(rows) == people + 1


@pytest.mark.parametrize(
    "query", ["?q=زهرة", "?q=flower@example.org", "?ordering=display_name", "?ordering=-email", "?is_active=true", "?group=1"]
)
def test_list_of_people_can_be_searched_and_sorted(cms: Client, query: str):
    UserFactory.create(display_name="زهرة", email="flower@example.org")

    response = cms.get("/cms/users/" + query)

    assert response.status_code == 200


def test_search_finds_people_by_name(cms: Client):
    UserFactory.create(display_name="زهرة")
    UserFactory.create(display_name="سنبلة")

    rows = soup_of(cms.get("/cms/users/results/", {"q": "زهر"})).select("table.listing tbody tr")

    assert len(rows) == 1


def test_adding_somebody_without_a_password_lets_them_choose_one(cms: Client):
    group = Group.objects.get_or_create(name="Editors")[0]
    data = {
        "username": "u-chosen",
        "display_name": "محررة\u202e",
        "email": "Editor@Example.org",
        "language": "en",
        "groups": [group.pk],
        "password": "",
    }

    page = cms.get(reverse("wagtailusers_users:add"))
    response = cms.post(reverse("wagtailusers_users:add"), data)

    user = User.objects.get(username="u-chosen")
    assert page.status_code == 200
    assert response.status_code == 302
    assert (user.display_name, user.email, user.language) == ("محررة", "editor@example.org", "en")
    assert user.has_usable_password() is False
    assert list(user.groups.all()) == [group]
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("editor@example.org", False, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "", "password": ""},
        {"email": "", "password": "short"},
        {"email": "taken@example.org"},
        {"username": "TAKEN"},
        {"username": "looks@like.org"},
        {"language": "de"},
        {"email": "not an address"},
    ],
)
def test_adding_somebody_refuses_what_would_not_work(cms: Client, changes: dict):
    UserFactory.create(username="taken", email="taken@example.org")
    data = {"username": "u-chosen", "display_name": "", "email": "new@example.org", "language": "ar", "password": "", **changes}

    response = cms.post(reverse("wagtailusers_users:add"), data)

    assert response.status_code == 200
    assert User.objects.filter(username__in=["u-chosen", "looks@like.org"]).count() == 0


def test_adding_somebody_without_an_address_needs_a_password(cms: Client):
    data = {"username": "u-chosen", "display_name": "بلا بريد", "email": "", "language": "ar", "password": "olive-thread-98"}

    cms.post(reverse("wagtailusers_users:add"), data)

    user = User.objects.get(username="u-chosen")
    assert user.email is None
    assert user.check_password("olive-thread-98")


def test_changing_an_address_takes_the_old_one_out_of_use(cms: Client, learner: User, password: str):
    page = cms.get(edit_path(learner))
    response = cms.post(edit_path(learner), data_for(learner, email="moved@example.org"))

    learner.refresh_from_db()
    assert (page.status_code, response.status_code) == (200, 302)
    assert learner.email == "moved@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("moved@example.org", False)]
    assert Client().post("/ar/accounts/login/", {"login": "learner@example.org", "password": password}).status_code == 200


def test_changing_a_name_leaves_password_and_address_alone(cms: Client, learner: User, password: str):
    cms.post(edit_path(learner), data_for(learner, display_name="اسم جديد"))

    learner.refresh_from_db()
    assert learner.display_name == "اسم جديد"
    assert learner.check_password(password)
    assert EmailAddress.objects.get(user=learner).verified is True


def test_nobody_locks_themselves_out(cms: Client, admin: User):
    cms.post(edit_path(admin), {**data_for(admin), "is_active": "", "is_superuser": ""})

    admin.refresh_from_db()
    assert (admin.is_active, admin.is_superuser) == (True, True)


def test_people_are_not_deleted_by_a_click(cms: Client, learner: User):
    one = cms.post(reverse("wagtailusers_users:delete", args=[learner.pk]))
    many = cms.post(reverse("wagtail_bulk_action", args=["accounts", "user", "delete"]) + f"?id={learner.pk}")

    assert (one.status_code, many.status_code) == (302, 302)
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.parametrize("make", [make_editor, make_manager])
@pytest.mark.parametrize("name", ["index", "add", "edit", "delete"])
def test_only_administrators_reach_people(client: Client, learner: User, make, name: str):
    client.force_login(make())

    response = client.get(reverse(f"wagtailusers_users:{name}", args=[learner.pk] if name in {"edit", "delete"} else []))

    assert (response.status_code, response.url) == (302, "/cms/")


def test_own_account_page_of_the_cms_knows_our_names(client: Client):
    editor = make_editor(display_name="محررة")
    client.force_login(editor)

    page = client.get("/cms/account/")
    response = client.post(
        "/cms/account/",
        {
            "name_email-display_name": "محررة المساق",
            "locale-preferred_language": "ar",
            "locale-current_time_zone": "Asia/Hebron",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    editor.refresh_from_db()
    soup = soup_of(page)
    assert page.status_code == 200
    assert soup.select("[name*=first_name], [name*=last_name], [name*=avatar], [name*=password], [type=file]") == []
    assert response.status_code == 302
    assert editor.display_name == "محررة المساق"
