"""What browsers are told on every page: where things may come from, who may embed, what may be kept."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories.accounts import UserFactory, make_administrator, make_editor
from tests.factories.pages import make_tree

pytestmark = pytest.mark.django_db

SITE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CMS = {
    **SITE,
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


@pytest.fixture
def urls() -> list[str]:
    course, module, (lesson,) = make_tree()
    return ["/ar/", course.url, module.url, lesson.url, "/ar/me/", "/ar/accounts/login/", "/ar/nowhere/", "/", "/healthz"]


def test_site_is_strict_everywhere_cold_and_warm(urls):
    client = Client()
    client.force_login(UserFactory.create())

    for url in urls * 2:
        response = client.get(url)

        assert (url, policy_of(response)) == (url, SITE)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_site_is_strict_on_an_unchanged_page(urls):
    first = Client().get(urls[0])

    again = Client().get(urls[0], headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, policy_of(again)) == (304, SITE)


def test_cms_has_a_policy_of_its_own():
    client = Client()
    client.force_login(make_administrator())

    response = client.get("/cms/")

    assert (response.status_code, policy_of(response)) == (200, CMS)
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response.headers["Cache-Control"]


def test_cms_policy_ends_where_the_cms_ends(urls):
    client = Client()
    client.force_login(make_administrator())

    assert {url: policy_of(client.get(url)) == SITE for url in urls} == dict.fromkeys(urls, True)


def test_staff_without_a_second_factor_reach_nothing_of_the_cms():
    somebody = make_editor()
    Authenticator.objects.filter(user=somebody).delete()
    client = Client()
    client.force_login(somebody)

    answers = {url: client.get(url) for url in ("/cms/", "/cms/pages/", "/cms/snippets/", "/cms/reports/completion/")}

    assert {answer.status_code for answer in answers.values()} == {302}
    assert {answer.headers["Location"].rsplit("/accounts/")[1] for answer in answers.values()} == {"2fa/totp/activate/"}
