"""Whatever arrives is refused or cleaned; it is never an error of ours."""

import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.enums import Mode
from quizzes.models import ResponseEvent
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, make_attempt, make_quiz, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]

NASTY = {
    "1 MB": "ا" * 1_000_000,
    "NUL": "\x00",
    "NUL inside": "المنا\x00صرة",
    "bidi controls": "\u202e\u2066المناصرة\u2069\u202c",
    "only invisible": "\u200f\u2060\ufeff",
    "combining marks": "ا" + "\u0651" * 400,
    "astral": "\U0001f9f5" * 200,
    "private use": "\ue000\uffff\U0010ffff",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% now %}",
    "quotes": "'\"`;--",
    "format": "%s %(x)s {0}",
}
ALLOWED = {200, 302, 400, 404, 409}


@pytest.fixture
def client():
    client = Client(raise_request_exception=True)
    client.force_login(UserFactory.create())
    return client


@pytest.fixture
def attempt(client):
    from accounts.models import User

    return make_attempt(User.objects.get(pk=client.session["_auth_user_id"]), make_quiz(len(KINDS), kinds=KINDS))


def urls(attempt):
    base = f"/ar/quizzes/attempts/{attempt.pk}/"
    return base, [f"{base}answers/{position}/" for position in range(1, len(KINDS) + 1)]


def names(attempt):
    """A field of every question, whatever its kind, and those of the form itself."""
    return [
        *({name.split("-")[0]: name for name in right_fields(attempt)}).values(),
        "intent",
        "shown",
        "question",
        "event",
        "again",
    ]


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_text_in_every_field(client, attempt, text):
    take, answers = urls(attempt)
    for name in names(attempt):
        form = {name: text}
        statuses = {client.post(take, form).status_code}
        statuses |= {client.post(url, {"event": str(uuid.uuid4()), **form}).status_code for url in answers}

        assert statuses <= ALLOWED

    assert client.get(take).status_code == 200


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_text_in_practice(text):
    placement = make_quiz(len(KINDS), kinds=KINDS, mode=Mode.PRACTICE)
    url = f"/ar/quizzes/practice/{placement.quiz_key}/"
    for key in placement.definition["questions"]:
        for form in ({"question": key, f"q-{key}": text}, {"question": text}, {"question": key, "again": text, text[:50]: text}):
            assert Client().post(url, form).status_code in ALLOWED


@pytest.mark.parametrize("text", ["نص", "\x00", "1e9", "../", "%00"])
def test_nasty_text_in_the_address(client, attempt, text):
    take, _answers = urls(attempt)
    placement = make_quiz(1, mode=Mode.PRACTICE)

    statuses = {
        client.get(f"{take}?{urlencode({'check': text, 'saved': text})}").status_code,
        client.get(f"/ar/quizzes/practice/{placement.quiz_key}/?{urlencode({'question': text})}").status_code,
        client.get(f"/ar/quizzes/{urlencode({'x': text})}/").status_code,
        client.post(f"{take}answers/99999999999999999999999/", {"event": str(uuid.uuid4())}).status_code,
    }

    assert statuses <= {200, 404}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"q1": ["a"]}'),
        ("application/x-www-form-urlencoded", b"q5=%ed%a0%80&event=%ff%fe"),
        ("application/x-www-form-urlencoded", b"&" * 5000),
        ("application/x-www-form-urlencoded", b"q5=" + b"%00" * 3000),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="q5"\r\n\r\n\xed\xa0\x80\r\n--x--\r\n'),
        (
            "multipart/form-data; boundary=x; charset=utf-7",
            b'--x\r\nContent-Disposition: form-data; name="q5"\r\n\r\n+2AA-\r\n--x--\r\n',
        ),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        ("multipart/form-data", b""),
        ("text/plain", b"\x00"),
    ],
)
def test_nasty_bodies(client, attempt, content_type, body):
    take, answers = urls(attempt)

    for url in (take, answers[4]):
        assert client.post(url, data=body, content_type=content_type).status_code in ALLOWED

    stored = [event.response.get("text", "") for event in ResponseEvent.objects.all()]
    assert all("\x00" not in text and text.encode() is not None for text in stored)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["q1", "q2", "q3", "q4", "q5", "q4-x", "q0", "q٣", "shown", "intent", "event", "next"])
        | st.text(max_size=8),
        st.lists(st.text(max_size=40), min_size=1, max_size=3),
        max_size=6,
    ),
    is_single=st.booleans(),
)
def test_random_forms(client, attempt, fields, is_single):
    take, answers = urls(attempt)
    url = answers[0] if is_single else take
    sent = {name: [value.encode(errors="replace").decode() for value in values] for name, values in fields.items()}

    assert (
        client.post(url, {name.encode(errors="replace").decode(): value for name, value in sent.items()}).status_code in ALLOWED
    )
