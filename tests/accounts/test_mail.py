"""What arrives in somebody's mailbox."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils.translation import override

from accounts.models import User
from tests.accounts.pages import links_in_mail

pytestmark = pytest.mark.django_db

LINKED = {
    "password_reset_url": "http://evil.example/ar/accounts/password/reset/",
    "signup_url": "http://evil.example/ar/accounts/signup/",
}
MAILS = {
    "account/email/email_confirmation": {"activate_url": "http://evil.example/ar/accounts/confirm-email/key/"},
    "account/email/email_confirmation_signup": {"activate_url": "http://evil.example/ar/accounts/confirm-email/key/"},
    "account/email/password_reset_key": {**LINKED, "username": "u-abc"},
    "account/email/unknown_account": LINKED,
    "account/email/account_already_exists": LINKED,
    "account/email/login_code": {"code": "ABC-DEF"},
    "account/email/password_changed": LINKED,
    "account/email/password_reset": LINKED,
    "account/email/password_set": LINKED,
    "account/email/email_changed": {**LINKED, "from_email": "old@example.org", "to_email": "new@example.org"},
    "account/email/email_confirm": LINKED,
    "account/email/email_deleted": {**LINKED, "deleted_email": "old@example.org"},
    "mfa/email/totp_activated": LINKED,
    "mfa/email/totp_deactivated": LINKED,
    "mfa/email/recovery_codes_generated": LINKED,
    "mfa/email/webauthn_added": LINKED,
    "mfa/email/webauthn_removed": LINKED,
}
TELLING_WORDS = ("advocacy", "مناصر", "course", "مساق", "campaign", "حملة", "lesson", "درس")


def send(prefix: str, user: User | None, language: str, request: HttpRequest) -> EmailMultiAlternatives:
    with override(language), context.request_context(request):
        get_adapter().send_mail(prefix, "somebody@example.org", {**MAILS[prefix], **({"user": user} if user else {})})
    return mail.outbox[-1]


@pytest.fixture
def request_from_elsewhere() -> HttpRequest:
    return RequestFactory().get("/ar/", headers={"host": "evil.example"})


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("prefix", MAILS)
def test_mail_names_nothing_and_links_to_our_own_host(prefix: str, language: str, request_from_elsewhere: HttpRequest):
    message = send(prefix, None, language, request_from_elsewhere)

    everything = f"{message.subject}\n{message.body}\n{message.alternatives[0].content}".lower()
    assert [word for word in TELLING_WORDS if word in everything] == []
    assert "evil.example" not in everything
    assert message.subject.strip() != ""
    assert "\n" not in message.subject
    assert all(link.startswith("http://localhost:8000/") for link in links_in_mail())


@pytest.mark.parametrize("prefix", MAILS)
def test_mail_states_language_and_direction(prefix: str, request_from_elsewhere: HttpRequest):
    arabic = send(prefix, None, "ar", request_from_elsewhere)
    english = send(prefix, None, "en", request_from_elsewhere)

    page = BeautifulSoup(arabic.alternatives[0].content, "html.parser")
    assert arabic.body.startswith("\u200f")
    assert not english.body.startswith("\u200f")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert arabic.alternatives[0].mimetype == "text/html"


def test_mail_isolates_what_is_inserted(request_from_elsewhere: HttpRequest):
    message = send("account/email/email_changed", None, "ar", request_from_elsewhere)

    assert "\u2068old@example.org\u2069" in message.body
    assert "\u2068new@example.org\u2069" in message.body


def test_mail_does_not_isolate_a_link_that_programs_make_clickable(request_from_elsewhere: HttpRequest):
    message = send("account/email/email_confirmation", None, "ar", request_from_elsewhere)

    assert "http://localhost:8000/ar/accounts/confirm-email/key/" in message.body.splitlines()
    page = BeautifulSoup(message.alternatives[0].content, "html.parser")
    assert [link["href"] for link in page.select("a")] == ["http://localhost:8000/ar/accounts/confirm-email/key/"]


def test_mail_speaks_the_language_of_the_account(learner: User, request_from_elsewhere: HttpRequest):
    learner.language = "en"

    message = send("account/email/email_confirmation", learner, "ar", request_from_elsewhere)

    assert links_in_mail() == ["http://localhost:8000/en/accounts/confirm-email/key/"]
    assert 'lang="en"' in message.alternatives[0].content


def test_reset_mail_ignores_the_host_of_the_request(client: Client, learner: User):
    client.post("/ar/accounts/password/reset/", {"email": learner.email}, headers={"host": "evil.example"})

    assert len(mail.outbox) == 1
    assert [link.split("/")[2] for link in links_in_mail()] == ["localhost:8000"]
    assert learner.username in mail.outbox[0].body


def test_change_of_password_is_announced_without_address_or_browser(signed_in: Client, learner: User, password: str, settings):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    data = {"oldpassword": password, "password1": "new-olive-thread-7", "password2": "new-olive-thread-7"}

    signed_in.get("/ar/accounts/email/")
    signed_in.post("/ar/accounts/password/change/", data, headers={"user-agent": "Telltale/1.0"}, REMOTE_ADDR="203.0.113.9")

    [message] = mail.outbox
    everything = message.body + message.alternatives[0].content
    assert message.to == [learner.email]
    assert "Telltale" not in everything
    assert "203.0.113.9" not in everything


def test_sign_up_survives_a_mail_server_that_is_away(client: Client, password: str, settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 2},
        }
    }

    response = client.post("/en/accounts/signup/", {"email": "new@example.org", "password1": password}, follow=False)

    shown = [str(message) for message in response.wsgi_request._messages]
    assert response.status_code == 302
    assert User.objects.count() == 1
    assert [text for text in shown if "could not be sent" in text] != []
    assert [text for text in shown if "was sent to" in text] == []
