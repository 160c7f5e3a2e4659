"""What everybody sees of a certificate, and what only its holder does."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from certificates.models import Certificate
from certificates.operations import reissue_certificate, revoke_certificate, set_name_visibility
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NAME, CertificateFactory

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MISSING = "A" * 32

pytestmark = pytest.mark.django_db


def page(name: str, code: str) -> str:
    with override("ar"):
        return reverse(f"certificates:{name}", args=[code])


def without(code: str, response) -> bytes:
    """The body without the requester's own words: every page links to itself in the other language."""
    return response.content.replace(code.encode(), b"")


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def certificate() -> Certificate:
    return CertificateFactory.create()


@pytest.fixture
def holder(certificate: Certificate) -> Client:
    client = Client()
    client.force_login(certificate.learner)
    return client


@pytest.fixture
def stranger() -> Client:
    client = Client()
    client.force_login(UserFactory.create())
    return client


# Verification ---------------------------------------------------------------------------


def test_verification_says_valid_and_withholds_the_name(client, certificate, django_assert_num_queries):
    client.get(page("verify", certificate.code))

    with django_assert_num_queries(3):
        # The certificate; two for the footer, which every page has.
        response = client.get(page("verify", certificate.code))

    assert response.status_code == 200
    assert response.context["certificate"].status == "valid"
    assert certificate.title_ar in body(response)
    assert "22 تشرين الثاني/نوفمبر 2026" in body(response)
    assert NAME not in body(response)
    assert certificate.name_latin not in body(response)
    assert page("pdf", certificate.code) not in body(response)


def test_verification_is_public_unkept_unindexed_and_without_cookie(client, certificate):
    response = client.get(page("verify", certificate.code))

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_verification_is_the_same_for_everybody(client, certificate, holder, stranger):
    url = page("verify", certificate.code)

    bodies = {actor.get(url).content for actor in (client, holder, stranger)}

    assert len(bodies) == 1
    assert b"csrfmiddlewaretoken" not in bodies.pop()


def test_verification_shows_no_message_that_waits_for_its_reader(certificate, holder):
    holder.post(page("visibility", certificate.code), {"is_public": "1"})

    response = holder.get(page("verify", certificate.code))

    assert 'role="status"' not in body(response)
    assert 'role="status"' in body(holder.get(page("manage", certificate.code)))


def test_verification_shows_the_name_once_its_holder_says_so(client, certificate):
    set_name_visibility(certificate=certificate, is_public=True)

    response = client.get(page("verify", certificate.code))

    assert NAME in body(response)
    assert certificate.name_latin in body(response)
    assert page("pdf", certificate.code) in body(response)


def test_verification_of_a_replaced_certificate_leads_nowhere(client, certificate):
    set_name_visibility(certificate=certificate, is_public=True)
    new = reissue_certificate(certificate=Certificate.objects.get(pk=certificate.pk), name="أمينة", name_latin="", now=NOW)

    response = client.get(page("verify", certificate.code))

    assert response.status_code == 200
    assert response.context["certificate"].status == "replaced"
    assert NAME not in body(response)
    assert new.code not in body(response)
    assert client.get(page("verify", new.code)).context["certificate"].status == "valid"


def test_verification_of_a_revoked_certificate_says_when_but_not_why(client, certificate):
    set_name_visibility(certificate=certificate, is_public=True)
    revoke_certificate(certificate=certificate, reason="سبب داخلي", now=NOW)

    response = client.get(page("verify", certificate.code))

    assert response.status_code == 200
    assert response.context["certificate"].status == "revoked"
    assert "23 تشرين الثاني/نوفمبر 2026" in body(response)
    assert "سبب داخلي" not in body(response)
    assert NAME not in body(response)


def test_verification_of_an_erased_person_is_valid_with_the_name_withdrawn(client, certificate):
    set_name_visibility(certificate=certificate, is_public=True)
    Certificate.objects.update(learner=None, name="", name_latin="")

    response = client.get(page("verify", certificate.code))

    assert response.context["certificate"].is_valid
    assert response.context["certificate"].is_name_withdrawn
    assert page("pdf", certificate.code) not in body(response)
    assert client.get(page("pdf", certificate.code)).status_code == 404


@pytest.mark.parametrize("code", [MISSING, "x", "%F0%9F%98%80", "a" * 500])
def test_verification_of_an_unknown_code_is_the_same_page_as_a_404(client, code):
    response = client.get(f"/ar/certificates/{code}/")

    assert response.status_code == 404
    assert response.context["certificate"] is None
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert 'name="code"' in body(response)


def test_verification_speaks_english_under_its_address(client, certificate):
    response = client.get(f"/en/certificates/{certificate.code}/")

    assert certificate.title_en in body(response)
    assert "Core path" in body(response)
    assert "3 hours and 15 minutes" in body(response)
    assert "22 November 2026" in body(response)


def test_verification_falls_back_to_arabic_and_says_so(client):
    certificate = CertificateFactory.create(title_en="", competencies_en=[])

    response = client.get(f"/en/certificates/{certificate.code}/")

    assert f'lang="ar" dir="rtl">{certificate.title_ar}' in body(response)


def test_verification_draws_the_panel_unless_the_holder_has_the_simple_view(client):
    drawn, plain = CertificateFactory.create(), CertificateFactory.create(has_simple_panel=True)

    assert "panel__cloth" in body(client.get(page("verify", drawn.code)))
    assert "panel__cloth" not in body(client.get(page("verify", plain.code)))


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda code: f" {code[:8]} {code[8:]} ", lambda code: f"https://x.org/ar/certificates/{code}/"]
)
def test_find_leads_to_the_page_of_a_code_in_any_spelling(client, certificate, spelling):
    response = client.get("/ar/certificates/", {"code": spelling(certificate.code)})

    assert response.status_code == 302
    assert response.headers["Location"] == page("verify", certificate.code)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["", "  ", "abc", "رمز", "\x00", "A" * 400])
def test_find_says_what_is_wrong_with_a_code(client, code):
    response = client.get("/ar/certificates/", {"code": code})

    assert response.status_code == 200
    assert response.context["form"].errors["code"]
    assert not response.cookies


def test_find_begins_empty(client):
    response = client.get("/ar/certificates/")

    assert response.context["form"].errors == {}
    assert "csrfmiddlewaretoken" not in body(response)


# PDF ------------------------------------------------------------------------------------


def test_pdf_is_for_its_holder(client, certificate, holder, stranger):
    url = page("pdf", certificate.code)

    response = holder.get(url)

    assert response.content.startswith(b"%PDF-1.7")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == f'inline; filename="certificate-{certificate.code}.pdf"'
    missing = page("pdf", MISSING)
    for actor in (client, stranger):
        assert actor.get(url).status_code == 404
        assert without(certificate.code, actor.get(url)) == without(MISSING, actor.get(missing))


def test_pdf_is_for_everybody_once_the_name_is_shown(client, certificate, holder):
    set_name_visibility(certificate=certificate, is_public=True)
    url = page("pdf", certificate.code)

    response = client.get(url)

    assert response.content.startswith(b"%PDF-1.7")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content == holder.get(url).content
    assert not response.cookies


def test_pdf_of_a_certificate_without_a_name_leads_to_its_page(holder, certificate):
    Certificate.objects.update(name="")

    response = holder.get(page("pdf", certificate.code))

    assert response.headers["Location"] == page("manage", certificate.code)


@pytest.mark.parametrize("end", ["revoked", "replaced"])
def test_pdf_is_no_longer_given_out(client, certificate, holder, end):
    set_name_visibility(certificate=certificate, is_public=True)
    if end == "revoked":
        revoke_certificate(certificate=certificate, reason="خطأ", now=NOW)
    else:
        reissue_certificate(certificate=certificate, name="أمينة", name_latin="", now=NOW)
    url = page("pdf", certificate.code)

    assert client.get(url).status_code == 404
    assert holder.get(url).headers["Location"] == page("manage", certificate.code)


# The holder's own pages -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["manage", "name"])
def test_own_page_is_a_404_for_others_as_for_a_missing_code(stranger, certificate, name):
    foreign, missing = stranger.get(page(name, certificate.code)), stranger.get(page(name, MISSING))

    assert foreign.status_code == missing.status_code == 404
    assert without(certificate.code, foreign) == without(MISSING, missing)


@pytest.mark.parametrize("name", ["name", "visibility"])
def test_own_form_is_a_404_for_others_and_changes_nothing(stranger, certificate, name):
    data = {"name": "آخر", "is_public": "1"}

    foreign, missing = stranger.post(page(name, certificate.code), data), stranger.post(page(name, MISSING), data)

    assert foreign.status_code == missing.status_code == 404
    assert without(certificate.code, foreign) == without(MISSING, missing)
    stored = Certificate.objects.get()
    assert (stored.name, stored.is_name_public) == (NAME, False)


@pytest.mark.parametrize("name", ["manage", "name"])
def test_own_page_asks_anonymous_visitors_to_log_in(client, certificate, name):
    for code in (certificate.code, MISSING):
        response = client.get(page(name, code))

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/ar/accounts/login/?next=")


def test_own_page_is_private_and_offers_download_name_and_visibility(holder, certificate):
    response = holder.get(page("manage", certificate.code))

    assert response.headers["Cache-Control"] == "private, no-store"
    assert NAME in body(response)
    for name in ("pdf", "name", "visibility", "verify"):
        assert page(name, certificate.code) in body(response)


def test_own_page_of_a_replaced_certificate_leads_to_the_current_one(holder, certificate):
    new = reissue_certificate(certificate=certificate, name="أمينة", name_latin="", now=NOW)

    assert holder.get(page("manage", certificate.code)).headers["Location"] == page("manage", new.code)


def test_own_page_of_a_revoked_certificate_says_why_and_offers_nothing(holder, certificate):
    revoke_certificate(certificate=certificate, reason="صدرت خطأ", now=NOW)

    response = holder.get(page("manage", certificate.code))

    assert "صدرت خطأ" in body(response)
    for name in ("pdf", "name", "visibility"):
        assert page(name, certificate.code) not in body(response)


def test_name_is_confirmed_first(holder, certificate):
    Certificate.objects.update(name="", name_latin="")

    form = holder.get(page("name", certificate.code))
    response = holder.post(page("name", certificate.code), {"name": " آمنة  الخطيب ", "name_latin": "Amina"})

    assert form.status_code == 200
    assert response.headers["Location"] == page("manage", certificate.code)
    stored = Certificate.objects.get()
    assert (stored.code, stored.name, stored.name_latin) == (certificate.code, "آمنة الخطيب", "Amina")


def test_name_is_suggested_from_the_account(certificate):
    Certificate.objects.update(name="", name_latin="")
    certificate.learner.certificate_name = "يمنى"
    certificate.learner.save()
    client = Client()
    client.force_login(certificate.learner)

    assert 'value="يمنى"' in body(client.get(page("name", certificate.code)))


def test_name_is_corrected_by_a_new_certificate(holder, certificate):
    response = holder.post(page("name", certificate.code), {"name": "أمينة", "name_latin": ""})

    new = Certificate.objects.current().get()
    assert response.headers["Location"] == page("manage", new.code)
    assert (new.name, new.code != certificate.code) == ("أمينة", True)


def test_name_sent_again_unchanged_changes_nothing(holder, certificate):
    holder.post(page("name", certificate.code), {"name": NAME, "name_latin": certificate.name_latin})

    assert Certificate.objects.get().code == certificate.code


@pytest.mark.parametrize(
    ("name", "latin", "field"),
    [
        ("", "", "name"),
        ("😀", "", "name"),
        ("…", "", "name"),
        ("آمنة", "漢", "name_latin"),
        ("آمنة", "آمنة", "name_latin"),
    ],
)
def test_name_that_cannot_be_printed_is_explained_and_kept_in_the_form(holder, certificate, name, latin, field):
    response = holder.post(page("name", certificate.code), {"name": name, "name_latin": latin})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert latin in body(response)
    assert Certificate.objects.get().name == NAME


def test_name_form_takes_no_other_field(holder, certificate):
    Certificate.objects.update(name="")
    before = Certificate.objects.values().get()
    data = {
        "name": "يمنى",
        "name_latin": "",
        "code": MISSING,
        "minutes": "9",
        "is_name_public": "on",
        "title_ar": "x",
        "revoked_at": "",
    }

    holder.post(page("name", certificate.code), data)

    after = Certificate.objects.values().get()
    assert {field for field in after if after[field] != before[field]} == {"name", "name_latin"}


@pytest.mark.parametrize(("sent", "stored"), [("1", True), ("0", False), ("", False), ("yes", False)])
def test_visibility_is_what_the_holder_sends(holder, certificate, sent, stored):
    set_name_visibility(certificate=certificate, is_public=not stored)

    holder.post(page("visibility", certificate.code), {"is_public": sent})

    assert Certificate.objects.get().is_name_public is stored


def test_visibility_is_changed_by_post_only(holder, certificate):
    assert holder.get(page("visibility", certificate.code)).status_code == 405


def test_forms_need_a_token(certificate):
    client = Client(enforce_csrf_checks=True)
    client.force_login(certificate.learner)

    assert client.post(page("visibility", certificate.code), {"is_public": "1"}).status_code == 403
    assert Certificate.objects.get().is_name_public is False


# The list on the dashboard ----------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_own_certificates_costs_one_query(rf, count, django_assert_num_queries):
    from certificates.templatetags.certificates import my_certificates

    learner = UserFactory.create()
    CertificateFactory.create_batch(count, learner=learner)
    CertificateFactory.create()
    replaced = CertificateFactory.create(learner=learner)
    Certificate.objects.filter(pk=replaced.pk).update(replaced_by=Certificate.objects.exclude(pk=replaced.pk).first())

    with django_assert_num_queries(1):
        listed = my_certificates(learner)["certificates"]

    assert len(listed) == count
