"""Reads the settings that come from the environment, and refuses wrong ones with a sentence a person can act on."""

from typing import Self
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MAIL_SCHEMES = {"smtp", "smtps", "smtp+tls", "console", "file"}
MIN_SECRET_LENGTH = 50


def split_address(value: str) -> SplitResult:
    """Raises ValueError for a malformed address, without repeating any part of it: it may be the end of a password."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - read for its check
    except ValueError:
        raise ValueError("is not a well-formed address") from None
    return parts


class Environment(BaseSettings):
    """Every environment variable that the project reads, with its format and its safe default.

    An empty value counts as absent, so that ``REDIS_URL=`` in an env file turns Redis off.
    """

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", case_sensitive=True)

    DATABASE_URL: str = Field(default="", description="sqlite:///path.db or postgres://user:password@host:port/name")
    REDIS_URL: str = Field(default="", description="redis://host:port/number or rediss://…")
    SECRET_KEY: str = Field(default="", description=f"at least {MIN_SECRET_LENGTH} random characters")
    ALLOWED_HOSTS: str = Field(default="", description="host names separated by commas")
    EMAIL_URL: str = Field(default="", description="smtp+tls://user:password@host:587, smtps://…, console:// or file:///folder")
    SITE_URL: str = Field(default="http://localhost:8000", description="https://learn.example.org")
    TRUSTED_PROXY_COUNT: int = Field(default=0, ge=0, le=9, description="number of proxies in front, 0 to 9")
    DATA_DIR: str = Field(default="", description="a folder for the database file and uploads")

    @field_validator("DATABASE_URL")
    @classmethod
    def check_database_url(cls, value: str) -> str:
        if value:
            try:
                config = dj_database_url.parse(value)
            except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError) as error:
                raise ValueError("is not a database address") from error
            if not config.get("ENGINE", "").endswith(("sqlite3", "postgresql")):
                raise ValueError("names a database other than SQLite or PostgreSQL")
        return value

    @field_validator("REDIS_URL")
    @classmethod
    def check_redis_url(cls, value: str) -> str:
        if value and split_address(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("is not a Redis address")
        return value

    @field_validator("ALLOWED_HOSTS")
    @classmethod
    def check_hosts(cls, value: str) -> str:
        if any(set("/ @") & set(host.strip()) for host in value.split(",")):
            raise ValueError("holds something that is not a host name")
        return value

    @field_validator("EMAIL_URL")
    @classmethod
    def check_email_url(cls, value: str) -> str:
        if value and split_address(value).scheme not in MAIL_SCHEMES:
            raise ValueError("does not begin with one of: " + ", ".join(sorted(MAIL_SCHEMES)))
        return value

    @field_validator("SITE_URL")
    @classmethod
    def check_site_url(cls, value: str) -> str:
        parts = split_address(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("is not an address that begins with http:// or https://")
        return value.rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.SITE_URL.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        named = [host.strip() for host in self.ALLOWED_HOSTS.split(",") if host.strip()]
        return named or [str(urlsplit(self.SITE_URL).hostname)]


class ProductionEnvironment(Environment):
    """The same variables where nothing may be guessed."""

    @model_validator(mode="after")
    def require_what_has_no_safe_default(self) -> Self:
        missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "SITE_URL") if name not in self.model_fields_set]
        if missing:
            raise ValueError("missing: " + ", ".join(missing))
        if len(self.SECRET_KEY) < MIN_SECRET_LENGTH or len(set(self.SECRET_KEY)) < 10:
            raise ValueError(f"SECRET_KEY is too short or too regular: {MIN_SECRET_LENGTH} random characters are needed")
        return self


def read_environment(kind: type[Environment] = Environment) -> Environment:
    """The validated environment. Raises ImproperlyConfigured that names each variable and the format expected."""
    try:
        return kind()
    except ValidationError as error:
        raise ImproperlyConfigured(describe_errors(kind, error)) from None


def describe_errors(kind: type[Environment], error: ValidationError) -> str:
    """One line a problem. The value is not repeated: it may be a secret."""
    lines = []
    for problem in error.errors():
        message = problem["msg"].removeprefix("Value error, ")
        name = str(problem["loc"][0]) if problem["loc"] else ""
        if not name:
            lines += [f"Environment: {message}."]
            lines += [f"  {field}: expected {info.description}" for field, info in kind.model_fields.items() if field in message]
            continue
        lines.append(f"Environment variable {name} {message}. Expected: {kind.model_fields[name].description}.")
    return "\n".join(lines)
