"""Files of questions in the CMS: sending, seeing, having them written; taking questions out."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from elearn.lib import clock
from quizzes import registry
from quizzes.enums import ImportState
from quizzes.formats import read_file
from quizzes.models import Question, QuestionImport
from tests.factories.accounts import make_editor
from tests.factories.quizzes import make_lesson_place, make_locale, make_question, make_translation

pytestmark = pytest.mark.django_db
GOOD = "::الأولى::ما المناصرة؟ {\n=عمل#لأن\n~إعلان#لا\n}\n\n::الثانية::الشمس كبيرة {T#أ#ب####ج}\n"
BAD = "\n::سيئة::بلا جواب\n"
IMPORTS = "/cms/questions/imports/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(make_editor(language="en"))
    make_locale("ar")
    return client


def send(client, text, name="bank.gift", **fields):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(IMPORTS, {"file": file, "format": "", "language": "ar", **fields}, follow=True)


def read_page(response):
    """The words of a page without its markup."""
    main = response.content.decode().split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_file_is_sent_seen_and_written(client):
    place = make_lesson_place(registry.UUID(int=3), "الدرس الأول")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._places, "lesson_places", lambda: [place])
        seen = send(client, GOOD)
        record = QuestionImport.objects.get()
        nothing_yet = Question.objects.count()
        done = client.post(
            reverse("quizzes_import_confirm", args=[record.pk]),
            {"is_published": "on", "lesson_key": str(place.lesson_key), "course_key": "", "tags": "سهل، حملات"},
            follow=True,
        )

    assert nothing_yet == 0
    assert "2 questions would be new." in read_page(seen)
    assert "1 الأولى New" in read_page(seen)
    assert [(q.live, q.tags, q.lesson_key, q.course_key) for q in Question.objects.all()] == [
        (True, ["سهل", "حملات"], place.lesson_key, place.course_key)
    ] * 2
    record.refresh_from_db()
    assert record.state == ImportState.DONE
    for question in Question.objects.all():
        assert reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk]) in done.content.decode()


def test_refused_lines_say_why_and_only_the_good_ones_can_be_written(client):
    seen = send(client, GOOD + BAD)
    record = QuestionImport.objects.get()
    address = reverse("quizzes_import_confirm", args=[record.pk])

    all_or_nothing = client.post(address, {"take": "all"}, follow=True)
    left = Question.objects.count()
    client.post(address, {"take": "good"})

    assert "8 ::سيئة::بلا جواب Refused Questions of this kind are not carried: description" in read_page(seen)
    assert "Nothing was written" in all_or_nothing.content.decode()
    assert (left, Question.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (b"%PDF-1.7", "bank.gift", "The file is of another kind"),
        (b"<quiz><question>", "bank.xml", "Line 1: The XML of the file is not well-formed."),
        (GOOD.encode("cp1256"), "bank.txt", "The file was converted from Windows-1256 to UTF-8."),
    ],
)
def test_what_is_wrong_with_a_file_is_said(client, text, name, words):
    assert words in read_page(send(client, text, name))


def test_format_follows_from_the_name_or_is_asked_for(client):
    unknown = send(client, GOOD, "bank.dat")
    none_kept = QuestionImport.objects.count()
    send(client, GOOD, "bank.dat", format="gift")

    assert "The name of the file does not say its format: choose it." in read_page(unknown)
    assert (none_kept, QuestionImport.objects.get().format) == (0, "gift")


def test_too_large_a_file_is_refused(client, monkeypatch):
    monkeypatch.setattr("quizzes.forms.files.MOST_BYTES", 10)

    response = send(client, GOOD)

    assert "The file is larger than 50 MB." in read_page(response)
    assert QuestionImport.objects.count() == 0


def test_import_that_waits_says_so_and_may_be_asked_again(client):
    send(client, GOOD)
    record = QuestionImport.objects.get()
    long_ago = (clock.now() - timedelta(minutes=5)).isoformat()
    QuestionImport.objects.update(state=ImportState.CHECKING, lines={**record.lines, "rows": [], "moved_at": long_ago})
    address = reverse("quizzes_import", args=[record.pk])

    waiting = client.get(address)
    client.post(reverse("quizzes_import_resume", args=[record.pk]))

    assert "this waits for the worker" in read_page(waiting)
    assert '<meta http-equiv="refresh"' in waiting.content.decode()
    assert '<meta http-equiv="refresh"' not in client.get(address).content.decode()
    assert QuestionImport.objects.get().state == ImportState.CHECKED


def test_lines_are_paged_and_narrowed(client):
    send(client, "\n\n".join(f"::س{n}::س {{T#أ#ب####ج}}" for n in range(101)) + "\n" + BAD)
    address = reverse("quizzes_import", args=[QuestionImport.objects.get().pk])

    def count(query):
        return client.get(address + query).content.decode().count("exchange__fate--")

    assert [count(query) for query in ("", "?p=2", "?show=refused", "?show=noted", "?show=changed")] == [100, 2, 1, 1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_imports_costs_the_same_for_any_number(client, django_assert_max_num_queries, count):
    for _number in range(count):
        send(client, GOOD)
    client.get(IMPORTS)

    with django_assert_max_num_queries(14):
        response = client.get(IMPORTS)

    assert read_page(response).count("bank.gift") == count


def test_empty_workbook_can_be_fetched(client):
    response = client.get(reverse("quizzes_import_template"))

    assert b"".join(response.streaming_content).startswith(b"PK")


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("", {"single_choice", "true_false"}),
        ("&kind=true_false", {"true_false"}),
        ("&q=سُؤال true", {"true_false"}),
        ("&locale=en", {"single_choice"}),
    ],
)
@pytest.mark.parametrize("file_format", ["gift", "moodlexml", "xlsx"])
def test_export_holds_what_the_listing_shows(client, query, kinds, file_format):
    make_translation(make_question("single_choice"))
    make_question("true_false")

    response = client.get(f"{reverse('quizzes_export_file')}?format={file_format}{query}")
    read = list(read_file(file_format, io.BytesIO(b"".join(response.streaming_content))))

    assert sorted(question.kind for question in read) == sorted(kinds)


def test_export_of_chosen_questions(client):
    chosen, _other = make_question("true_false"), make_question("ordering")

    bulk = client.get(f"/cms/bulk/quizzes/question/export/?id={chosen.pk}")
    page = client.get(bulk.url)

    assert bulk.url == f"{reverse('quizzes_export')}?id={chosen.pk}"
    assert "1 of 1 question. Nothing is lost." in read_page(page)
    assert f"/cms/questions/export/file/?id={chosen.pk}&amp;format=xlsx" in page.content.decode()


def test_export_says_beforehand_what_is_lost(client, monkeypatch):
    make_question("true_false")
    make_question("ordering")
    monkeypatch.setattr("quizzes.formats.gift.CARRIES", {"true_false"})

    page = read_page(client.get(f"{reverse('quizzes_export')}?format=gift"))

    assert "1 of 2 questions. 1 question: Not in the file: this format has no place for their kind. سؤال ordering" in page


def test_bank_leads_to_import_and_export_with_its_filter(client):
    page = client.get("/cms/snippets/quizzes/question/?kind=ordering").content.decode()

    assert IMPORTS in page
    assert "/cms/questions/export/?kind=ordering" in page


def test_learner_meets_no_file(client):
    make_question("true_false")
    response = Client().get(f"{reverse('quizzes_export_file')}?format=gift")

    assert response.status_code == 302
