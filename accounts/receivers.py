"""Reactions to what other packages announce about accounts."""

from accounts.models import User
from accounts.operations import are_group_tables_ready, ensure_groups, note_login


def note_day_of_login(sender: object, user: User, **kwargs: object) -> None:
    note_login(user=user)


def ensure_groups_after_migrate(sender: object, using: str, **kwargs: object) -> None:
    """Connected to the last app that is migrated: by then the permissions of all the others exist."""
    if using == "default" and are_group_tables_ready():
        ensure_groups()
