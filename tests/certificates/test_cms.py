"""Administrators find, look and revoke; nobody else sees anything."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from certificates.models import Certificate
from certificates.operations import revoke_certificate
from elearn.lib import clock
from tests.factories.accounts import make_administrator, make_editor, make_facilitator, make_manager
from tests.factories.certificates import CertificateFactory

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> Client:
    return client_of(make_administrator())


@pytest.mark.parametrize("count", [1, 3])
def test_list_shows_certificates_at_a_fixed_cost(administrator, count, django_assert_num_queries):
    certificates = CertificateFactory.create_batch(count)
    administrator.get(reverse("certificate:index"))

    with django_assert_num_queries(9):
        response = administrator.get(reverse("certificate:index"))

    assert {row.pk for row in response.context["object_list"]} == {certificate.pk for certificate in certificates}


@pytest.mark.parametrize("spelling", ["code", "grouped", "name", "latin", "title"])
def test_list_is_searched_by_code_name_and_title(administrator, spelling):
    wanted = CertificateFactory.create(name="يمنى الشريف", name_latin="Yumna", title_ar="مساق آخر")
    CertificateFactory.create_batch(2)
    query = {
        "code": wanted.code,
        "grouped": " ".join(wanted.code.lower()[start : start + 4] for start in range(0, 32, 4)),
        "name": "يمنى",
        "latin": "yumna",
        "title": "آخر",
    }[spelling]

    response = administrator.get(reverse("certificate:index"), {"q": query})

    assert [row.pk for row in response.context["object_list"]] == [wanted.pk]


def test_revocation_needs_a_reason(administrator):
    certificate = CertificateFactory.create()

    response = administrator.post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": " "})

    assert response.context["form"].errors["reason"]
    assert Certificate.objects.get().revoked_at is None


def test_revocation_by_an_administrator(administrator):
    certificate = CertificateFactory.create()
    url = reverse("certificate:revoke", args=[certificate.pk])

    shown = administrator.get(url)
    response = administrator.post(url, {"reason": "صدرت خطأ"})

    assert certificate.code in shown.content.decode()
    assert response.headers["Location"] == reverse("certificate:inspect", args=[certificate.pk])
    stored = Certificate.objects.get()
    assert stored.revoked_at is not None
    assert stored.revocation_reason == "صدرت خطأ"
    assert url not in administrator.get(reverse("certificate:inspect", args=[certificate.pk])).content.decode()


def test_revocation_happens_once(administrator):
    certificate = CertificateFactory.create()
    revoke_certificate(certificate=certificate, reason="الأولى", now=clock.now())

    administrator.post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": "الثانية"})

    assert Certificate.objects.get().revocation_reason == "الأولى"


@pytest.mark.parametrize("make_person", [make_editor, make_manager, make_facilitator])
@pytest.mark.parametrize("name", ["index", "inspect", "revoke"])
def test_other_staff_see_nothing(make_person, name):
    certificate = CertificateFactory.create()
    arguments = [] if name == "index" else [certificate.pk]

    response = client_of(make_person()).get(reverse(f"certificate:{name}", args=arguments))

    assert response.headers.get("Location") == reverse("wagtailadmin_home")
    assert certificate.code not in response.content.decode()


@pytest.mark.parametrize("make_person", [make_editor, make_manager, make_facilitator])
def test_other_staff_cannot_revoke(make_person):
    certificate = CertificateFactory.create()

    client_of(make_person()).post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": "لا"})

    assert Certificate.objects.get().revoked_at is None


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy"])
def test_cms_has_no_form_that_changes_a_certificate(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"certificate:{name}", args=[])
