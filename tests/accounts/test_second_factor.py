"""The authenticator app, recovery codes, and the confirmation before sensitive changes."""

import json
import re
import time
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils.translation import gettext, override

from accounts.models import User
from tests.accounts.pages import soup_of

pytestmark = pytest.mark.django_db
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def confirmed(signed_in: Client, password: str) -> Client:
    """Signed in, and the password was given again just now."""
    signed_in.post("/ar/accounts/reauthenticate/", {"password": password})
    return signed_in


@pytest.fixture
def secret(confirmed: Client) -> str:
    """The authenticator app is set up; its secret."""
    page = soup_of(confirmed.get("/ar/accounts/2fa/totp/activate/"))
    secret = page.select_one("#authenticator_secret").text.replace(" ", "")
    confirmed.post("/ar/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


def test_setting_up_asks_who_one_is(signed_in: Client, password: str):
    asked = signed_in.get("/ar/accounts/2fa/totp/activate/")
    confirmed = signed_in.post(asked.url, {"password": password})

    assert unquote(asked.url) == "/ar/accounts/reauthenticate/?next=/ar/accounts/2fa/totp/activate/"
    assert (confirmed.status_code, confirmed.url) == (302, "/ar/accounts/2fa/totp/activate/")


def test_interrupted_request_is_not_kept_in_the_session(signed_in: Client):
    response = signed_in.post(
        "/ar/accounts/2fa/recovery-codes/generate/", {}, headers={"user-agent": "Telltale/1.0"}, REMOTE_ADDR="203.0.113.9"
    )

    kept = json.dumps(dict(signed_in.session.items()))
    assert response.status_code == 302
    assert response.url.startswith("/ar/accounts/reauthenticate/?next=")
    assert "Telltale" not in kept
    assert "203.0.113.9" not in kept


def test_picture_for_the_app_may_be_shown_and_is_described(confirmed: Client):
    response = confirmed.get("/en/accounts/2fa/totp/activate/")

    picture = soup_of(response).select_one("main img")
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]
    assert picture["alt"] == "A picture for the authenticator app. It says the same as the key below."


@pytest.mark.parametrize("typed", ["plain", "spaced", "arabic"])
def test_code_is_taken_as_people_type_it(confirmed: Client, learner: User, typed: str):
    secret = soup_of(confirmed.get("/ar/accounts/2fa/totp/activate/")).select_one("#authenticator_secret").text.replace(" ", "")
    code = code_for(secret)
    code = {"plain": code, "spaced": f" {code[:3]} {code[3:]}", "arabic": code.translate(ARABIC_DIGITS)}[typed]

    response = confirmed.post("/ar/accounts/2fa/totp/activate/", {"code": code})

    assert response.status_code == 302
    assert Authenticator.objects.filter(user=learner, type="totp").count() == 1


def test_wrong_code_keeps_the_same_key(confirmed: Client, learner: User):
    before = soup_of(confirmed.get("/ar/accounts/2fa/totp/activate/")).select_one("#authenticator_secret").text.replace(" ", "")

    page = soup_of(confirmed.post("/ar/accounts/2fa/totp/activate/", {"code": "000000"}))

    assert page.select_one("#authenticator_secret").text.replace(" ", "") == before
    assert page.select_one(".error-summary a")["href"] == "#id_code"
    assert Authenticator.objects.count() == 0


def test_log_in_asks_for_the_code(secret: str, learner: User, password: str):
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    other = Client()

    first = other.post("/ar/accounts/login/", {"login": learner.email, "password": password})
    page = soup_of(other.get(first.url))
    wrong = other.post(first.url, {"code": "000000"})
    outside = "_auth_user_id" in other.session
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    inside = other.post(first.url, {"code": recovery})

    assert first.url == "/ar/accounts/2fa/authenticate/"
    assert len(page.select("h1")) == 1
    assert page.select_one("#id_code")["dir"] == "ltr"
    assert (wrong.status_code, outside) == (200, False)
    assert (inside.status_code, inside.url) == (302, "/ar/me/")
    assert other.session["_auth_user_id"] == str(learner.pk)


def test_sixth_wrong_code_is_refused(secret: str, learner: User, password: str):
    other = Client()
    other.post("/en/accounts/login/", {"login": learner.email, "password": password})
    for _ in range(5):
        other.post("/en/accounts/2fa/authenticate/", {"code": "000000"})

    page = soup_of(other.post("/en/accounts/2fa/authenticate/", {"code": code_for(secret)}))

    with override("en"):
        refused = f"{gettext('Code')}: {gettext('Too many failed login attempts. Try again later.')}"
    assert [link.text for link in page.select(".error-summary a")] == [refused]


def test_recovery_codes_are_shown_downloaded_and_replaced(confirmed: Client, secret: str):
    shown = soup_of(confirmed.get("/en/accounts/2fa/recovery-codes/"))
    codes = [item.text for item in shown.select("main li code")]
    file = confirmed.get("/en/accounts/2fa/recovery-codes/download/").content.decode()
    confirmed.post("/en/accounts/2fa/recovery-codes/generate/")
    after = [item.text for item in soup_of(confirmed.get("/en/accounts/2fa/recovery-codes/")).select("main li code")]

    assert len(codes) == len(after) == 10
    assert re.findall(r"\d{8}", file) == codes
    assert set(codes) & set(after) == set()


def test_removing_the_app_ends_the_second_step(confirmed: Client, secret: str, learner: User):
    page = confirmed.get("/ar/accounts/2fa/totp/deactivate/")
    response = confirmed.post("/ar/accounts/2fa/totp/deactivate/")

    assert page.status_code == 200
    assert response.status_code == 302
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize(
    "path", ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_pages_of_the_second_step_have_one_heading_and_no_inline_script(confirmed: Client, secret: str, path: str, language: str):
    response = confirmed.get(f"/{language}/accounts/2fa/{path}")

    page = soup_of(response)
    assert response.status_code == 200
    assert len(page.select("h1")) == 1
    assert page.select("[style], script:not([src]):not([type='application/json'])") == []


def test_staff_without_a_second_step_are_led_to_set_it_up(confirmed: Client, learner: User):
    User.objects.filter(pk=learner.pk).update(is_superuser=True)

    response = confirmed.get("/cms/", follow=True)

    assert response.redirect_chain[-1][0].endswith("/accounts/2fa/totp/activate/")
    assert response.status_code == 200
