"""Addresses that belong to no app: the choice of a language, health, pictures, faults."""

import json
import uuid
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from courses.models import CourseDocument
from elearn import views
from tests.factories.accounts import UserFactory
from tests.factories.pages import make_home

pytestmark = pytest.mark.django_db


# The choice of a language ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "ar"),
        ("ar", "ar"),
        ("ar-PS,ar;q=0.9", "ar"),
        ("en", "en"),
        ("en-GB,en;q=0.9,ar;q=0.8", "en"),
        ("EN-us", "en"),
        ("ar;q=0.5,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "en"),
        ("he,fr;q=0.5", "ar"),
        ("*", "ar"),
        ("en;q=0", "ar"),
        (";;;,,,q=", "ar"),
        ("en" * 5000, "ar"),
        ("\u202een", "ar"),
    ],
)
def test_language_is_the_first_that_we_have(accepted, chosen):
    response = Client().get("/", headers={"accept-language": accepted})

    assert (response.status_code, response.headers["Location"]) == (302, f"/{chosen}/")
    assert response.headers["Vary"] == "Accept-Language"
    assert len(response.cookies) == 0


# Health ---------------------------------------------------------------------------------


def test_alive_says_nothing_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")

    assert (response.status_code, response.content, response.headers["Cache-Control"]) == (200, b"ok", "no-store")
    assert len(response.cookies) == 0


def test_ready_names_what_it_needs():
    response = Client().get("/readyz")

    assert (response.status_code, json.loads(response.content)) == (
        200,
        {"database": True, "cache": True, "migrations": True},
    )
    assert response.headers["Cache-Control"] == "no-store"


def test_ready_is_refused_while_a_migration_is_missing():
    MigrationRecorder.Migration.objects.filter(app="courses", name="0001_initial").delete()

    response = Client().get("/readyz")

    assert (response.status_code, json.loads(response.content)) == (
        503,
        {"database": True, "cache": True, "migrations": False},
    )


def test_ready_is_refused_without_a_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}

    response = Client().get("/readyz")

    assert (response.status_code, json.loads(response.content)["cache"]) == (503, False)


# Pictures and files ------------------------------------------------------------------------


@pytest.fixture
def picture(settings, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    return default_storage.save("images/small.png", ContentFile(b"\x89PNG picture"))


def test_picture_is_sent_as_nothing_but_a_picture(picture):
    response = Client().get("/media/images/small.png")

    assert b"".join(response.streaming_content) == b"\x89PNG picture"
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert len(response.cookies) == 0


@pytest.mark.parametrize(
    "path",
    [
        "nowhere.png",
        "small.svg",
        "small.html",
        "small.png.html",
        "../original_images/small.png",
        "..%2f..%2fdb.sqlite3",
        "%2e%2e/%2e%2e/secret-key",
        "/etc/passwd",
        "//etc/passwd.png",
        "small.png%00.png",
        "\\..\\secret.png",
        "a" * 5000 + ".png",
        "",
    ],
)
def test_nothing_else_is_there(picture, path):
    assert Client().get(f"/media/images/{path}").status_code in {400, 404}


def test_originals_stay_on_the_server(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("original_images/photo.jpg", ContentFile(b"with its place in it"))

    answers = {path: Client().get(path).status_code for path in ("/media/original_images/photo.jpg", "/media/images/photo.jpg")}

    assert set(answers.values()) == {404}


def test_document_is_a_download_that_cannot_act(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path
    document = CourseDocument.objects.create(title="ملف", file=ContentFile(b"<script>", name="guide.pdf"))

    response = Client().get(document.url)

    assert b"".join(response.streaming_content) == b"<script>"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


# Faults ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "en"])
def test_missing_page_is_said_in_the_readers_language(language):
    make_home()

    response = Client().get(f"/{language}/nowhere/")

    page = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, page.html["lang"]) == (404, language)
    assert page.find("a", class_="button")["href"] == f"/{language}/"


def test_form_that_is_refused_says_how_to_go_on():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory.create())

    response = client.post(f"/ar/me/courses/{uuid.uuid4()}/join/")

    page = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, page.html["lang"], page.html["dir"]) == (403, "ar", "rtl")
    assert page.h1 is not None


@pytest.mark.parametrize(
    "path",
    [
        "/ar/%00/",
        "/ar/%ED%A0%80/",
        "/ar/%E2%80%AEetisoppo/",
        "/ar/" + "a" * 20_000 + "/",
        "/ar/" + "x/" * 2_000,
        "/%61%72/",
        "/ar//",
        "/AR/",
        "/ar/..%2f..%2fcms/",
        "/ar/me/courses/not-a-key/",
        "/ar/quizzes/00000000-0000-0000-0000-00000000000g/",
        "/ar/%F0%9F%92%A9/",
        "/ar/accounts/confirm-email/%00/",
        "/ar/certificates/%00/",
        "/ar/certificates/%E2%80%AE/",
        "/documents/99999999999999999999999/a.pdf",
    ],
)
def test_malformed_address_is_no_fault_of_ours(path):
    make_home()

    assert Client().get(path).status_code in {200, 301, 302, 400, 404, 429}


@pytest.mark.parametrize("path", ["/cms/login/", "/cms/", "/ar/_util/login/", "/en/_util/login/"])
def test_one_login_door(path):
    """Wagtail's own doors know neither limits nor second factors."""
    somebody = UserFactory.create()
    somebody.set_password("a password of nine words")
    somebody.save()
    client = Client()

    seen = client.get(path)
    sent = client.post(path, {"username": somebody.username, "password": "a password of nine words", "login": somebody.username})

    assert [response.headers["Location"].split("?")[0][3:] for response in (seen, sent)] == ["/accounts/login/"] * 2
    assert "_auth_user_id" not in client.session


def test_wagtails_own_password_reset_is_off():
    assert Client().get("/cms/password_reset/").status_code == 404


def test_picture_kinds_are_those_that_may_be_uploaded(settings):
    assert {suffix.removeprefix(".") for suffix in views.PICTURE_TYPES} == set(settings.WAGTAILIMAGES_EXTENSIONS)
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS
