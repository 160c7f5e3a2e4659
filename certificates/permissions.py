"""Who may see what of a certificate beyond its public page."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from certificates.models import Certificate
from certificates.queries import find_certificate, is_printable


def get_certificate_for(user: User | AnonymousUser, code: str) -> Certificate:
    """The user's own certificate, whatever its status. Raises Certificate.DoesNotExist for a foreign one as for a missing one. One query."""
    certificate = find_certificate(code)
    if certificate is None or not user.is_authenticated or certificate.learner_id != user.pk:
        raise Certificate.DoesNotExist
    return certificate


def get_public_print(code: str) -> Certificate | None:
    """A certificate whose PDF everybody may open, because its holder shows the name it carries. One query."""
    certificate = find_certificate(code)
    return certificate if certificate and is_printable(certificate) and certificate.is_name_public else None
