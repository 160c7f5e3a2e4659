"""Sign-up, sign-in, sign-out, forgotten password, confirmation: the whole way, in both languages."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.pages import links_in_mail, path_of, soup_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
DIRECTIONS = {"ar": "rtl", "en": "ltr"}


@LANGUAGES
def test_sign_up_makes_an_account_in_the_language_of_the_page(client: Client, language: str, password: str):
    data = {"display_name": " زهرة  الزيتون\u202e", "email": "New@Example.org", "password1": password}

    response = client.post(f"/{language}/accounts/signup/", data)

    user = User.objects.get()
    assert (response.status_code, response.url) == (302, f"/{language}/me/")
    assert (user.email, user.display_name, user.language) == ("new@example.org", "زهرة الزيتون", language)
    assert user.username.startswith("u-")
    assert user.check_password(password)
    assert client.session["_auth_user_id"] == str(user.pk)


@LANGUAGES
def test_sign_up_sends_a_link_that_confirms_the_address(client: Client, language: str, password: str):
    client.post(f"/{language}/accounts/signup/", {"email": "new@example.org", "password1": password})
    [link] = links_in_mail()

    page = client.get(path_of(link))
    answer = client.post(path_of(link))

    assert len(mail.outbox) == 1
    assert link.startswith(f"http://localhost:8000/{language}/accounts/confirm-email/")
    assert page.status_code == 200
    assert answer.status_code == 302
    assert EmailAddress.objects.get().verified is True


def test_sign_up_keeps_what_was_typed_and_points_to_the_error(client: Client):
    response = client.post("/ar/accounts/signup/", {"display_name": "سنبلة", "email": "not-an-address", "password1": "short"})

    page = soup_of(response)
    summary = page.select_one(".error-summary")
    assert response.status_code == 200
    assert User.objects.count() == 0
    assert summary.has_attr("autofocus")
    assert [link["href"] for link in summary.select("a")] == ["#id_email", "#id_password1"]
    assert page.select_one("#id_display_name")["value"] == "سنبلة"
    assert page.select_one("#id_email")["value"] == "not-an-address"
    assert page.select_one("#id_email")["aria-invalid"] == "true"
    assert page.select_one("#id_email")["aria-describedby"] == "id_email_error"
    assert page.select_one("#id_email_error") is not None


def test_sign_up_refuses_a_name_that_grows_beyond_the_limit_when_composed(client: Client, password: str):
    # Each of these letters becomes two under NFC.
    data = {"display_name": "\u0958" * 80, "email": "new@example.org", "password1": password}

    response = client.post("/ar/accounts/signup/", data)

    assert response.status_code == 200
    assert soup_of(response).select_one(".error-summary a")["href"] == "#id_display_name"
    assert User.objects.count() == 0


def test_sign_up_refuses_an_address_longer_than_the_column(client: Client, password: str):
    address = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org"

    response = client.post("/ar/accounts/signup/", {"email": address, "password1": password})

    assert len(address) > 254
    assert response.status_code == 200
    assert User.objects.count() == 0


@LANGUAGES
@pytest.mark.parametrize("typed", ["learner@example.org", "LEARNER@example.org ", "by-user-name"])
def test_log_in_takes_address_or_user_name(client: Client, learner: User, password: str, language: str, typed: str):
    typed = learner.username if typed == "by-user-name" else typed

    response = client.post(f"/{language}/accounts/login/", {"login": typed, "password": password})

    learner.refresh_from_db()
    assert (response.status_code, response.url) == (302, f"/{language}/me/")
    assert client.session["_auth_user_id"] == str(learner.pk)
    assert (learner.last_login.minute, learner.last_login.second) == (0, 0)


def test_log_in_forgets_the_browser_when_it_closes_unless_told_otherwise(client: Client, learner: User, password: str):
    short = client.post("/ar/accounts/login/", {"login": learner.email, "password": password})
    long = Client().post("/ar/accounts/login/", {"login": learner.email, "password": password, "remember": "on"})

    assert short.cookies["sessionid"]["max-age"] == ""
    assert long.cookies["sessionid"]["max-age"] == 60 * 60 * 24 * 30


def test_log_in_changes_the_session_id(client: Client, learner: User, password: str):
    client.get("/ar/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key

    client.post("/ar/accounts/login/", {"login": learner.email, "password": password})

    assert client.session.session_key != before


@LANGUAGES
def test_log_out_asks_first_and_ends_the_session(signed_in: Client, language: str):
    page = signed_in.get(f"/{language}/accounts/logout/")
    answer = signed_in.post(f"/{language}/accounts/logout/")

    assert page.status_code == 200
    assert (answer.status_code, answer.url) == (302, "/")
    assert "_auth_user_id" not in signed_in.session


@LANGUAGES
def test_forgotten_password_is_replaced_through_the_mail(client: Client, learner: User, language: str):
    asked = client.post(f"/{language}/accounts/password/reset/", {"email": learner.email})
    [link] = links_in_mail()
    form_path = client.get(path_of(link)).url
    form = client.get(form_path)
    saved = client.post(form_path, {"password1": "new-olive-thread-7", "password2": "new-olive-thread-7"})

    learner.refresh_from_db()
    assert asked.url == f"/{language}/accounts/password/reset/done/"
    # The mail is in the language of the account, whoever asked for it.
    assert link.startswith("http://localhost:8000/ar/accounts/password/reset/key/")
    assert form.status_code == 200
    assert saved.status_code == 302
    assert learner.check_password("new-olive-thread-7")


def test_reset_link_works_once(client: Client, learner: User):
    client.post("/ar/accounts/password/reset/", {"email": learner.email})
    [link] = links_in_mail()
    form_path = client.get(path_of(link)).url
    client.post(form_path, {"password1": "new-olive-thread-7", "password2": "new-olive-thread-7"})

    again = Client().get(path_of(link))

    assert again.status_code == 200
    assert soup_of(again).select_one("input[type=password]") is None
    assert soup_of(again).select_one("main a.button")["href"] == "/ar/accounts/password/reset/"


def test_password_change_signs_other_browsers_out(signed_in: Client, learner: User, password: str):
    other = Client()
    other.force_login(learner)
    data = {"oldpassword": password, "password1": "new-olive-thread-7", "password2": "new-olive-thread-7"}

    signed_in.post("/ar/accounts/password/change/", data)

    assert signed_in.get("/ar/me/settings/").status_code == 200
    assert other.get("/ar/me/settings/").status_code == 302


def test_deactivated_person_is_out_at_the_next_request(signed_in: Client, learner: User):
    User.objects.filter(pk=learner.pk).update(is_active=False)

    response = signed_in.get("/ar/me/settings/")

    assert response.status_code == 302
    assert response.url.startswith("/ar/accounts/login/")


@LANGUAGES
@pytest.mark.parametrize(
    "path",
    ["login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive", "confirm-email/wrong-key", "logout"]
    + ["email", "password/change", "2fa", "2fa/totp/activate", "reauthenticate", "2fa/webauthn"],
)
def test_account_pages_have_one_heading_landmarks_and_direction(
    client: Client, learner: User, password: str, language: str, path: str
):
    if path in {"logout", "email", "password/change", "2fa", "2fa/totp/activate", "reauthenticate", "2fa/webauthn"}:
        client.force_login(learner)
        client.post(f"/{language}/accounts/reauthenticate/", {"password": password})

    response = client.get(f"/{language}/accounts/{path}/")

    page = soup_of(response)
    assert response.status_code == 200
    assert len(page.select("h1")) == 1
    assert len(page.select("main")) == 1
    assert (page.html["lang"], page.html["dir"]) == (language, DIRECTIONS[language])
    assert page.select("[style], script:not([src]):not([type='application/json'])") == []
    for control in page.select("main input:not([type=hidden]), main select, main textarea"):
        assert page.select_one(f"label[for='{control['id']}']") is not None
    for control in page.select("main [aria-describedby]"):
        for identity in control["aria-describedby"].split():
            assert page.find(id=identity) is not None
    for control in page.select("main input[type=email], main input[name=login], main input[name=code]"):
        assert control["dir"] == "ltr"
        assert control["autocomplete"] in {"email", "username", "one-time-code"}


def test_account_pages_are_not_kept_by_caches(client: Client):
    response = client.get("/ar/accounts/login/")

    assert "no-store" in response.headers["Cache-Control"]


def test_log_in_goes_to_whoever_confirmed_the_address(client: Client, learner: User, password: str):
    claimant = UserFactory.create()
    claimant.set_password("another-thread-55")
    claimant.save()
    EmailAddress.objects.create(user=claimant, email=learner.email, verified=False)

    refused = client.post("/ar/accounts/login/", {"login": learner.email, "password": "another-thread-55"})
    let_in = client.post("/ar/accounts/login/", {"login": learner.email, "password": password})

    assert refused.status_code == 200
    assert let_in.status_code == 302
    assert client.session["_auth_user_id"] == str(learner.pk)
