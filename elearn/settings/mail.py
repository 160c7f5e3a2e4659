"""Turns EMAIL_URL into Django's MAILERS."""

from urllib.parse import unquote, urlsplit

BACKENDS = "django.core.mail.backends"


def mailers_from_url(url: str) -> dict:
    """``smtp+tls://user:password@host:587`` → the MAILERS setting. ``smtp+tls`` upgrades with STARTTLS and fails if it is refused."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"default": {"BACKEND": f"{BACKENDS}.console.EmailBackend"}}
    if parts.scheme == "file":
        return {"default": {"BACKEND": f"{BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": parts.path}}}
    return {
        "default": {
            "BACKEND": f"{BACKENDS}.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname or "localhost",
                "port": parts.port or (465 if parts.scheme == "smtps" else 587 if parts.scheme == "smtp+tls" else 25),
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_tls": parts.scheme == "smtp+tls",
                "use_ssl": parts.scheme == "smtps",
                "timeout": 10,
            },
        }
    }
