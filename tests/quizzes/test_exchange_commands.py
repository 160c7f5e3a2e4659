"""``import_questions`` and ``export_questions``."""

import uuid

import pytest
from django.core.management import CommandError, call_command

from quizzes import registry
from quizzes.models import Question
from tests.factories.quizzes import make_locale, make_question

pytestmark = pytest.mark.django_db
GOOD = "::الأولى::ما المناصرة؟ {\n=عمل#لأن\n~إعلان#لا\n}\n"
BAD = "\n::سيئة::بلا جواب\n"


@pytest.fixture(autouse=True)
def arabic():
    make_locale("ar")


@pytest.fixture
def run(tmp_path, capsys):
    def run(text, *arguments, **options):
        path = tmp_path / "bank.gift"
        path.write_text(text)
        try:
            call_command("import_questions", str(path), *arguments, format="gift", **options)
        except CommandError as error:
            return capsys.readouterr().out.splitlines(), str(error)
        return capsys.readouterr().out.splitlines(), ""

    return run


def test_dry_run_prints_the_lines_and_writes_nothing(run):
    lines, error = run(GOOD, "--dry-run")

    assert lines == ["1\tجديد\tالأولى", "جديد: 1 · يتغيّر: 0 · بلا تغيير: 0 · مرفوض: 0 (--dry-run)"]
    assert (error, Question.objects.count()) == ("", 0)


def test_refusal_ends_with_an_error_and_nothing_written(run):
    lines, error = run(GOOD + BAD)

    assert lines[1] == "6\tمرفوض\t::سيئة::بلا جواب\tلا مكان لهذا النوع من الأسئلة: description"
    assert error.startswith("لم يُكتب شيء")
    assert Question.objects.count() == 0


def test_good_ones_are_written_and_the_refusal_still_ends_with_an_error(run):
    _lines, error = run(GOOD + BAD, "--good-ones", "--publish")

    assert error == "مرفوض: 1"
    assert Question.objects.get().live is True


def test_course_is_found_by_its_slug(run, monkeypatch):
    key = uuid.uuid4()
    monkeypatch.setitem(registry._places, "course_finder", {"advocacy": key}.get)

    run(GOOD, "--course", "advocacy", "--tag", "سهل")
    _lines, error = run(GOOD, "--course", "other")

    assert (Question.objects.get().course_key, Question.objects.get().tags) == (key, ["سهل"])
    assert error == "no course has the slug other"


def test_missing_file_is_an_error():
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_questions", "/nowhere/x.gift", format="gift")


def test_what_is_exported_is_imported_unchanged(run, tmp_path, capsys):
    make_question("true_false", tags=["سهل"])
    make_question("ordering")
    path = tmp_path / "out.gift"

    call_command("export_questions", str(path), format="gift", tag=["سهل"])
    said = capsys.readouterr().err
    lines, error = run(path.read_text())

    assert said == "1 / 1\n"
    assert lines[-1] == "جديد: 0 · يتغيّر: 0 · بلا تغيير: 1 · مرفوض: 0"
    assert error == ""


def test_export_says_what_was_left_out(tmp_path, capsys, monkeypatch):
    make_question("true_false")
    monkeypatch.setattr("quizzes.formats.gift.CARRIES", set())

    call_command("export_questions", str(tmp_path / "out.gift"), format="gift", kind=["true_false"])

    assert capsys.readouterr().err == "1: ليست في الملف: لا مكان لنوعها في هذه الصيغة.\n  سؤال true_false\n0 / 1\n"
