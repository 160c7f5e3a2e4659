"""The workbook as editors fill it in, and as somebody malicious does."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from quizzes.formats import UnreadableFile, find_obstacle, make_question, read_file, write_file
from quizzes.formats.xlsx_words import COLUMNS

KEYS = [column.key for column in COLUMNS]


def workbook(*rows, heading=True):
    """A file with rows of column → cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    if heading:
        sheet.append([column.heading for column in COLUMNS])
    sheet.append(KEYS)
    for row in rows:
        sheet.append([row.get(key) for key in KEYS])
    file = io.BytesIO()
    book.save(file)
    return file


def read(file):
    return list(read_file("xlsx", file))


def rezip(change, *, compression=zipfile.ZIP_DEFLATED):
    """Our empty workbook with its parts changed."""
    source = zipfile.ZipFile(workbook())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as target:
        for part in source.namelist():
            target.writestr(part, change(part, source.read(part)))
    return file


CHOICE = {"number": 1, "kind": "اختيار من متعدد", "stem": "ما المناصرة؟"}


def test_question_is_its_row_and_the_rows_below():
    (question,) = read(
        workbook(
            CHOICE | {"explanation": "فكرة", "tags": "سهل، حملات", "use": "تدريب", "bloom": "Apply"},
            {"number": 1, "part": "عمل منظم", "right": "نعم", "why": "لأنه"},
            {},
            {"number": 1, "part": 2.50, "why": "لا"},
        )
    )

    assert question == make_question(
        "single_choice",
        {
            "stem": "ما المناصرة؟",
            "explanation": "فكرة",
            "options": [
                {"text": "عمل منظم", "is_correct": True, "explanation": "لأنه"},
                {"text": "2.5", "is_correct": False, "explanation": "لا"},
            ],
        },
        tags=["سهل", "حملات"],
        extras={"use": "practice", "bloom": "apply"},
    )
    assert question.line == 3


def test_numbers_and_headings_may_be_missing():
    first, second = read(
        workbook(
            {"kind": "true_false", "stem": "س1"},
            {"part": "صواب", "right": "✓", "why": "أ"},
            {"part": False, "why": "ب"},
            {"kind": "ترتيب", "stem": "س2", "part": "أولًا"},
            {"part": "ثانيًا"},
            heading=False,
        )
    )

    assert first.value == {"stem": "س1", "explanation": "", "answer": "true", "if_true": "أ", "if_false": "ب"}
    assert second.value == {"stem": "س2", "explanation": "", "items": [{"text": "أولًا"}, {"text": "ثانيًا"}]}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"kind": None}, "kind_missing"),
        ({"kind": "لغز"}, "kind_unknown"),
        ({"stem": "=1+1"}, "formula"),
        ({"stem": datetime(2026, 1, 2)}, "date_cell"),
        ({"bloom": "عميق"}, "word_unknown"),
        ({"part": "أ", "right": "ربما"}, "word_unknown"),
        ({"kind": "عدد", "part": "كثير", "right": "نعم"}, "bad_number"),
        ({"kind": "عدد", "tolerance": "قليل"}, "bad_number"),
        ({"kind": "صواب أو خطأ", "part": "ربما"}, "bad_truth"),
    ],
)
def test_bad_question_is_a_problem_with_its_row(row, code):
    problem, following = read(workbook(CHOICE | row, {"number": 2, "kind": "إجابة مفتوحة", "stem": "س"}))

    assert (problem.code, problem.line) == (code, 3)
    assert following.kind == "open_reflection"


def test_text_like_a_formula_stays_text():
    texts = ["=1+1", "+2", "-x", "@cmd", "'=1", "#N/A", "007", "1.50"]
    question = make_question("ordering", {"stem": "=HYPERLINK(1)", "items": [{"text": text} for text in texts]})
    file = io.BytesIO(b"".join(write_file("xlsx", [question])))

    cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]

    assert [cell.data_type for cell in cells if cell.value in ("=HYPERLINK(1)", *texts)] == ["s"] * 9
    assert all(cell.quotePrefix for cell in cells if cell.value in ("=HYPERLINK(1)", *texts))
    assert read(file) == [question]


def test_sheets_are_right_to_left_and_the_template_is_read_as_empty():
    file = io.BytesIO(b"".join(write_file("xlsx", [])))

    book = openpyxl.load_workbook(file)

    assert [sheet.sheet_view.rightToLeft for sheet in book.worksheets] == [True, True]
    with pytest.raises(UnreadableFile, match="no_questions"):
        read(file)


def test_text_longer_than_a_cell_is_an_obstacle():
    question = make_question("open_reflection", {"stem": "س" * 40_000})

    assert find_obstacle("xlsx", question).code == "too_long"
    assert find_obstacle("gift", question) is None


def encrypted(file):
    data = bytearray(file.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 1)
    return io.BytesIO(bytes(data))


BILLION = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
BAD_FILES = {
    "empty": (lambda: io.BytesIO(b""), "empty"),
    "text": (lambda: io.BytesIO("س {T}".encode()), "wrong_kind"),
    "another archive": (lambda: rename_parts(), "wrong_kind"),
    "old workbook": (lambda: io.BytesIO(b"\xd0\xcf\x11\xe0" + b"x" * 600), "old_workbook"),
    "cut": (lambda: io.BytesIO(workbook(CHOICE).getvalue()[:-400]), "damaged"),
    "password": (lambda: encrypted(workbook(CHOICE)), "encrypted"),
    "zip bomb": (
        lambda: rezip(lambda name, data: b"<a>" + b" " * 200_000_000 if "sheet1" in name else data), "zip_bomb"),
    "small zip bomb": (
        lambda: rezip(lambda name, data: b"<a>" + b" " * 20_000_000 if "sheet1" in name else data), "zip_bomb"),
    "entities": (lambda: rezip(lambda name, data: BILLION + data if "sheet1" in name else data), "doctype"),
    "entities in UTF-16": (
        lambda: rezip(lambda name, data: data.decode().encode("utf-16") if "sheet1" in name else data), "doctype"),
    "no XML": (lambda: rezip(lambda name, data: b"<worksheet" if "sheet1" in name else data), "damaged"),
    "no keys": (lambda: without_keys(), "no_key_row"),
}  # fmt: skip


def rename_parts():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return file


def without_keys():
    book = openpyxl.Workbook()
    book.active.append(["سؤال", "جواب"])
    file = io.BytesIO()
    book.save(file)
    return file


@pytest.mark.parametrize("name", BAD_FILES)
def test_harmful_or_broken_file_is_refused(name):
    make, code = BAD_FILES[name]

    with pytest.raises(UnreadableFile) as error:
        read(make())

    assert error.value.code == code


def test_far_away_cells_cost_nothing():
    book = openpyxl.load_workbook(workbook(CHOICE))
    book.active.cell(row=5, column=16_000, value="x")
    file = io.BytesIO()
    book.save(file)

    (question,) = read(file)

    assert question.value["stem"] == "ما المناصرة؟"
