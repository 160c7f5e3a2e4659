"""The embedded default: SQLite, no service, everything served by one process. ``make run`` uses it."""

import secrets

from .base import *  # noqa: F403
from .base import DATA_DIR, SECRET_KEY


def local_secret_key() -> str:
    """A key of this machine's own, made once, so that log-ins survive a restart and no key is in the repository."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(60))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = SECRET_KEY or local_secret_key()
ALLOWED_HOSTS = ["*"]
IS_DEVELOPMENT = True
