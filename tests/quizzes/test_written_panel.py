"""The panel beside accepted answers in the CMS: what would match, what would not, and why."""

import re
import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from quizzes.models import Question, QuestionVersion
from tests.factories.accounts import UserFactory, make_editor, with_second_factor
from tests.factories.quizzes import make_body, make_question

pytestmark = pytest.mark.django_db
URL = "/cms/questions/written/"
TERM = "المساعدة"


@pytest.fixture
def client(monkeypatch):
    from quizzes import registry

    monkeypatch.setitem(registry._places, "reserved_words", lambda: [TERM, "المناصرة"])
    client = Client()
    client.force_login(make_editor(language="en"))
    return client


def ask(client, **fields):
    return client.post(URL, {"kind": "short_text", "accepted": "المساندة", "refused": "", **fields})


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def samples(response):
    """(what would become of it, the spelling) of everything that is shown."""
    return re.findall(r'data-match="(\w+)"><bdi[^>]*>([^<]*)</bdi>', response.json()["found"])


def tried(response):
    return words(response.json()["tried"])


def test_panel_lists_spellings_and_real_words_nearby(client):
    response = ask(client, accepts_slips="on", refused="المساومة")

    assert samples(response) == [
        ("same", "المساندة"),
        ("spelling", "المسانده"),
        ("spelling", "المَساندة"),
        ("same", "المــساندة"),
        ("slip", "المساند"),
        ("other", "مساندة"),
        ("refused", "المساومة"),
        ("reserved", TERM),
    ]


@pytest.mark.parametrize(
    ("fields", "given", "verdict"),
    [
        ({}, "المسانده", "accepted : another spelling of المساندة"),
        ({}, "المساندة", "accepted : as it is written"),
        ({}, "المساند", "not accepted : one letter away from المساندة , and no letter is forgiven"),
        ({"accepts_slips": "on"}, "المساند", "accepted : one letter away from المساندة , which is forgiven"),
        ({"accepts_slips": "on"}, TERM, f"not accepted : a word of its own: {TERM} is a glossary term or answers something else"),
        ({"refused": "المساومة"}, "المساومة", "not accepted : on the list of near words to refuse"),
        ({"strictness": "letters"}, "المسانده", "not accepted : this strictness wants it written as المساندة"),
        ({"strictness": "nonsense"}, "المسانده", "accepted : another spelling of المساندة"),
        ({"accepted": "الحشد"}, "الحشر", "not accepted : one letter away from الحشد , too short a word to forgive any"),
        ({}, "الضغط", "not accepted : another word"),
        ({}, "؟", "not accepted : no letters or digits"),
        ({}, "", ""),
        ({"accepted": ""}, "الضغط", ""),
    ],
)
def test_answer_can_be_tried(client, fields, given, verdict):
    assert tried(ask(client, given=given, **fields)) == verdict


def test_gaps_are_judged_each_by_itself(client):
    text = "تبدأ [[المساندة]] ثم [[المساعدة]]"

    response = ask(client, kind="gap_fill", text=text, given="المساعدة", accepts_slips="on")

    assert tried(response) == (
        f"Gap 1: not accepted : a word of its own: {TERM} is a glossary term or answers something else "
        "Gap 2: accepted : as it is written"
    )
    assert re.findall(r"<h4[^>]*>([^<]*)", response.json()["found"]) == ["Gap 1", "Gap 2"]


def test_text_that_cannot_be_read_says_why(client):
    response = ask(client, kind="gap_fill", text="تبدأ [[المساندة]] ثم [[المساعدة")

    assert "opens or closes no gap" in words(response.json()["found"])


def test_nothing_written_shows_nothing(client):
    assert {name: words(html) for name, html in ask(client, accepted=" \n").json().items()} == {"tried": "", "found": ""}


def test_what_the_question_itself_accepted_before_is_no_other_answer(client):
    body = make_body("short_text", uuid.uuid4(), accepted="المسائدة")
    question = make_question("short_text", body=body)
    page = f"/cms/snippets/quizzes/question/edit/{question.pk}/"

    assert ("reserved", "المسائدة") in samples(ask(client, accepts_slips="on"))
    assert ("reserved", "المسائدة") not in samples(ask(client, accepts_slips="on", page=page))


@pytest.mark.parametrize("page", ["", "nonsense", "/ar/", "/cms/snippets/quizzes/question/edit/nonsense/", "//x\x00"])
def test_form_of_no_question_is_that_of_a_new_one(client, page):
    assert ask(client, page=page).status_code == 200


def test_what_is_typed_is_escaped(client):
    response = ask(client, accepted="<b>المساندة</b>", given="<script>المساندة", refused="<i>")

    assert not re.search(r"<(b|i|script)>", response.json()["found"] + response.json()["tried"])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "nonsense"}, 400),
        ({"kind": "single_choice"}, 400),
        ({"kind": ""}, 400),
        ({"accepted": "ا" * 10_001}, 400),
        ({"given": "ا" * 9_000}, 200),
        ({"accepted": "ا\x00\ud800".encode("utf-8", "surrogatepass")}, 200),
        ({"accepted": "\n".join(f"كلمة{number}" for number in range(900))}, 200),
    ],
)
def test_malformed_questions_are_answered(client, fields, status):
    assert ask(client, **fields).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_panel_costs_the_same_for_any_number_of_answers(client, django_assert_max_num_queries, count):
    for number in range(count):
        make_question("short_text", body=make_body("short_text", uuid.uuid4(), accepted=f"كلمة {number}"))
    ask(client)

    with django_assert_max_num_queries(20) as queries:
        ask(client, kind="gap_fill", text=" ".join(["[[المساندة]]"] * count))

    asked = [query["sql"] for query in queries.captured_queries if "quizzes_question" in query["sql"]]
    assert len(asked) == 1


def test_panel_changes_nothing(client):
    ask(client, given="المساندة")

    assert (Question.objects.count(), QuestionVersion.objects.count()) == (0, 0)
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize(("permission", "status"), [("change_question", 200), ("add_question", 200), ("access_admin", 302)])
def test_panel_is_for_whoever_may_write_questions(permission, status):
    person = UserFactory.create()
    for name in {"access_admin", permission}:
        person.user_permissions.add(Permission.objects.get(codename=name))
    client = Client()
    client.force_login(with_second_factor(person))

    assert client.post(URL, {"kind": "short_text", "accepted": "المساندة"}).status_code == status


def test_panel_is_asked_for_with_a_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())

    assert ask(client).status_code == 403


def test_panel_is_worded_in_the_language_of_the_editor():
    client = Client()
    client.force_login(make_editor(language="ar"))

    response = ask(client, given="المسانده")

    assert tried(response) == "مقبولة : كتابة أخرى لكلمة المساندة"
    assert "كتابات مطابقة" in words(response.json()["found"])


def test_editor_brings_the_panel_with_the_form(client):
    page = client.get("/cms/snippets/quizzes/question/add/").content.decode()

    assert page.count("quizzes/written.js") == 1
    assert page.count("quizzes/written.css") == 1
    assert "quizzes.written.WrittenBlock" in page
    assert URL in page
