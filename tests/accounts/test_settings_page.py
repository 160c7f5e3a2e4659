import pytest
from django.test import Client

from accounts.models import User
from accounts.operations import CannotUpdateProfile, update_profile
from tests.accounts.pages import soup_of

pytestmark = pytest.mark.django_db
PATH = "/ar/me/settings/"
FIELDS = {"display_name": "سنبلة", "certificate_name": "سلمى أحمد", "certificate_name_latin": "Salma Ahmad", "language": "ar"}


def stored(user: User) -> dict:
    return User.objects.filter(pk=user.pk).values().get()


def test_settings_are_for_those_signed_in(client: Client):
    response = client.get(PATH)

    assert response.status_code == 302
    assert response.url == "/ar/accounts/login/?next=/ar/me/settings/"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_settings_show_what_is_stored(signed_in: Client, learner: User, language: str, direction: str, django_assert_num_queries):
    signed_in.get(f"/{language}/me/settings/")

    with django_assert_num_queries(4):
        response = signed_in.get(f"/{language}/me/settings/")

    page = soup_of(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    assert page.select_one("#id_display_name")["value"] == learner.display_name
    assert page.select_one("#id_certificate_name_latin")["dir"] == "ltr"
    links = {link["href"] for link in page.select("main a")}
    assert links >= {f"/{language}/accounts/email/", f"/{language}/accounts/password/change/", f"/{language}/accounts/2fa/"}


def test_settings_are_cleaned_and_saved(signed_in: Client, learner: User):
    data = {**FIELDS, "display_name": "  سنبـلة\u202e\x07 ", "has_simple_view": "on"}

    response = signed_in.post(PATH, data)

    learner.refresh_from_db()
    assert (response.status_code, response.url) == (302, PATH)
    assert learner.display_name == "سنبلة"
    assert learner.certificate_name == "سلمى أحمد"
    assert learner.certificate_name_latin == "Salma Ahmad"
    assert learner.has_simple_view is True


def test_settings_come_back_in_the_language_that_was_chosen(signed_in: Client, learner: User):
    response = signed_in.post(PATH, {**FIELDS, "language": "en"})
    page = soup_of(signed_in.get(response.url))

    assert response.url == "/en/me/settings/"
    assert [note.text for note in page.select("[role=status] p")] == ["Your settings are saved."]


def test_settings_change_nothing_else(signed_in: Client, learner: User):
    before = stored(learner)
    extra = {
        "is_superuser": "on", "is_active": "", "username": "admin", "email": "other@example.org", "password": "x", "id": "1", "groups": "1",
        "user_permissions": "1", "joined_at": "2020-01-01", "last_login": "2020-01-01", "last_seen_on": "2020-01-01",
    }  # fmt: skip

    signed_in.post(PATH, {**FIELDS, **extra})

    after = stored(learner)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"display_name", "certificate_name", "certificate_name_latin"}


@pytest.mark.parametrize("name", ["display_name", "certificate_name", "certificate_name_latin"])
def test_settings_refuse_three_hundred_letters_and_keep_them_on_the_page(signed_in: Client, learner: User, name: str):
    before = stored(learner)

    response = signed_in.post(PATH, {**FIELDS, name: "x" * 300})

    page = soup_of(response)
    assert response.status_code == 200
    assert [link["href"] for link in page.select(".error-summary a")] == [f"#id_{name}"]
    assert page.select_one(f"#id_{name}")["value"] == "x" * 300
    assert stored(learner) == before
    assert page.title.text.startswith("Error:") or page.title.text.startswith("خطأ")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>window.__xss=1</script>", "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}{% now 'Y' %}", "=1+1", "\u202eevil\u2066", "\x00\x01",
        "\u0958" * 80, "\ufdfa" * 80, "a\u0301" * 40, "'; DROP TABLE accounts_user; --", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "((((" * 20, "%s%n%(x)s", "\u0640" * 50,
    ],
)  # fmt: skip
def test_settings_withstand_hostile_names(signed_in: Client, learner: User, hostile: str):
    response = signed_in.post(PATH, {**FIELDS, "display_name": hostile, "certificate_name": hostile, "language": "ar"})
    page = soup_of(signed_in.get(PATH))

    learner.refresh_from_db()
    assert response.status_code in {200, 302}
    assert not any(character in learner.display_name for character in "\u202e\u2066\x00\x01\u0640")
    assert page.select("main script, main img") == []
    assert (page.select_one("#id_display_name").get("value") or "") == learner.display_name


def test_settings_ask_for_latin_letters_where_they_are_printed(signed_in: Client):
    response = signed_in.post(PATH, {**FIELDS, "certificate_name_latin": "سلمى"})

    assert [link["href"] for link in soup_of(response).select(".error-summary a")] == ["#id_certificate_name_latin"]


@pytest.mark.parametrize("data", [{}, {"language": "de"}, {"language": ""}, {"language": "ar\x00"}])
def test_settings_refuse_a_language_we_do_not_have(signed_in: Client, learner: User, data: dict):
    before = stored(learner)

    response = signed_in.post(PATH, data)

    assert response.status_code == 200
    assert stored(learner) == before


def test_update_profile_refuses_what_no_form_would_let_through(learner: User):
    before = stored(learner)

    with pytest.raises(CannotUpdateProfile) as error:
        update_profile(
            user=learner,
            display_name="x" * 300,
            certificate_name="",
            certificate_name_latin="",
            language="xx",
            has_simple_view=False,
        )

    assert set(error.value.message_dict) == {"display_name", "language"}
    assert stored(learner) == before
    assert learner.language == "ar"
