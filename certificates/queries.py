"""Reads on certificates, and the facts that a new one freezes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from certificates.codes import is_code, normalize_code
from certificates.enums import Status
from certificates.models import Certificate, CertificateQuerySet
from certificates.rendering import Document
from courses.models import CoursePage
from courses.queries import get_item_titles
from learning.models import Enrolment
from learning.panel import PanelLesson, PanelRow
from learning.progress import compute_progress
from learning.queries import get_evidence


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says of its course, as the course stood when it was completed. English is empty where there is none."""

    title_ar: str
    title_en: str
    path_ar: str
    path_en: str
    competencies_ar: list[str]
    competencies_en: list[str]
    minutes: int
    panel: list[tuple[int, int]]


@dataclass(frozen=True)
class Verification:
    """What the public page shows of one certificate: nothing of its holder but a name they chose to show."""

    code: str
    status: Status
    title: str
    path: str
    competencies: tuple[str, ...]
    minutes: int
    issued_on: date
    revoked_on: date | None
    name: str
    name_latin: str
    is_name_withdrawn: bool
    rows: tuple[PanelRow, ...]
    has_simple_panel: bool

    @property
    def is_valid(self) -> bool:
        return self.status is Status.VALID


def get_certificate_facts(enrolment: Enrolment) -> CertificateFacts:
    """Titles, path and competencies in both languages, study minutes and the panel. Four queries.

    Minutes and panel are of the required lessons that the learner followed; a module that requires nothing has no row.
    """
    titles = {language: get_item_titles([enrolment.course_key], language).get(enrolment.course_key) for language in ("ar", "en")}
    pages = get_live_pages(enrolment.course_key)
    outline = enrolment.version.outline
    done = compute_progress(outline, get_evidence(enrolment)).done
    required = [[lesson for lesson in module.lessons if lesson.is_required] for module in outline.modules]

    def title_in(language: str) -> str:
        title = titles[language]
        return title.title if title and title.language == language else ""

    def path_in(language: str) -> str:
        return pages[language].certificate_path if language in pages else ""

    def competencies_in(language: str) -> list[str]:
        return [str(block.value) for block in pages[language].competencies] if language in pages else []

    return CertificateFacts(
        title_ar=title_in("ar") or title_in("en"),
        title_en=title_in("en"),
        path_ar=path_in("ar"),
        path_en=path_in("en"),
        competencies_ar=competencies_in("ar"),
        competencies_en=competencies_in("en"),
        minutes=sum(lesson.minutes for lesson in outline.required_lessons()),
        panel=[(sum(lesson.key in done for lesson in lessons), len(lessons)) for lessons in required if lessons],
    )


def get_live_pages(course_key: UUID) -> dict[str, CoursePage]:
    """The published course by language. An alias is the source text standing in for a translation, so it does not count. One query."""
    pages = CoursePage.objects.live().filter(translation_key=course_key, alias_of=None).select_related("locale")
    return {page.locale.language_code: page for page in pages}


def find_certificate(code: str) -> Certificate | None:
    """By its code, however it was typed. One query, none for what cannot be a code."""
    wanted = normalize_code(code)
    return Certificate.objects.filter(code=wanted).first() if is_code(wanted) else None


def get_current_certificate(learner: User, course_key: UUID) -> Certificate | None:
    return Certificate.objects.current().of_learner(learner).filter(course_key=course_key).first()


def list_certificates(learner: User) -> CertificateQuerySet:
    """The learner's certificates that have not been replaced, the newest first."""
    return Certificate.objects.current().of_learner(learner).order_by("-issued_on", "-issued_at").fetch_mode(models.FETCH_RAISE)


def status_of(certificate: Certificate) -> Status:
    """No query."""
    if certificate.revoked_at:
        return Status.REVOKED
    return Status.REPLACED if certificate.replaced_by_id else Status.VALID


def is_printable(certificate: Certificate) -> bool:
    """Whether there is a PDF of it: valid, and its name confirmed."""
    return status_of(certificate) is Status.VALID and bool(certificate.name)


def describe(certificate: Certificate, language: str) -> Verification:
    """What everybody may know, in ``language`` where the certificate has it, else in Arabic. No query.

    The name appears only on a valid certificate whose holder chose so.
    """
    status = status_of(certificate)
    shows_name = status is Status.VALID and certificate.is_name_public

    def in_language[T](english: T, arabic: T) -> T:
        return english if language == "en" and english else arabic

    return Verification(
        code=certificate.code,
        status=status,
        title=in_language(certificate.title_en, certificate.title_ar),
        path=in_language(certificate.path_en, certificate.path_ar),
        competencies=tuple(in_language(certificate.competencies_en, certificate.competencies_ar)),
        minutes=certificate.minutes,
        issued_on=certificate.issued_on,
        revoked_on=timezone.localdate(certificate.revoked_at) if certificate.revoked_at else None,
        name=certificate.name if shows_name else "",
        name_latin=certificate.name_latin if shows_name else "",
        is_name_withdrawn=certificate.learner_id is None,
        rows=tuple(panel_rows(certificate)),
        has_simple_panel=certificate.has_simple_panel,
    )


def panel_rows(certificate: Certificate) -> list[PanelRow]:
    return [
        PanelRow("", tuple(PanelLesson(is_done=index < done, is_required=True) for index in range(total)))
        for done, total in certificate.panel
    ]


def verification_url(certificate: Certificate) -> str:
    """The whole address of the public page, in Arabic, the language of the certificate. What the square code holds."""
    with override("ar"):
        return settings.SITE_URL.rstrip("/") + reverse("certificates:verify", args=[certificate.code])


def document_of(certificate: Certificate) -> Document:
    """What is printed. No query."""
    return Document(
        code=certificate.code,
        url=verification_url(certificate),
        name=certificate.name,
        name_latin=certificate.name_latin,
        title_ar=certificate.title_ar,
        title_en=certificate.title_en,
        path_ar=certificate.path_ar,
        path_en=certificate.path_en,
        competencies_ar=tuple(certificate.competencies_ar),
        competencies_en=tuple(certificate.competencies_en),
        minutes=certificate.minutes,
        issued_on=certificate.issued_on,
        issued_at=certificate.issued_at,
        counts=() if certificate.has_simple_panel else tuple(total for _done, total in certificate.panel),
    )
