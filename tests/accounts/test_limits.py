"""Who tries too often is refused, alike for accounts that exist and for those that do not; a full training room is not."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.test import Client
from django.utils.translation import gettext, override

from accounts.models import User
from tests.accounts.pages import soup_of, without_token
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/en/accounts/login/"


def in_english(sentence: str) -> str:
    with override("en"):
        return gettext(sentence)


WRONG = in_english("The email address and/or password you specified are not correct.")
REFUSED = in_english("Too many failed login attempts. Try again later.")


def try_password(login: str, password: str = "wrong-password", **extra: str):
    return Client().post(LOGIN, {"login": login, "password": password}, **extra)


def errors_of(response) -> list[str]:
    return [item.text for item in soup_of(response).select(".error-summary li")]


def test_limits_are_counted_where_every_worker_sees_them():
    assert isinstance(caches["default"], DatabaseCache | RedisCache)


def test_sixth_wrong_password_is_refused_even_before_it_is_looked_at(learner: User, password: str):
    answers = [errors_of(try_password(learner.email)) for _ in range(5)]

    sixth = try_password(learner.email)
    right = try_password(learner.email, password)

    assert answers == [[WRONG]] * 5
    assert errors_of(sixth) == [REFUSED]
    assert errors_of(right) == errors_of(sixth)
    assert right.status_code == 200


def test_sixth_wrong_password_is_refused_alike_for_an_unknown_account(learner: User):
    known = [try_password(learner.email) for _ in range(6)]
    unknown = [try_password("nobody@example.org") for _ in range(6)]

    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    for one, other in zip(known, unknown, strict=True):
        assert without_token(one).replace(learner.email, "X") == without_token(other).replace("nobody@example.org", "X")


def test_address_and_user_name_share_one_count(learner: User):
    for _ in range(3):
        try_password(learner.email)
        try_password(learner.username)

    refused = try_password(learner.username.upper())

    assert errors_of(refused) == [REFUSED]


@pytest.mark.parametrize(
    "header",
    [{"headers": {"host": "other.example"}}, {"REMOTE_ADDR": "203.0.113.77"}, {"headers": {"x-forwarded-for": "203.0.113.8"}}],
)
def test_another_host_or_address_does_not_help(learner: User, header: dict):
    for _ in range(5):
        try_password(learner.email)

    refused = try_password(learner.email, **header)

    assert errors_of(refused) == [REFUSED]


def test_sixty_good_log_ins_a_minute_from_one_address_pass(password: str):
    people = UserFactory.create_batch(60)
    for person in people:
        person.set_password(password)
        person.save()

    answers = [try_password(person.email, password) for person in people]

    assert [answer.status_code for answer in answers] == [302] * 60


def test_too_many_requests_get_a_page_of_ours(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "1/m/ip"}
    client = Client()
    client.post("/ar/accounts/signup/", {})

    response = client.post("/ar/accounts/signup/", {})

    page = soup_of(response)
    assert response.status_code == 429
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert len(page.select("main h1")) == 1


def test_sixth_reset_for_one_address_gets_the_same_page_whether_known_or_not(learner: User):
    known = [Client().post("/ar/accounts/password/reset/", {"email": learner.email}) for _ in range(6)]
    unknown = [Client().post("/ar/accounts/password/reset/", {"email": "nobody@example.org"}) for _ in range(6)]

    assert [answer.status_code for answer in known] == [302] * 5 + [429]
    assert [answer.status_code for answer in unknown] == [302] * 5 + [429]
    assert known[-1].content == unknown[-1].content


def stored_keys() -> list[str]:
    """Every key the shared cache holds."""
    if isinstance(caches["default"], RedisCache):
        return [key.decode() for key in redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]).scan_iter()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache_entries")
        return [row[0] for row in cursor.fetchall()]


def test_no_network_address_is_stored(learner: User, django_db_blocker):
    try_password(learner.email, REMOTE_ADDR="203.0.113.77")
    Client().post("/ar/accounts/password/reset/", {"email": learner.email}, REMOTE_ADDR="203.0.113.77")

    keys = stored_keys()
    assert [key for key in keys if "login_failed" in key] != []
    assert [key for key in keys if "203.0.113" in key or "example.org" in key] == []
    cache.clear()
