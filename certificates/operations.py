"""Writes on certificates. A row is never changed once it could have been printed: corrections are new rows."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate, generate_code
from certificates.queries import get_certificate_facts, get_current_certificate
from certificates.rendering import can_print
from elearn.lib.arabic import clean_text
from learning.models import Enrolment

COPIED_FIELDS = (
    "learner_id",
    "course_key",
    "title_ar",
    "title_en",
    "path_ar",
    "path_en",
    "competencies_ar",
    "competencies_en",
    "minutes",
    "panel",
    "has_simple_panel",
    "issued_on",
    "is_name_public",
)


class CannotName(Exception):
    """The name is empty or has characters that cannot be printed, or the certificate is not the current, valid one."""


class CannotRevoke(Exception):
    """The certificate is revoked or replaced already."""


class CannotChangeVisibility(Exception):
    """The certificate is revoked or replaced."""


def issue_certificate(*, enrolment_id: UUID, now: datetime) -> Certificate | None:
    """The current certificate of a completed enrolment, made if there is none; None unless the enrolment exists and is completed.

    Any number of calls at once leave one row, and all return it. A revoked certificate stays the current one: completing again does not
    undo a revocation. The name is the one in the account; when that is empty or cannot be printed, the certificate has none until its
    holder confirms one (``confirm_name``).
    """
    completed = Enrolment.objects.filter(pk=enrolment_id, completed_at__isnull=False)
    enrolment = completed.select_related("version", "learner").first()
    if enrolment is None:
        return None
    learner = enrolment.learner
    existing = get_current_certificate(learner, enrolment.course_key)
    if existing:
        return existing
    facts = get_certificate_facts(enrolment)
    try:
        with transaction.atomic():
            return Certificate.objects.create(
                learner=learner,
                course_key=enrolment.course_key,
                name=printable(learner.certificate_name),
                name_latin=printable(learner.certificate_name_latin),
                has_simple_panel=learner.has_simple_view,
                issued_on=timezone.localdate(enrolment.completed_at),
                issued_at=now,
                **vars(facts),
            )
    except IntegrityError:
        # Somebody else was first; or the account went in the same moment, and there is nothing to return.
        return get_current_certificate(learner, enrolment.course_key)


def issue_missing_certificates(*, now: datetime) -> int:
    """Issues what a crash between a completion and its certificate left out. How many were issued. One query when nothing is missing."""
    missing = list(list_uncertified(Enrolment.objects.order_by("pk")).values_list("pk", flat=True))
    return sum(issue_certificate(enrolment_id=enrolment_id, now=now) is not None for enrolment_id in missing)


def list_uncertified(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """The completed ones whose learner has no certificate of the course."""
    issued = Certificate.objects.filter(learner=OuterRef("learner"), course_key=OuterRef("course_key"))
    return enrolments.filter(~Exists(issued), completed_at__isnull=False)


def printable(name: str) -> str:
    cleaned = clean_text(name)
    return cleaned if can_print(cleaned) else ""


def checked_names(name: str, name_latin: str) -> tuple[str, str]:
    """Both cleaned. Raises CannotName."""
    name, name_latin = clean_text(name), clean_text(name_latin)
    if not name or not can_print(name) or not can_print(name_latin):
        raise CannotName
    return name, name_latin


def confirm_name(*, certificate: Certificate, name: str, name_latin: str) -> Certificate:
    """Gives its name to a certificate that was issued without one. Raises CannotName.

    In place, and only once: without a name there has been no PDF, so no copy of the row can exist and its code stays good. An account that
    has no such name yet keeps it for the next certificate.
    """
    name, name_latin = checked_names(name, name_latin)
    unnamed = changeable(certificate).filter(name="")
    with transaction.atomic():
        if not unnamed.update(name=name, name_latin=name_latin):
            raise CannotName
        certificate.refresh_from_db()
        keep_names(learner_id=certificate.learner_id, certificate_name=name, certificate_name_latin=name_latin)
    return certificate


def keep_names(*, learner_id: UUID | None, **names: str) -> None:
    """Fills the names that are still empty in the account; what stands there stays. One query for each name given."""
    for field, name in names.items():
        if name:
            User.objects.filter(pk=learner_id, **{field: ""}).update(**{field: name})


def reissue_certificate(*, certificate: Certificate, name: str, name_latin: str, now: datetime) -> Certificate:
    """A new certificate with a corrected name and a code of its own; the old code says "replaced" from then on. Raises CannotName.

    Of any number of corrections at once one wins and the others raise.
    """
    name, name_latin = checked_names(name, name_latin)
    successor_id = uuid.uuid4()
    with transaction.atomic():
        # The old row lets go of its place first; the foreign key is checked at the commit, when the new row is there.
        if not changeable(certificate).update(replaced_by_id=successor_id):
            raise CannotName
        return Certificate.objects.create(
            id=successor_id,
            code=generate_code(),
            name=name,
            name_latin=name_latin,
            issued_at=now,
            **{field: getattr(certificate, field) for field in COPIED_FIELDS},
        )


def set_name_visibility(*, certificate: Certificate, is_public: bool) -> Certificate:
    """The holder's choice for the public page and the public PDF; counts from the next request. Raises CannotChangeVisibility."""
    if not changeable(certificate).update(is_name_public=is_public):
        raise CannotChangeVisibility
    certificate.is_name_public = is_public
    return certificate


def revoke_certificate(*, certificate: Certificate, reason: str, now: datetime) -> Certificate:
    """Withdraws the current certificate for good. ``reason`` is shown to its holder and in the CMS, never in public. Raises CannotRevoke."""
    if not changeable(certificate).update(revoked_at=now, revocation_reason=clean_text(reason)):
        raise CannotRevoke
    certificate.refresh_from_db()
    return certificate


def changeable(certificate: Certificate) -> QuerySet[Certificate]:
    """The row if it is current and valid at this very moment, whatever the object in hand says."""
    return Certificate.objects.filter(pk=certificate.pk, replaced_by=None, revoked_at=None)


def forget_holder(*, learner: User) -> None:
    """Empties the names on every certificate of a person who goes, replaced and revoked ones included. One query."""
    Certificate.objects.filter(learner=learner).update(name="", name_latin="", is_name_public=False)
