"""A wrong or missing environment variable is named, with the format that is expected; its value is never repeated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from elearn.settings.environment import Environment, ProductionEnvironment, read_environment
from elearn.settings.mail import mailers_from_url

ROOT = Path(__file__).resolve().parents[2]
SECRET = "xqz7secret"
GOOD_KEY = "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ" * 2
GOOD = {
    "SECRET_KEY": GOOD_KEY,
    "ALLOWED_HOSTS": "learn.example.org",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587",
    "SITE_URL": "https://learn.example.org",
}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Environment.model_fields:
        monkeypatch.delenv(name, raising=False)


def put(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


# Wrong ----------------------------------------------------------------------------------

WRONG = [
    ("DATABASE_URL", f"{SECRET}", "postgres://"),
    ("DATABASE_URL", f"mysql://user:{SECRET}@host/name", "sqlite:///"),
    ("DATABASE_URL", f"oracle://user:{SECRET}@host/name", "sqlite:///"),
    ("DATABASE_URL", f"postgres://user:{SECRET}@host:port/name", "postgres://user:password@host:port/name"),
    ("DATABASE_URL", f"postgres://user:{SECRET}[@host/name", "postgres://"),
    ("REDIS_URL", f"http://:{SECRET}@host:6379/0", "redis://host:port/number"),
    ("REDIS_URL", f"{SECRET}", "redis://"),
    ("REDIS_URL", f"redis://:{SECRET}/x@host:6379/0", "redis://"),
    ("REDIS_URL", f"redis://:{SECRET}[@host:6379/0", "redis://"),
    ("EMAIL_URL", f"imap://user:{SECRET}@host", "smtp+tls://"),
    ("EMAIL_URL", f"user:{SECRET}@host", "smtp+tls://"),
    ("EMAIL_URL", f"smtp://user:{SECRET}/x@host:587", "smtp+tls://"),
    ("EMAIL_URL", f"smtp://user:{SECRET}@host:many", "smtp+tls://"),
    ("SITE_URL", "learn.example.org", "https://learn.example.org"),
    ("SITE_URL", "ftp://learn.example.org", "https://"),
    ("SITE_URL", "https://", "https://"),
    ("SITE_URL", "https://learn.example.org:many", "https://"),
    ("TRUSTED_PROXY_COUNT", "two", "0 to 9"),
    ("TRUSTED_PROXY_COUNT", "-1", "0 to 9"),
    ("TRUSTED_PROXY_COUNT", "10", "0 to 9"),
    ("TRUSTED_PROXY_COUNT", "1.5", "0 to 9"),
    ("ALLOWED_HOSTS", "https://learn.example.org", "host names separated by commas"),
    ("ALLOWED_HOSTS", "learn.example.org/ar/", "host names separated by commas"),
    ("ALLOWED_HOSTS", "learn example org", "host names separated by commas"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_wrong_variable_is_named_with_its_format(monkeypatch, name, value, expected):
    put(monkeypatch, **{name: value})

    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment()

    message = str(refusal.value)
    assert message.startswith(f"Environment variable {name} ")
    assert f"Expected: {Environment.model_fields[name].description}." in message
    assert expected in message
    assert SECRET not in message
    # Nor does the chain of causes, which a traceback would print.
    assert refusal.value.__suppress_context__
    assert refusal.value.__cause__ is None


def test_every_wrong_variable_is_named_at_once(monkeypatch):
    put(monkeypatch, DATABASE_URL="nonsense", REDIS_URL="nonsense", SITE_URL="nonsense")

    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment()

    assert [line.split()[2] for line in str(refusal.value).splitlines()] == ["DATABASE_URL", "REDIS_URL", "SITE_URL"]


# Right ----------------------------------------------------------------------------------


def test_nothing_set_means_the_embedded_default():
    env = read_environment()

    assert {name: getattr(env, name) for name in Environment.model_fields} == {
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SECRET_KEY": "",
        "ALLOWED_HOSTS": "",
        "EMAIL_URL": "",
        "SITE_URL": "http://localhost:8000",
        "TRUSTED_PROXY_COUNT": 0,
        "DATA_DIR": "",
    }
    assert (env.is_https, env.hosts) == (False, ["localhost"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:////var/lib/course.sqlite3"),
        ("DATABASE_URL", "postgres://user:p%40ss@127.0.0.1:5432/course"),
        ("DATABASE_URL", "postgresql://host/course"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "rediss://:word@redis.example.org:6380/1"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("EMAIL_URL", "smtp+tls://user:word@mail.example.org:587"),
        ("EMAIL_URL", "smtps://mail.example.org"),
        ("EMAIL_URL", "console://"),
        ("EMAIL_URL", "file:///tmp/mail"),
        ("SITE_URL", "https://learn.example.org"),
        ("SITE_URL", "http://localhost:8123"),
        ("ALLOWED_HOSTS", "learn.example.org,www.example.org"),
        ("ALLOWED_HOSTS", ".example.org, 127.0.0.1, [::1]"),
        ("ALLOWED_HOSTS", "*"),
        ("TRUSTED_PROXY_COUNT", "2"),
    ],
)
def test_right_variable_is_taken(monkeypatch, name, value):
    put(monkeypatch, **{name: value})

    assert str(getattr(read_environment(), name)) == value


def test_empty_variable_counts_as_absent(monkeypatch):
    put(monkeypatch, REDIS_URL="", TRUSTED_PROXY_COUNT="", SITE_URL="")

    env = read_environment()

    assert (env.REDIS_URL, env.TRUSTED_PROXY_COUNT, env.SITE_URL) == ("", 0, "http://localhost:8000")


def test_hosts_follow_the_address_of_the_site(monkeypatch):
    put(monkeypatch, SITE_URL="https://learn.example.org/", ALLOWED_HOSTS="")
    alone = read_environment()
    put(monkeypatch, ALLOWED_HOSTS=" a.example.org , b.example.org,")

    assert (alone.SITE_URL, alone.hosts, read_environment().hosts) == (
        "https://learn.example.org",
        ["learn.example.org"],
        ["a.example.org", "b.example.org"],
    )


# Production -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing", [["SECRET_KEY"], ["ALLOWED_HOSTS"], ["EMAIL_URL"], ["SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL"]]
)
def test_production_names_what_is_missing(monkeypatch, missing):
    put(monkeypatch, **{name: value for name, value in GOOD.items() if name not in missing})

    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment(ProductionEnvironment)

    first, *others = str(refusal.value).splitlines()
    assert first == f"Environment: missing: {', '.join(missing)}."
    in_order = [name for name in Environment.model_fields if name in missing]
    assert others == [f"  {name}: expected {Environment.model_fields[name].description}" for name in in_order]


@pytest.mark.parametrize("key", ["tiny-key", "a" * 80, "changeme" * 8, "x" * 49])
def test_production_refuses_a_weak_key_without_repeating_it(monkeypatch, key):
    put(monkeypatch, **{**GOOD, "SECRET_KEY": key})

    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment(ProductionEnvironment)

    assert "SECRET_KEY" in str(refusal.value)
    assert "50 random characters" in str(refusal.value)
    assert key not in str(refusal.value)


def test_production_takes_a_whole_environment(monkeypatch):
    put(monkeypatch, **GOOD)

    assert read_environment(ProductionEnvironment).is_https


def run_settings(code: str, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "elearn.settings.production", **values}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_production_does_not_start_without_them():
    done = run_settings("from django.conf import settings; settings.DEBUG")

    assert done.returncode != 0
    assert "missing: SECRET_KEY, ALLOWED_HOSTS, EMAIL_URL" in done.stderr


def test_production_is_strict_about_cookies_and_transport():
    names = [
        "DEBUG",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_HTTPONLY",
        "CSRF_COOKIE_SAMESITE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_SAVE_EVERY_REQUEST",
        "SECURE_CONTENT_TYPE_NOSNIFF",
        "ALLOWED_HOSTS",
        "DATABASES",
    ]

    done = run_settings(f"from django.conf import settings\nfor n in {names!r}: print(n, repr(getattr(settings, n)))", **GOOD)

    values = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert done.returncode == 0, done.stderr
    assert {name: value for name, value in values.items() if name != "DATABASES"} == {
        "DEBUG": "False",
        "SESSION_COOKIE_NAME": "'__Host-sessionid'",
        "SESSION_COOKIE_SECURE": "True",
        "SESSION_COOKIE_HTTPONLY": "True",
        "SESSION_COOKIE_SAMESITE": "'Lax'",
        "CSRF_COOKIE_NAME": "'__Host-csrftoken'",
        "CSRF_COOKIE_SECURE": "True",
        "CSRF_COOKIE_HTTPONLY": "True",
        "CSRF_COOKIE_SAMESITE": "'Lax'",
        "SECURE_SSL_REDIRECT": "True",
        "SECURE_HSTS_SECONDS": str(2 * 365 * 24 * 60 * 60),
        "SESSION_SAVE_EVERY_REQUEST": "False",
        "SECURE_CONTENT_TYPE_NOSNIFF": "True",
        "ALLOWED_HOSTS": "['learn.example.org']",
    }
    for word in ("IMMEDIATE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "'timeout': 20"):
        assert word in values["DATABASES"]
    assert "mmap" not in values["DATABASES"]


# Mail -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "backend", "options"),
    [
        ("console://", "console", {}),
        ("file:///tmp/mail", "filebased", {"file_path": "/tmp/mail"}),
        ("smtp+tls://user:p%40ss@mail.example.org", "smtp", {"port": 587, "password": "p@ss", "use_tls": True, "use_ssl": False}),
        ("smtps://mail.example.org", "smtp", {"host": "mail.example.org", "port": 465, "use_tls": False, "use_ssl": True}),
        ("smtp://127.0.0.1:1025", "smtp", {"port": 1025, "use_tls": False, "use_ssl": False}),
    ],
)
def test_mail_address_becomes_a_mailer(url, backend, options):
    mailer = mailers_from_url(url)["default"]

    assert mailer["BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert {name: mailer.get("OPTIONS", {}).get(name) for name in options} == options
