"""Reads on accounts."""

from django.http import HttpRequest

from accounts.models import User


def get_display_name(user: User) -> str:
    """What the account pages call the person who is signed in: never the name on the certificate, never the address."""
    return user.get_short_name()


def signed_in_user(request: HttpRequest) -> User:
    """The person behind a request, for views that let nobody else in. Raises TypeError for a stranger."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user
