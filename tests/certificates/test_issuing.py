"""One certificate a completion, whatever happens at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale

from accounts.models import User
from certificates.models import Certificate
from certificates.operations import (
    CannotChangeVisibility,
    CannotName,
    CannotRevoke,
    confirm_name,
    issue_certificate,
    issue_missing_certificates,
    reissue_certificate,
    revoke_certificate,
    set_name_visibility,
)
from learning.models import Enrolment
from learning.signals import course_completed
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NAME, CertificateFactory, make_completed_enrolment
from tests.factories.learning import EnrolmentFactory

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_certificate_freezes_what_was_completed():
    enrolment = make_completed_enrolment()

    certificate = issue_certificate(enrolment_id=enrolment.pk, now=NOW)

    assert certificate is not None
    assert certificate.learner == enrolment.learner
    assert certificate.course_key == enrolment.course_key
    assert (certificate.name, certificate.name_latin) == (NAME, "")
    assert (certificate.title_ar, certificate.title_en) == ("مساق المناصرة", "Advocacy course")
    assert certificate.minutes == 18
    certificate.refresh_from_db()
    assert certificate.panel == [[2, 2], [1, 1]]
    # The moment of completion is past midnight where the platform lives.
    assert certificate.issued_on == date(2026, 11, 23)
    assert certificate.issued_at == NOW
    assert certificate.is_name_public is False


@pytest.mark.django_db
def test_certificate_is_issued_once():
    enrolment = make_completed_enrolment()

    first = issue_certificate(enrolment_id=enrolment.pk, now=NOW)
    second = issue_certificate(enrolment_id=enrolment.pk, now=NOW)

    assert first == second
    assert Certificate.objects.count() == 1


@pytest.mark.django_db
def test_certificate_is_issued_when_a_course_is_completed():
    enrolment = make_completed_enrolment()

    course_completed.send(sender=Enrolment, enrolment_id=enrolment.pk)

    assert Certificate.objects.get().learner == enrolment.learner


@pytest.mark.django_db
def test_certificate_needs_a_completed_enrolment():
    enrolment = EnrolmentFactory.create(is_in_progress=True)

    assert issue_certificate(enrolment_id=enrolment.pk, now=NOW) is None
    assert issue_certificate(enrolment_id=UserFactory.create().pk, now=NOW) is None
    assert Certificate.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "😀😀", "漢字"])
def test_certificate_without_a_printable_name_waits_for_one(name):
    enrolment = make_completed_enrolment(UserFactory.create(certificate_name=name))

    certificate = issue_certificate(enrolment_id=enrolment.pk, now=NOW)

    assert certificate.name == ""


@pytest.mark.django_db
def test_certificate_takes_the_simple_view_of_its_holder():
    enrolment = make_completed_enrolment(UserFactory.create(has_simple_view=True))

    assert issue_certificate(enrolment_id=enrolment.pk, now=NOW).has_simple_panel is True


@pytest.mark.django_db
def test_certificate_costs_a_fixed_number_of_queries(django_assert_num_queries):
    enrolment = make_completed_enrolment()
    Locale.objects.get_for_language("ar")

    with django_assert_num_queries(9):
        # enrolment, current one, two titles, pages, evidence; savepoint, insert, release.
        issue_certificate(enrolment_id=enrolment.pk, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_certificate_is_one_after_fifty_claims_at_once():
    enrolment = make_completed_enrolment()

    def claim(_number: int) -> str:
        try:
            certificate = issue_certificate(enrolment_id=enrolment.pk, now=NOW)
            assert certificate is not None
            return certificate.code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        codes = set(pool.map(claim, range(50)))

    assert len(codes) == 1
    assert list(Certificate.objects.values_list("code", flat=True)) == list(codes)


@pytest.mark.django_db
def test_missing_certificates_are_issued_once(capsys):
    enrolments = [make_completed_enrolment() for _ in range(3)]
    issue_certificate(enrolment_id=enrolments[0].pk, now=NOW)
    EnrolmentFactory.create(is_in_progress=True)

    call_command("issue_missing_certificates")

    assert capsys.readouterr().out == "2\n"
    assert issue_missing_certificates(now=NOW) == 0
    assert Certificate.objects.count() == 3


@pytest.mark.django_db
def test_revoked_certificate_is_not_issued_again():
    enrolment = make_completed_enrolment()
    certificate = issue_certificate(enrolment_id=enrolment.pk, now=NOW)
    revoke_certificate(certificate=certificate, reason="خطأ", now=NOW)

    assert issue_certificate(enrolment_id=enrolment.pk, now=NOW) == certificate
    assert issue_missing_certificates(now=NOW) == 0


# Names ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_first_name_keeps_the_code():
    certificate = CertificateFactory.create(name="", name_latin="")

    confirmed = confirm_name(certificate=certificate, name="  آمنة   الخطيب\u202e ", name_latin="Amina")

    assert (confirmed.pk, confirmed.code) == (certificate.pk, certificate.code)
    assert (confirmed.name, confirmed.name_latin) == ("آمنة الخطيب", "Amina")
    with pytest.raises(CannotName):
        confirm_name(certificate=certificate, name="اسم آخر", name_latin="")


def names_of(learner: User) -> tuple[str, str]:
    learner.refresh_from_db()
    return learner.certificate_name, learner.certificate_name_latin


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("account", "confirmed", "kept"),
    [
        (("", ""), ("آمنة الخطيب", "Amina"), ("آمنة الخطيب", "Amina")),
        (("", ""), ("آمنة الخطيب", ""), ("آمنة الخطيب", "")),
        (("", "Amina A."), ("آمنة الخطيب", "Amina"), ("آمنة الخطيب", "Amina A.")),
        (("\U0001f331", ""), ("آمنة الخطيب", "Amina"), ("\U0001f331", "Amina")),
    ],
)
def test_confirmed_name_is_kept_where_the_account_had_none(account, confirmed, kept):
    learner = UserFactory.create(certificate_name=account[0], certificate_name_latin=account[1])
    other = UserFactory.create()
    certificate = CertificateFactory.create(learner=learner, name="", name_latin="")

    confirm_name(certificate=certificate, name=confirmed[0], name_latin=confirmed[1])

    assert (names_of(learner), names_of(other)) == (kept, ("", ""))


@pytest.mark.django_db
def test_next_certificate_bears_the_confirmed_name():
    learner = UserFactory.create()
    first = issue_certificate(enrolment_id=make_completed_enrolment(learner).pk, now=NOW)
    assert first is not None and first.name == ""
    confirm_name(certificate=first, name="آمنة الخطيب", name_latin="Amina")

    second = issue_certificate(enrolment_id=make_completed_enrolment(learner).pk, now=NOW)

    assert second is not None and (second.name, second.name_latin) == ("آمنة الخطيب", "Amina")


@pytest.mark.django_db
def test_refused_name_is_not_kept():
    certificate = CertificateFactory.create()

    with pytest.raises(CannotName):
        confirm_name(certificate=certificate, name="اسم آخر", name_latin="Other")

    assert names_of(certificate.learner) == ("", "")


@pytest.mark.django_db
def test_correction_leaves_one_current_certificate():
    old = CertificateFactory.create(is_name_public=True)

    new = reissue_certificate(certificate=old, name="أمينة الخطيب", name_latin="", now=NOW)

    old.refresh_from_db()
    assert old.replaced_by == new
    assert old.name == NAME
    assert (new.name, new.name_latin) == ("أمينة الخطيب", "")
    assert new.code != old.code
    assert (new.course_key, new.title_ar, new.panel, new.issued_on) == (old.course_key, old.title_ar, old.panel, old.issued_on)
    assert new.is_name_public is True
    assert list(Certificate.objects.current()) == [new]


@pytest.mark.django_db
def test_correction_of_a_replaced_or_revoked_certificate_is_refused():
    old = CertificateFactory.create()
    stale = Certificate.objects.get(pk=old.pk)
    new = reissue_certificate(certificate=old, name="أمينة", name_latin="", now=NOW)

    with pytest.raises(CannotName):
        reissue_certificate(certificate=stale, name="يمنى", name_latin="", now=NOW)
    revoke_certificate(certificate=new, reason="خطأ", now=NOW)
    with pytest.raises(CannotName):
        reissue_certificate(certificate=new, name="يمنى", name_latin="", now=NOW)

    assert Certificate.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "name_latin"), [("", ""), ("\u202e", ""), ("😀", ""), ("آمنة", "漢")])
def test_name_that_cannot_be_printed_is_refused(name, name_latin):
    certificate = CertificateFactory.create()

    with pytest.raises(CannotName):
        reissue_certificate(certificate=certificate, name=name, name_latin=name_latin, now=NOW)

    certificate.refresh_from_db()
    assert certificate.replaced_by is None


@pytest.mark.django_db(transaction=True)
def test_correction_at_once_leaves_one_current_certificate():
    certificate = CertificateFactory.create()

    def correct(number: int) -> bool:
        try:
            reissue_certificate(certificate=certificate, name=f"آمنة {number}", name_latin="", now=NOW)
        except CannotName:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(correct, range(16)))

    assert sum(done) == 1
    assert Certificate.objects.count() == 2
    assert Certificate.objects.current().count() == 1


# Visibility and revocation ------------------------------------------------------------


@pytest.mark.django_db
def test_visibility_is_the_holders_choice_on_a_valid_certificate():
    certificate = CertificateFactory.create()

    set_name_visibility(certificate=certificate, is_public=True)

    certificate.refresh_from_db()
    assert certificate.is_name_public is True
    revoke_certificate(certificate=certificate, reason="خطأ", now=NOW)
    with pytest.raises(CannotChangeVisibility):
        set_name_visibility(certificate=certificate, is_public=False)


@pytest.mark.django_db
def test_revocation_happens_once():
    certificate = CertificateFactory.create()

    revoked = revoke_certificate(certificate=certificate, reason=" صدرت خطأً ", now=NOW)

    assert (revoked.revoked_at, revoked.revocation_reason) == (NOW, "صدرت خطأً")
    with pytest.raises(CannotRevoke):
        revoke_certificate(certificate=certificate, reason="أخرى", now=NOW)
