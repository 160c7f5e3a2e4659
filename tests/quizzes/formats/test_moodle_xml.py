"""Moodle XML as Moodle writes it."""

import io

import pytest

from quizzes.formats import UnreadableFile, make_question, read_file, write_file


def read(body, head="<?xml version='1.0' encoding='UTF-8'?>"):
    return list(read_file("moodlexml", io.BytesIO(f"{head}<quiz>{body}</quiz>".encode())))


def question(kind, inner, stem="س", name="اسم"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>{stem}</p>]]></text></questiontext>{inner}</question>'
    )


def answer(text, fraction, feedback="", inner=""):
    return f'<answer fraction="{fraction}"><text>{text}</text><feedback format="html"><text>{feedback}</text></feedback>{inner}</answer>'


def option(text, is_correct, explanation=""):
    return {"text": text, "is_correct": is_correct, "explanation": explanation}


CONSTRUCTS = {
    "single choice": (
        question("multichoice", "<single>true</single>" + answer("أ", 100, "لأن") + answer("ب", 0) + answer("ج", 50)),
        "single_choice",
        {"options": [option("أ", True, "لأن"), option("ب", False), option("ج", False)]},
        ["partial_credit_left_out"],
    ),
    "several right": (
        question("multichoice", "<single>false</single>" + answer("أ", 50) + answer("ب", 50) + answer("ج", -100)
                 + "<correctfeedback><text>أصبتم</text></correctfeedback>"),
        "multiple_choice",
        {"options": [option("أ", True), option("ب", True), option("ج", False)]},
        ["combined_feedback_left_out"],
    ),
    "true or false": (
        question("truefalse", answer("true", 0, "لا") + answer("false", 100, "نعم")
                 + "<generalfeedback format='html'><text>&lt;p&gt;فكرة&lt;/p&gt;</text></generalfeedback>"),
        "true_false",
        {"answer": "false", "if_true": "لا", "if_false": "نعم", "explanation": "فكرة"},
        [],
    ),
    "short answer": (
        question("shortanswer", "<usecase>1</usecase>" + answer("القدس", 100) + answer("القاهرة", 0) + answer("*", 0)),
        "short_text",
        {"accepted": "القدس", "refused": "القاهرة"},
        ["case_left_out", "wildcard_left_out"],
    ),
    "number": (
        question("numerical", answer("23.8", 100, "حسن", "<tolerance>0.5</tolerance>") + answer("20", 0, "قليل")
                 + "<units><unit><multiplier>1</multiplier><unit_name>م</unit_name></unit></units>"),
        "numeric",
        {"answer": "23.8", "tolerance": "0.5", "unit": "م", "explanation": "حسن",
         "traps": [{"value": "20", "explanation": "قليل"}]},
        ["feedback_moved"],
    ),
    "matching": (
        question("matching", "<subquestion format='html'><text>&lt;p&gt;كندا&lt;/p&gt;</text><answer><text>أوتاوا</text></answer></subquestion>"
                 "<subquestion><text></text><answer><text>باريس</text></answer></subquestion>"),
        "matching",
        {"groups": [{"label": "أوتاوا", "items": [{"text": "كندا", "explanation": ""}]}, {"label": "باريس", "items": []}]},
        [],
    ),
    "essay": (question("essay", "<maxwordlimit>80</maxwordlimit><graderinfo><text>لمن يصحّح</text></graderinfo>"),
              "open_reflection", {"max_words": "80"}, ["combined_feedback_left_out"]),
    "ordering": (
        question("ordering", answer("أولًا", 1) + answer("ثانيًا", 2)), "ordering",
        {"items": [{"text": "أولًا"}, {"text": "ثانيًا"}]}, []),
    "cloze of words": (
        question("cloze", "", "املؤوا الفراغ</p><p>هذه {1:SHORTANSWER:=المناصرة~%100%مناصرة#حسن~%0%إعلان} حقًّا"),
        "gap_fill",
        {"stem": "املؤوا الفراغ", "text": "هذه [[المناصرة|مناصرة]] حقًّا"},
        ["feedback_left_out", "refused_left_out"],
    ),
    "words to drag": (
        question("ddwtos", "<dragbox><text>حملة</text><group>1</group></dragbox><dragbox><text>خبر</text></dragbox>", "هذه [[1]] منظمة"),
        "gap_fill",
        {"stem": "", "text": "هذه [[حملة]] منظمة"},
        ["became_gap_fill"],
    ),
    "points, hints, hidden": (
        question("truefalse", answer("true", 100) + answer("false", 0) + "<defaultgrade>2.0000000</defaultgrade><hidden>1</hidden><hint/>"),
        "true_false",
        {"answer": "true"},
        ["hidden", "points_left_out", "hints_left_out"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_construct_is_read(name):
    body, kind, value, notes = CONSTRUCTS[name]

    (found,) = read(body)

    assert found == make_question(kind, {"stem": "س", **value}, name="اسم")
    assert [note.code for note in found.notes] == notes


def test_html_becomes_plain_text():
    stem = "أولًا &amp; ثانيًا</p><ul><li>بند</li></ul><table><tr><td>1</td><td>2</td></tr></table><img src='@@PLUGINFILE@@/x.png'><p>آخر"

    (found,) = read(question("essay", "", stem))

    assert found.value["stem"] == "أولًا & ثانيًا\n\n- بند\n\n1 2\n\nآخر"
    assert [note.code for note in found.notes] == ["table_left_out", "media_left_out"]


def test_identity_category_and_tags_are_read():
    body = '<question type="category"><category><text>$course$/top/المناصرة/سهل</text></category></question>' + question(
        "truefalse", answer("true", 100) + "<idnumber>k-1</idnumber><tags><tag><text>وسم</text></tag></tags>"
    )

    (found,) = read(body)

    assert (found.key, found.category, found.tags) == ("k-1", "المناصرة/سهل", ("المناصرة/سهل", "وسم"))


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        (question("calculated", ""), "kind_unsupported", {"kind": "calculated"}),
        (question("description", ""), "kind_unsupported", {"kind": "description"}),
        (question("cloze", "", "{1:MULTICHOICE:=أ~ب}"), "cloze_unsupported", {"part": "MULTICHOICE"}),
        (question("cloze", "", "بلا فراغ"), "cloze_unsupported", {"part": ""}),
        (question("numerical", answer("كثير", 100)), "bad_number", {"text": "كثير"}),
        (question("truefalse", answer("ربما", 100)), "bad_truth", {"text": "ربما"}),
        (question("essay", "", "س" * 150_000), "too_long", {"most": 100_000}),
        (question("essay", "", "س" * 2_500_000), "too_long", {"most": 100_000}),
    ],
)
def test_bad_question_is_a_problem_with_its_line(body, code, details):
    problem, following = read(f"\n\n{body}\n{question('essay', '')}")

    assert (problem.code, problem.details, problem.line) == (code, details, 3)
    assert following.kind == "open_reflection"


BOMB = '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("س {T}", "wrong_kind"),
        ("<html><body/></html>", "wrong_kind"),
        ("<quiz></quiz>", "no_questions"),
        ("<quiz><question>", "not_xml"),
        ("<quiz></quizz>", "not_xml"),
        (f"{BOMB}<quiz>&b;</quiz>", "doctype"),
        ('<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "doctype"),
        (
            '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><name><text>&x;</text></name></question></quiz>',
            "doctype",
        ),
        ("<quiz><question type='essay'>&unknown;</question></quiz>", "not_xml"),
        ("<quiz>" + "<a>" * 100_000, "too_deep"),
    ],
)
def test_harmful_or_broken_file_is_refused(text, code):
    with pytest.raises(UnreadableFile) as error:
        list(read_file("moodlexml", io.BytesIO(text.encode())))

    assert error.value.code == code


def test_pictures_in_the_file_are_not_kept_in_memory():
    picture = "A" * 5_000_000
    body = question(
        "essay",
        f'<generalfeedback format="html"><text>فكرة</text><file name="x" encoding="base64">{picture}</file></generalfeedback>',
    )

    (found,) = read(body)

    assert found.value["explanation"] == "فكرة"
    assert [note.code for note in found.notes] == ["media_left_out"]


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1256"])
def test_declared_encoding_is_followed(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<quiz>{question("essay", "", "ما المناصرة الإلكترونية؟")}</quiz>'

    note, found = read_file("moodlexml", io.BytesIO(text.encode(encoding)))

    assert note.code == "converted"
    assert found.value["stem"] == "ما المناصرة الإلكترونية؟"


def test_what_we_write_is_well_formed_for_others():
    text = b"".join(
        write_file("moodlexml", [make_question("single_choice", {"stem": "1 < 2 & 3", "options": [option("أ", True, "لأن")]})])
    )

    assert text.decode().startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n<question type="multichoice">\n<name><text>1 &lt; 2 &amp; 3'
    )
    assert (
        '<answer fraction="100" format="plain_text"><text>أ</text><feedback format="plain_text"><text>لأن</text></feedback></answer>'
        in text.decode()
    )
