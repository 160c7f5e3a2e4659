"""GIFT as people and Moodle write it."""

import io

import pytest

from quizzes.formats import Problem, UnreadableFile, make_question, read_file, write_file


def read(text):
    return list(read_file("gift", io.BytesIO(text.encode())))


def option(text, is_correct, explanation=""):
    return {"text": text, "is_correct": is_correct, "explanation": explanation}


CONSTRUCTS = {
    "single choice": (
        "::الأولى:: ما المناصرة؟ {\n=عمل منظم#نعم، لأنه يقصد تغيير قرار\n~إعلان#الإعلان يبيع\n####عمل له هدف\n}",
        "single_choice",
        {"stem": "ما المناصرة؟", "explanation": "عمل له هدف", "options": [
            option("عمل منظم", True, "نعم، لأنه يقصد تغيير قرار"), option("إعلان", False, "الإعلان يبيع")]},
        [],
    ),
    "several right, on one line": (
        "أيّهما أداة؟ {~%50%عريضة ~%50%لقاء ~%-100%شائعة}",
        "multiple_choice",
        {"stem": "أيّهما أداة؟", "options": [option("عريضة", True), option("لقاء", True), option("شائعة", False)]},
        [],
    ),
    "uneven weights": (
        "س {~%70%أ ~%30%ب ~ج}",
        "multiple_choice",
        {"stem": "س", "options": [option("أ", True), option("ب", True), option("ج", False)]},
        ["weights_evened"],
    ),
    "a part of the point for a wrong answer": (
        "س {=أ ~%50%ب ~ج}",
        "single_choice",
        {"stem": "س", "options": [option("أ", True), option("ب", False), option("ج", False)]},
        ["partial_credit_left_out"],
    ),
    "two right ones": (
        "س {=أ =ب ~ج}",
        "multiple_choice",
        {"stem": "س", "options": [option("أ", True), option("ب", True), option("ج", False)]},
        ["several_right"],
    ),
    "true, with both feedbacks": (
        "الشمس كبيرة {TRUE#قسها مرة أخرى#أصبتم####فلك}",
        "true_false",
        {"stem": "الشمس كبيرة", "answer": "true", "if_true": "أصبتم", "if_false": "قسها مرة أخرى", "explanation": "فلك"},
        [],
    ),
    "false, one letter": (
        "س{F#خطأ}",
        "true_false",
        {"stem": "س", "answer": "false", "if_true": "خطأ", "if_false": ""},
        [],
    ),
    "short answer": (
        "عاصمة؟ {=القدس =%0%القاهرة =%100%بيت المقدس}",
        "short_text",
        {"stem": "عاصمة؟", "accepted": "القدس\nبيت المقدس", "refused": "القاهرة"},
        [],
    ),
    "short answer with wildcard and feedback": (
        "س {=أب#حسن =%50%ج =%0%*#لا}",
        "short_text",
        {"stem": "س", "accepted": "أب", "explanation": "حسن"},
        ["feedback_moved", "partial_credit_left_out", "wildcard_left_out"],
    ),
    "matching": (
        "طابقوا {=كندا -> أوتاوا =إيطاليا -> روما = -> باريس}",
        "matching",
        {"stem": "طابقوا", "groups": [
            {"label": "أوتاوا", "items": [{"text": "كندا", "explanation": ""}]},
            {"label": "روما", "items": [{"text": "إيطاليا", "explanation": ""}]},
            {"label": "باريس", "items": []}]},
        [],
    ),
    "two items with one label": (
        "صنّفوا {=تفاح -> فاكهة =موز -> فاكهة =خس -> خضار}",
        "categorise",
        {"stem": "صنّفوا", "groups": [
            {"label": "فاكهة", "items": [{"text": "تفاح", "explanation": ""}, {"text": "موز", "explanation": ""}]},
            {"label": "خضار", "items": [{"text": "خس", "explanation": ""}]}]},
        [],
    ),
    "number with tolerance": (
        "متى؟ {#1822:5}", "numeric", {"stem": "متى؟", "answer": "1822", "tolerance": "5"}, []),
    "range": ("كم؟ {#3.141..3.142}", "numeric", {"stem": "كم؟", "answer": "3.1415", "tolerance": "0.0005"}, []),
    "Arabic digits": ("كم؟ {#٣٫٥:٠٫١}", "numeric", {"stem": "كم؟", "answer": "3.5", "tolerance": "0.1"}, []),
    "several numbers": (
        "متى؟ {#\n=1822:0#ذكرى\n=%50%1822:2\n=%0%1900:0#بعد ذلك\n~#لا}",
        "numeric",
        {"stem": "متى؟", "answer": "1822", "tolerance": "0", "explanation": "ذكرى",
         "traps": [{"value": "1900", "explanation": "بعد ذلك"}]},
        ["feedback_moved", "partial_credit_left_out", "feedback_left_out"],
    ),
    "essay": ("اكتبوا رأيكم {}", "open_reflection", {"stem": "اكتبوا رأيكم"}, []),
    "missing word": (
        "الحملة {=منظمة ~عشوائية}، دائمًا.",
        "single_choice",
        {"stem": "الحملة _____، دائمًا.", "options": [option("منظمة", True), option("عشوائية", False)]},
        ["missing_word"],
    ),
    "ordering": (
        "رتّبوا {>ALL\nأولًا\nثانيًا\nثالثًا\n}",
        "ordering",
        {"stem": "رتّبوا", "items": [{"text": "أولًا"}, {"text": "ثانيًا"}, {"text": "ثالثًا"}]},
        [],
    ),
    "escapes": (
        r"ما \{هذا\}\: 1 \= 2 \# 3 \~ 4\nسطر {=نعم\=~لا}",
        "single_choice",
        {"stem": "ما {هذا}: 1 = 2 # 3 ~ 4\nسطر", "options": [option("نعم=", True), option("لا", False)]},
        [],
    ),
    "HTML": (
        "[html]<p>ما <b>هذا</b>&nbsp;؟</p><p>انظروا<br>هنا</p><img src='x.png'> {=نعم<br>حقًّا ~لا}",
        "single_choice",
        {"stem": "ما هذا ؟\n\nانظروا\nهنا", "options": [option("نعم حقًّا", True), option("لا", False)]},
        ["media_left_out"],
    ),
    "plain text that looks like HTML": (
        "[plain]ما <b>؟ {=نعم ~لا}",
        "single_choice",
        {"stem": "ما <b>؟", "options": [option("نعم", True), option("لا", False)]},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_construct_is_read(name):
    text, kind, value, notes = CONSTRUCTS[name]

    (question,) = read(text)

    assert question == make_question(kind, value, name="الأولى" if name == "single choice" else "")
    assert [note.code for note in question.notes] == notes


def test_identity_tags_and_categories_are_read():
    text = (
        "\ufeff// question: 7  name: س\n// [id:x-7] [tag:سهل] [tag:a\\]b] [bloom:apply] [use:practice]\n::س::س {T}\n\n"
        "// وحدها\n\n$CATEGORY: $course$/top/المناصرة / الوحدة 2\n\n::ص::ص {F}\n"
    )

    first, second = read(text)

    assert (first.key, first.name, first.tags, first.extras) == (
        "x-7",
        "س",
        ("سهل", "a]b"),
        {"bloom": "apply", "use": "practice"},
    )
    assert (second.key, second.category, second.tags) == ("", "المناصرة/الوحدة 2", ("المناصرة/الوحدة 2",))
    assert (first.line, second.line) == (3, 9)


@pytest.mark.parametrize(
    ("text", "code", "details"),
    [
        ("وصف بلا أقواس", "kind_unsupported", {"kind": "description"}),
        ("س {=أ ~ب", "unclosed_brace", {}),
        ("س =أ ~ب}", "unopened_brace", {}),
        ("س {=أ} ثم {=ب}", "several_braces", {}),
        ("س {أ =ب}", "stray_text", {"text": "أ"}),
        ("س {#ثلاثة}", "bad_number", {"text": "ثلاثة"}),
        ("س {#1..x}", "bad_number", {"text": "1..x"}),
        ("س {#1e999999999}", "bad_number", {"text": "1e999999999"}),
        ("// [kind:matching]\nس {=أ -> ب =ج}", "pair_without_arrow", {"text": "ج"}),
        ("س" * 250_000 + "{T}", "too_long", {"most": 200_000}),
        ("س {=" + "أ~" * 500_000 + "}", "too_long", {"most": 200_000}),
    ],
)
def test_bad_question_is_a_problem_with_its_line(text, code, details):
    problem, following = read(f"\n\n{text}\n\nس {{T}}\n")

    assert (problem.code, problem.details) == (code, details)
    assert problem.line == (4 if text.startswith("//") else 3)
    assert following.kind == "true_false"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t\n", "empty"), ("// وحدها\n", "no_questions"), ("<?xml version='1.0'?><quiz/>", "wrong_kind")],
)
def test_file_without_questions_is_refused(text, code):
    with pytest.raises(UnreadableFile) as error:
        read(text)

    assert error.value.code == code


def test_moodle_can_read_what_we_write():
    """The letters themselves: Moodle's escapes, weights that add up, the wrong feedback before the right one."""
    questions = [
        make_question(
            "multiple_choice",
            {"stem": "س: 1", "options": [option("أ", True, "لأن"), option("ب", True), option("ج", True), option("د~", False)]},
            key="k",
            name="اسم",
            tags=["وسم"],
        ),
        make_question("true_false", {"stem": "س", "answer": "false", "if_true": "لا", "if_false": "نعم"}),
        make_question("numeric", {"stem": "س", "answer": "200", "tolerance": "5", "is_percent_tolerance": True}),
    ]

    text = b"".join(write_file("gift", questions)).decode()

    assert text == (
        "// [id:k] [tag:وسم] [kind:multiple_choice]\n::اسم::[plain]س\\: 1 {\n"
        "~%33.33333%أ#لأن\n~%33.33333%ب\n~%33.33333%ج\n~%-33.33333%د\\~\n}\n\n"
        "// [kind:true_false]\n[plain]س {\nFALSE#لا#نعم\n}\n\n"
        '// [kind:numeric] [more:{"tolerance":"5","is_percent_tolerance":true}]\n[plain]س {\n#\n=200:10\n}\n\n'
    )


def test_gaps_have_no_place_in_gift():
    gaps = make_question("gap_fill", {"stem": "س", "text": "[[أ]]"})

    assert b"".join(write_file("gift", [gaps])) == b""


def test_reading_does_not_wait_for_the_end():
    class Endless(io.RawIOBase):
        """A file that is long; only its beginning is asked for."""

        def __init__(self):
            self.at = 0

        def readable(self):
            return True

        def seekable(self):
            return True

        def seek(self, offset, whence=0):
            self.at = offset
            return offset

        def readinto(self, buffer):
            if self.at > 3_000_000:
                return 0
            block = ("س {T}\n\n" * 1000).encode()[: len(buffer)]
            buffer[: len(block)] = block
            self.at += len(block)
            return len(block)

    entries = read_file("gift", Endless())

    assert not isinstance(next(entries), Problem)
