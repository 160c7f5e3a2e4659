"""Nobody learns from an answer whether somebody has an account."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.accounts.pages import without_token

pytestmark = pytest.mark.django_db


class Answer:
    """What a stranger can see of a response: status, headers, body without its token, mails sent, work done."""

    def __init__(self, path: str, data: dict[str, str], typed: str, counted: list[str]) -> None:
        counted.clear()
        sent = len(mail.outbox)
        with CaptureQueriesContext(connection) as queries:
            response = Client().post(path, data)
        self.status = response.status_code
        self.headers = {name: value for name, value in response.headers.items() if name not in {"Content-Length", "Expires"}}
        self.cookies = sorted(response.cookies)
        self.body = without_token(response).replace(typed, "X")
        self.mails = len(mail.outbox) - sent
        self.hashes = len(counted)
        self.queries = len(queries)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each password that is hashed."""
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt, *args):
        calls.append(salt)
        return encode(self, password, salt, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return calls


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", ["address", "user name"])
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_failed_log_in_looks_alike(learner: User, hashed: list[str], language: str, kind: str, is_confirmed: bool):
    EmailAddress.objects.update(verified=is_confirmed)
    known = learner.email if kind == "address" else learner.username
    unknown = "nobody@example.org" if kind == "address" else "u-999999"

    Answer(f"/{language}/accounts/login/", {"login": "warm-up", "password": "wrong"}, "warm-up", hashed)
    one = Answer(f"/{language}/accounts/login/", {"login": known, "password": "wrong"}, known, hashed)
    other = Answer(f"/{language}/accounts/login/", {"login": unknown, "password": "wrong"}, unknown, hashed)

    assert (one.status, one.headers, one.cookies, one.body) == (other.status, other.headers, other.cookies, other.body)
    assert (one.mails, one.hashes, one.queries) == (other.mails, other.hashes, other.queries) == (0, 1, one.queries)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_password_reset_looks_alike(learner: User, hashed: list[str], language: str):
    path = f"/{language}/accounts/password/reset/"

    Answer(path, {"email": "warm-up@example.org"}, "warm-up@example.org", hashed)
    one = Answer(path, {"email": learner.email}, learner.email, hashed)
    other = Answer(path, {"email": "nobody@example.org"}, "nobody@example.org", hashed)

    assert (one.status, one.headers, one.cookies, one.body) == (other.status, other.headers, other.cookies, other.body)
    assert (one.mails, one.hashes) == (other.mails, other.hashes) == (1, 0)


def test_password_of_a_deactivated_account_is_answered_like_a_wrong_one_until_it_is_right(
    learner: User, password: str, hashed: list[str]
):
    User.objects.filter(pk=learner.pk).update(is_active=False)

    wrong = Answer("/en/accounts/login/", {"login": learner.email, "password": "wrong"}, learner.email, hashed)
    unknown = Answer("/en/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}, "nobody@example.org", hashed)

    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)
