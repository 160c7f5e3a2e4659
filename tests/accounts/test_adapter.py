import pytest
from allauth.account.adapter import get_adapter
from django.test import Client

from accounts.models import User

OFF_SITE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "https:evil.example",
    "https:/evil.example", "https://evil.example", "http://evil.example/ar/", "HTTPS://evil.example", "ftp://evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b.c", "//localhost:8000@evil.example", "http://localhost:8000/ar/",
    "https://localhost:8000.evil.example/", "//testserver", "http://testserver/ar/", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    " //evil.example", "/\r\nLocation: https://evil.example", "/\u202e/evil.example", "/ar/\u202emoc", "\u200b//evil.example", "/\u2066//evil.example",
    "/\x00/evil.example", "/ar/\x07", "http:///evil.example", "http://[::1]/", "//[::1]", "/%5c%5cevil.example\u2028\x1f", "evil.example", "ar/me/", "?next=x",
    "#x", "", None,
]  # fmt: skip


@pytest.mark.parametrize("url", OFF_SITE)
def test_is_safe_url_refuses_whatever_leaves_the_site(url: str | None):
    assert get_adapter().is_safe_url(url) is False


@pytest.mark.parametrize("url", ["/", "/ar/me/", "/en/accounts/email/?x=1", "/ar/e-advocacy/#place", "/cms/pages/3/", "/ar/بحث/"])
def test_is_safe_url_allows_paths(url: str):
    assert get_adapter().is_safe_url(url) is True


@pytest.mark.django_db
@pytest.mark.parametrize("url", [url for url in OFF_SITE if url])
def test_log_in_never_leads_off_the_site(learner: User, password: str, url: str):
    response = Client().post("/ar/accounts/login/", {"login": learner.email, "password": password, "next": url})

    assert (response.status_code, response.url) == (302, "/ar/me/")


@pytest.mark.django_db
def test_log_in_leads_on_to_where_one_wanted_to_go(learner: User, password: str):
    response = Client().post("/ar/accounts/login/", {"login": learner.email, "password": password, "next": "/ar/me/settings/"})

    assert response.url == "/ar/me/settings/"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("/ar/x/?a=1#b", "https://learn.example.org/ar/x/?a=1#b"),
        ("http://evil.example/ar/", "https://learn.example.org/ar/"),
        ("https://evil.example:444/x", "https://learn.example.org/x"),
    ],
)
def test_build_absolute_uri_stays_on_the_configured_host(settings, given: str, made: str):
    settings.SITE_URL = "https://learn.example.org"

    assert get_adapter().build_absolute_uri(given) == made
