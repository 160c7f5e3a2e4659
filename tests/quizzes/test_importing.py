"""Files of questions and what they do to the bank: planning, writing, and what happens to what is there."""

import io
import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import ModelLogEntry, Revision

from elearn.lib import clock
from quizzes.enums import ImportState
from quizzes.formats import FORMATS, make_question as exchange_question, write_file
from quizzes.kinds import get_kinds
from quizzes.models import Question, QuestionImport, QuestionVersion, QuestionWording
from quizzes.operations import importing
from quizzes.operations.importing import (
    CannotImport,
    ImportOptions,
    check_import,
    confirm_import,
    drop_import,
    import_questions,
    receive_import,
    write_import,
)
from quizzes.queries.exchange import describe_question
from quizzes.signals import question_published
from tests.factories.accounts import UserFactory, make_editor
from tests.factories.quizzes import (
    KINDS,
    SECRET,
    ObjectiveFactory,
    QuestionFactory,
    make_locale,
    make_question,
    make_translation,
    publish,
)

pytestmark = pytest.mark.django_db
GOOD = """::الأولى::ما المناصرة؟ {
=عمل منظم#لأن له هدفًا
~إعلان#الإعلان يبيع
}

::الثانية::الشمس كبيرة {T#أعيدوا القياس#نعم####فلك}
"""
BARE = "::ناقصة::ما الحملة؟ {=عمل ~خبر}\n"
BAD = "::سيئة::بلا جواب\n"


@pytest.fixture(autouse=True)
def arabic():
    return make_locale("ar")


def take_in(text, *, file_format="gift", is_dry_run=False, user=None, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return import_questions(
        file=io.BytesIO(data),
        file_format=file_format,
        options=ImportOptions(options.pop("language", "ar"), **options),
        user=user,
        is_dry_run=is_dry_run,
    )


def fates(report):
    return [row["fate"] for row in report.rows]


def codes(report):
    return [note["code"] for row in report.rows for note in row.get("notes", [])]


def export(*questions, file_format="gift"):
    return b"".join(write_file(file_format, filter(None, map(describe_question, questions))))


def test_dry_run_says_everything_and_writes_nothing():
    report = take_in(f"{GOOD}\n{BARE}\n{BAD}", is_dry_run=True)

    assert [(row["line"], row["title"], row["fate"]) for row in report.rows] == [
        (1, "الأولى", "made"),
        (6, "الثانية", "made"),
        (8, "ناقصة", "made"),
        (10, "::سيئة::بلا جواب", "refused"),
    ]
    assert codes(report) == ["without_explanation", "kind_unsupported"]
    assert report.rows[2]["notes"][0]["details"] == {"places": ["options.1.explanation", "options.2.explanation"]}
    assert (report.is_written, Question.objects.count()) == (False, 0)


def test_new_questions_are_drafts_as_an_editor_leaves_them():
    editor = make_editor()

    report = take_in(GOOD, user=editor, course_key=uuid.UUID(int=5), tags=("حملات",))

    questions = list(Question.objects.order_by("pk"))
    assert report.is_written
    assert [(q.kind, q.stem, q.live, q.has_unpublished_changes, q.tags, q.course_key) for q in questions] == [
        ("single_choice", "ما المناصرة؟", False, True, ["حملات"], uuid.UUID(int=5)),
        ("true_false", "الشمس كبيرة", False, True, ["حملات"], uuid.UUID(int=5)),
    ]
    assert [q.latest_revision.as_object().stem for q in questions] == ["ما المناصرة؟", "الشمس كبيرة"]
    assert [(entry.action, entry.user, entry.object_id) for entry in ModelLogEntry.objects.order_by("pk")] == [
        ("wagtail.create", editor, str(q.pk)) for q in questions
    ]
    assert list(Question.objects.tagged("حملات").order_by("pk")) == questions
    assert QuestionVersion.objects.count() == 0


def test_publishing_freezes_what_an_editor_would_have_frozen(django_capture_on_commit_callbacks):
    published = []

    def hear(sender, question_key, **kwargs):
        published.append(question_key)

    question_published.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        take_in(f"{GOOD}\n{BARE}", is_published=True)
    question_published.disconnect(hear)
    ready, also_ready, bare = Question.objects.order_by("pk")
    wordings = list(QuestionWording.objects.order_by("pk"))
    versions = list(QuestionVersion.objects.values_list("question_key", "number", "kind"))

    assert [(q.live, q.has_unpublished_changes, q.live_revision_id == q.latest_revision_id) for q in (ready, also_ready)] == [
        (True, False, True)
    ] * 2
    assert (bare.live, bare.live_revision_id) == (False, None)
    assert sorted(published) == sorted([ready.translation_key, also_ready.translation_key])
    assert sorted(versions) == sorted(
        [(ready.translation_key, 1, "single_choice"), (also_ready.translation_key, 1, "true_false")]
    )
    # Publishing the same once more, the usual way, finds nothing to freeze.
    publish(ready)
    assert (QuestionVersion.objects.count(), list(QuestionWording.objects.order_by("pk"))) == (2, wordings)


def test_published_question_that_was_deleted_goes_on_with_its_versions():
    old = make_question("single_choice")
    data = export(old)
    old.delete()

    take_in(data, is_published=True)

    assert list(QuestionVersion.objects.order_by("number").values_list("question_key", "number")) == [
        (old.translation_key, 1),
        (old.translation_key, 2),
    ]


@pytest.mark.parametrize("file_format", ["gift", "moodlexml", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_exported_comes_back_unchanged(kind, file_format):
    question = make_question(
        kind, tags=["حملات"], use="practice", bloom="apply", misconception="x-y", objective=ObjectiveFactory.create()
    )

    report = take_in(export(question, file_format=file_format), file_format=file_format)

    assert fates(report) == (["unchanged"] if kind in FORMATS[file_format].CARRIES else [])
    assert Revision.objects.for_instance(question).count() == 1


def test_same_file_twice_changes_nothing():
    take_in(GOOD)

    assert fates(take_in(GOOD)) == ["unchanged", "unchanged"]


def test_change_is_a_draft_that_keeps_the_ids_of_its_options():
    question = make_question("single_choice", tags=["قديم"])
    before = question.body.raw_data[0]
    text = export(question).decode().replace("خيار 2#", "خيار آخر#").replace("[tag:قديم]", "[tag:جديد]")

    report = take_in(text)

    question.refresh_from_db()
    draft = question.get_latest_revision_as_object()
    after = draft.body.raw_data[0]
    assert fates(report) == ["changed"]
    assert (question.live, question.has_unpublished_changes, question.stem) == (True, True, before["value"]["stem"])
    assert after["id"] == before["id"]
    ids = [option["id"] for option in before["value"]["options"]]
    assert [option["id"] for option in after["value"]["options"]][:2] == ids[:2]
    assert after["value"]["options"][2]["id"] not in ids
    assert after["value"]["options"][2]["value"]["text"] == "خيار آخر"
    assert draft.tags == ["قديم", "جديد"]
    assert QuestionVersion.objects.count() == 1


def test_change_is_compared_with_the_draft_not_with_what_is_live():
    question = make_question("true_false")
    text = export(question).decode().replace("سؤال true", "سؤال جديد true")
    take_in(text)

    assert fates(take_in(text)) == ["unchanged"]


def test_change_can_be_published():
    question = make_question("true_false")

    take_in(export(question).decode().replace("سؤال true", "سؤال جديد true"), is_published=True)

    question.refresh_from_db()
    assert (question.live, question.has_unpublished_changes, question.stem) == (True, False, "سؤال جديد true_false")
    assert QuestionWording.objects.count() == 2


def test_reordered_options_are_not_new_ones():
    question = make_question("ordering")
    ids = [item["id"] for item in question.body.raw_data[0]["value"]["items"]]
    first, second = "خطوة 0", "خطوة 1"
    text = export(question).decode().replace(f"{first}\n{second}", f"{second}\n{first}")

    take_in(text)

    items = Question.objects.get().get_latest_revision_as_object().body.raw_data[0]["value"]["items"]
    assert [item["id"] for item in items] == [ids[1], ids[0], *ids[2:]]


def test_file_touches_no_translation():
    question = make_question("true_false")
    english = make_translation(question)
    text = export(question).decode().replace("سؤال true", "سؤال جديد true")

    in_arabic = take_in(text)
    only_arabic = make_question("ordering")
    in_english = take_in(export(only_arabic), language="en")

    english.refresh_from_db()
    assert fates(in_arabic) == ["changed"]
    assert english.get_latest_revision_as_object().stem == "Question true_false"
    assert [note["code"] for note in in_english.rows[0]["notes"]][:1] == ["other_language"]
    assert fates(in_english) == ["refused"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.split("\n\n")[0] + "\n\n" + GOOD, "twice_in_file"),
        ("س {=" + "أ" * 400 + "#لأن ~ب#لا}", "does_not_fit"),
        ("س {" + "".join(f"~%{1 if index else 100}%خ{index}#ش" for index in range(12)) + "}", "does_not_fit"),
    ],
)
def test_question_that_cannot_be_saved_is_refused(text, code):
    report = take_in(text)

    assert code in codes(report)
    assert (report.problem, report.is_written, Question.objects.count()) == ("refused_lines", False, 0)


def test_kind_that_is_not_installed_is_refused(monkeypatch):
    installed = {name: kind for name, kind in get_kinds().items() if name != "gap_fill"}
    monkeypatch.setattr("quizzes.operations.import_planning.get_kinds", lambda: installed)
    data = b"".join(write_file("xlsx", [exchange_question("gap_fill", {"stem": "س", "text": "[[أ]]"})]))

    assert codes(take_in(data, file_format="xlsx")) == ["kind_not_installed"]


def test_all_or_nothing_unless_the_good_ones_are_asked_for():
    text = f"{GOOD}\n{BAD}"

    nothing = take_in(text)
    none_written = Question.objects.count()
    good = take_in(text, takes_good_ones=True)

    assert (nothing.problem, nothing.is_written, none_written) == ("refused_lines", False, 0)
    assert (good.problem, good.is_written, Question.objects.count()) == ("", True, 2)


def test_fault_in_the_middle_of_writing_leaves_nothing(monkeypatch):
    make_question("true_false")
    text = GOOD + "\n" + export(Question.objects.get()).decode().replace("سؤال true", "جديد true")

    def break_down(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("quizzes.operations.import_writing.change_question", break_down)
    with pytest.raises(RuntimeError), transaction.atomic():
        take_in(text)

    assert Question.objects.count() == 1


def test_unknown_settings_are_said_and_left_out():
    text = "// [bloom:deep] [objective:لا يوجد] [misconception:مسافة هنا] [source:X1]\nس {T#أ#ب####ج}\n"

    report = take_in(text)

    assert codes(report) == ["word_unknown"] * 4
    assert (Question.objects.get().bloom, Question.objects.get().source_refs) == ("understand", [])


def test_hidden_question_stays_a_draft():
    body = (
        '<quiz><question type="truefalse"><name><text>س</text></name><questiontext><text>س</text></questiontext><hidden>1</hidden>'
        '<answer fraction="100"><text>true</text><feedback><text>أ</text></feedback></answer>'
        '<answer fraction="0"><text>false</text><feedback><text>ب</text></feedback></answer></question></quiz>'
    )

    take_in(body, file_format="moodlexml", is_published=True)

    assert Question.objects.get().live is False


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "empty"), (b"PK\x03\x04", "wrong_kind"), ("س {T}\n\xff".encode("latin-1", "ignore") + b"\xff\xd8", "encoding")],
)
def test_unreadable_file_is_a_problem_of_the_whole(data, problem):
    report = take_in(data)

    assert (report.problem, report.rows) == (problem, [])


def test_writing_many_costs_no_query_for_each(django_assert_max_num_queries):
    def many(count, start):
        return "\n\n".join(f"::س{start + n}::سؤال {start + n} {{T#أ#ب####ج}}" for n in range(count))

    with django_assert_max_num_queries(40) as few:
        take_in(many(3, 0), is_published=True)
    with django_assert_max_num_queries(40) as more:
        take_in(many(150, 10), is_published=True)

    assert len(more.captured_queries) == len(few.captured_queries)


# The import as a record -----------------------------------------------------------------


@pytest.fixture
def editor():
    return make_editor()


def receive(text, editor, name="bank.gift"):
    file = ContentFile(text.encode() if isinstance(text, str) else text, name=name)
    return receive_import(file=file, file_format="gift", language="ar", user=editor)


def options(**fields):
    return ImportOptions("ar", **fields)


def test_import_is_checked_confirmed_written_and_its_file_deleted(editor):
    record = receive(GOOD, editor)
    storage, name = record.file.storage, record.file.name

    check_import(import_id=record.pk)
    record.refresh_from_db()
    checked = (record.state, record.total, Question.objects.count(), storage.exists(name))
    confirm_import(import_id=record.pk, options=options(tags=("وسم",), is_published=True), user=editor)
    write_import(import_id=record.pk)
    record.refresh_from_db()

    assert checked == (ImportState.CHECKED, 2, 0, True)
    assert (record.state, record.done, bool(record.finished_at)) == (ImportState.DONE, 2, True)
    assert [row["fate"] for row in record.lines["rows"]] == ["made", "made"]
    assert (storage.exists(name), record.file.name) == (False, "")
    assert [(q.tags, q.live) for q in Question.objects.all()] == [(["وسم"], True)] * 2


def test_tasks_may_be_run_again(editor):
    record = receive(GOOD, editor)
    for _time in range(2):
        check_import(import_id=record.pk)
    confirm_import(import_id=record.pk, options=options(), user=editor)
    for _time in range(2):
        write_import(import_id=record.pk)

    assert Question.objects.count() == 2


def test_unreadable_file_ends_its_import(editor):
    record = receive(b"%PDF-1.7", editor)
    storage, name = record.file.storage, record.file.name

    check_import(import_id=record.pk)

    record.refresh_from_db()
    assert (record.state, record.problem, storage.exists(name)) == (ImportState.FAILED, "wrong_kind", False)


def test_bank_that_changed_since_the_check_is_seen_at_writing(editor):
    record = receive(GOOD, editor)
    check_import(import_id=record.pk)
    confirm_import(import_id=record.pk, options=options(), user=editor)
    take_in(GOOD)

    write_import(import_id=record.pk)

    record.refresh_from_db()
    assert [row["fate"] for row in record.lines["rows"]] == ["unchanged", "unchanged"]
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "fields", "code"),
    [(BAD, {"takes_good_ones": True}, "nothing_to_write"), (GOOD + "\n" + BAD, {}, "refused_lines")],
)
def test_import_that_would_write_nothing_is_not_confirmed(editor, text, fields, code):
    record = receive(text, editor)
    check_import(import_id=record.pk)

    with pytest.raises(CannotImport) as error:
        confirm_import(import_id=record.pk, options=options(**fields), user=editor)

    assert error.value.code == code


def test_import_is_confirmed_once(editor):
    record = receive(GOOD, editor)
    check_import(import_id=record.pk)
    QuestionImport.objects.filter(pk=record.pk).update(state=ImportState.IMPORTING)

    with pytest.raises(CannotImport) as error:
        confirm_import(import_id=record.pk, options=options(), user=editor)

    assert error.value.code == "not_checked"


def test_file_set_aside_is_deleted_and_written_no_more(editor):
    record = receive(GOOD, editor)
    storage, name = record.file.storage, record.file.name
    check_import(import_id=record.pk)

    drop_import(import_id=record.pk, user=editor)
    write_import(import_id=record.pk)

    record.refresh_from_db()
    assert (record.state, record.problem, storage.exists(name), Question.objects.count()) == (
        ImportState.FAILED,
        "dropped",
        False,
        0,
    )


def test_fault_of_ours_is_said_and_logged(editor, monkeypatch, caplog):
    record = receive(GOOD, editor)

    def break_down(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(importing, "import_questions", break_down)
    with pytest.raises(RuntimeError):
        check_import(import_id=record.pk)

    record.refresh_from_db()
    assert (record.state, record.problem) == (ImportState.FAILED, "broken")
    assert "broke" in caplog.text


def test_only_who_may_add_and_change_questions_imports():
    stranger = UserFactory.create()

    with pytest.raises(CannotImport) as error:
        receive(GOOD, stranger)

    assert error.value.code == "not_allowed"


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (50 * 1024 * 1024 + 1, "too_large")])
def test_file_of_impossible_size_is_refused_unread(editor, size, code):
    class Unread(ContentFile):
        def chunks(self, chunk_size=None):
            raise AssertionError("read")

    file = Unread(b"x", name="x")
    file.size = size

    with pytest.raises(CannotImport) as error:
        receive_import(file=file, file_format="gift", language="ar", user=editor)

    assert error.value.code == code
    assert QuestionImport.objects.count() == 0


def test_progress_is_told_while_a_file_is_checked(editor):
    record = receive("\n\n".join(f"::س{n}::س {{T}}" for n in range(250)), editor)
    told = []
    real = importing.tell_progress

    def listen(record, done):
        real(record, done)
        told.append(QuestionImport.objects.get(pk=record.pk).done)

    importing.tell_progress = listen
    try:
        check_import(import_id=record.pk)
    finally:
        importing.tell_progress = real

    assert told == [100, 200]
    assert QuestionImport.objects.get(pk=record.pk).created_at <= clock.now()


def test_exported_secret_reaches_only_the_file():
    question = QuestionFactory.create()

    assert SECRET.encode() in export(question)
