"""A text with gaps: how it is written, read, judged and shown; how it is translated."""

import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, strategies as st
from wagtail_localize.models import Translation, TranslationSource

from quizzes.kinds import BadResponse, get_kind
from quizzes.kinds.gap_fill import GapFillBlock, read_gaps
from quizzes.models import QuestionVersion
from tests.factories.quizzes import SECRET, form, make_body, make_locale, make_question, make_translation

KIND = get_kind("gap_fill")
TEXT = "تبدأ [[المناصرة|كسب التأييد]] بفهم [[المشكلة]] ثم [[التحليل]]."


def block_value(**fields):
    value = {"stem": "أكملوا", "explanation": "لأنّ", "text": TEXT, "refused": "", "accepts_slips": False, **fields}
    return GapFillBlock().to_python(value)


def frozen(**fields):
    value = block_value(**fields)
    return KIND.structure(value), KIND.words(value)


def mark(typed, *, words=(), **fields):
    """The share for what was typed into the gaps in turn."""
    structure, own = frozen(**fields)
    gaps = {str(number): text for number, text in enumerate(typed, start=1) if text}
    return KIND.mark(structure, [own, *words], {"gaps": gaps})


@pytest.mark.parametrize(
    ("text", "parts", "gaps"),
    [
        (TEXT, ["تبدأ ", " بفهم ", " ثم ", "."], [["المناصرة", "كسب التأييد"], ["المشكلة"], ["التحليل"]]),
        ("[[a]]", ["", ""], [["a"]]),
        ("[[ a | b ]][[c]]", ["", "", ""], [["a", "b"], ["c"]]),
        ("[1] و[س] [[a]]", ["[1] و[س] ", ""], [["a"]]),
        ("", [""], []),
        (None, [""], []),
    ],
)
def test_gaps_are_read_from_the_text(text, parts, gaps):
    found = read_gaps(text)

    assert (found.parts, found.gaps, found.lost_bracket) == (parts, gaps, "")


@given(st.text(alphabet="[]|aب \n", max_size=60))
def test_any_text_is_read_and_none_of_it_is_lost(text):
    found = read_gaps(text)

    assert len(found.parts) == len(found.gaps) + 1
    assert found.parts[0] == text[: len(found.parts[0])]
    assert sum(map(len, found.parts)) + 4 * len(found.gaps) <= len(text)


@given(st.lists(st.text(alphabet="abcال ", max_size=6), min_size=1, max_size=8))
def test_text_with_whole_gaps_is_read_back(parts):
    text = "[[x|y]]".join(parts)

    assert (read_gaps(text).parts, len(read_gaps(text).gaps)) == (parts, len(parts) - 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("تبدأ [[المناصرة بفهم", "opens or closes no gap"),
        ("تبدأ المناصرة]] بفهم [[المشكلة]]", "opens or closes no gap"),
        ("تبدأ [[المنا[[صرة]]", "opens or closes no gap"),
        ("تبدأ [[[المناصرة]]] بفهم", "opens or closes no gap"),
        ("تبدأ [[المناصرة]]] بفهم", "opens or closes no gap"),
        ("تبدأ [[المنا\nصرة]]", "opens or closes no gap"),
        ("تبدأ المناصرة", "between 1 and 10 gaps"),
        (" ".join(["[[a]]"] * 11), "between 1 and 10 gaps"),
        ("تبدأ [[المناصرة]] بفهم [[ ]]", "Gap 2 holds an empty answer"),
        ("تبدأ [[المناصرة|]]", "Gap 1 holds an empty answer"),
        ("تبدأ [[؟]]", "Gap 1 accepts nothing with letters or digits"),
        (f"تبدأ [[{'ا' * 101}]]", "longer than 100 characters"),
    ],
)
def test_text_that_cannot_be_asked_is_refused_with_its_reason(text, message):
    block = GapFillBlock()

    with override("en"):
        with pytest.raises(ValidationError) as refused:
            block.clean(block_value(text=text))
        messages = str(refused.value.block_errors["text"].messages)

    assert message in messages
    assert block.clean_deferred(block_value(text=text))["text"] == text


@pytest.mark.parametrize("count", [1, 10])
def test_text_with_one_to_ten_gaps_is_taken(count):
    text = "نصّ " + " و".join(["[[كلمة]]"] * count)

    assert GapFillBlock().clean(block_value(text=text))["text"] == text


def test_word_that_is_accepted_and_refused_at_once_is_refused():
    with pytest.raises(ValidationError):
        GapFillBlock().clean(block_value(refused="المشكله"))

    assert GapFillBlock().clean(block_value(refused="المشكله", strictness="letters"))


def test_half_written_text_can_be_shown():
    structure, words = frozen(text="تبدأ [[المناصرة")

    assert (structure["gaps"], KIND.mark(structure, [words], {}), KIND.is_complete(structure, {})) == (0, 0.0, False)
    assert KIND.present(structure, words, {}, seed=1)["pieces"] == [{"text": "تبدأ [[المناصرة", "gap": None}]


@pytest.mark.parametrize(
    ("typed", "share"),
    [
        (["المناصرة", "المشكلة", "التحليل"], 1),
        (["كسب التاييد", "المشكله", "التَّحليل"], 1),
        (["المناصرة", "المشكلة", ""], 2 / 3),
        (["المناصرة", "التحليل", "المشكلة"], 1 / 3),
        (["", "", "التحليل"], 1 / 3),
        (["لا", "نعم", "؟"], 0),
        (["", "", ""], 0),
    ],
)
def test_each_gap_earns_its_share(typed, share):
    assert mark(typed) == pytest.approx(share)


def test_gap_is_right_in_any_language_in_force_by_itself():
    _structure, english = frozen(text="[[Advocacy]] begins with the [[problem]], then [[analysis]].")

    assert mark(["advocacy", "المشكلة", "analysis"], words=[english]) == 1
    assert mark(["advocacy", "المشكلة", "analysis"]) == pytest.approx(1 / 3)


def test_what_belongs_in_another_gap_is_no_slip():
    fields = {"text": "[[المساندة]] ثم [[المساعدة]]", "accepts_slips": True}

    assert mark(["المساعدة", "المساندة"], **fields) == 0
    assert mark(["المسانده", "المساعه"], **fields) == 1


def test_strictness_holds_in_every_gap():
    assert mark(["المناصره", "المشكلة", "التحليل"], strictness="letters") == pytest.approx(2 / 3)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_share_stays_between_0_and_1(typed):
    assert 0 <= mark(typed) <= 1


@pytest.mark.parametrize("typed", ["ا" * 101, "ا" * 100_000])
def test_word_that_no_form_can_send_is_refused(typed):
    structure, _words = frozen()

    with pytest.raises(BadResponse):
        KIND.parse(structure, form({"q1-2": typed}), "q1")


def test_only_filled_gaps_are_kept():
    structure, _words = frozen()

    response = KIND.parse(structure, form({"q1-1": " ", "q1-2": "\u202eالمشـكلة ", "q1-4": "زائد", "q1": "x"}), "q1")

    assert response == {"gaps": {"2": "المشكلة"}}
    assert not KIND.is_complete(structure, response)
    assert KIND.is_complete(structure, {"gaps": {"1": "a", "2": "b", "3": "c"}})


def test_structure_says_only_how_many_gaps_there_are():
    assert frozen()[0] == {"gaps": 3, "accepts_slips": False}
    assert frozen(strictness="exact", accepts_slips=True)[0] == {"gaps": 3, "accepts_slips": True, "strictness": "exact"}


def test_translation_fits_while_it_has_as_many_gaps():
    structure, _words = frozen()

    assert KIND.fits(structure, frozen(text="[[a]] [[b]] [[c]]")[0])
    assert not KIND.fits(structure, frozen(text="[[a]] [[b]]")[0])


def test_review_says_of_each_gap_what_was_written_and_what_is_accepted():
    structure, words = frozen()
    _structure, english = frozen(text="[[Advocacy]] [[problem]] [[analysis]].")
    response = {"gaps": {"1": "advocacy", "2": "المشاكل"}}

    shown = KIND.reveal_judged(structure, words, response, in_force=[words, english], seed=1)

    assert shown["gaps"] == [
        {"number": "1", "text": "advocacy", "is_right": True, "accepted": ["المناصرة", "كسب التأييد"]},
        {"number": "2", "text": "المشاكل", "is_right": False, "accepted": ["المشكلة"]},
        {"number": "3", "text": "", "is_right": False, "accepted": ["التحليل"]},
    ]


@given(st.text(alphabet="اب", min_size=1, max_size=40))
def test_what_is_asked_does_not_tell_how_long_an_answer_is(word):
    structure, words = frozen(text=f"قبل [[{word}]] بعد")

    assert KIND.present(structure, words, {}, seed=1) == {
        "longest": 100,
        "count": 1,
        "pieces": [{"text": "قبل ", "gap": {"number": "1", "text": ""}}, {"text": " بعد", "gap": None}],
    }


# With the database ---------------------------------------------------------------------


@pytest.mark.django_db
def test_translation_is_made_and_published_through_the_translators_tools(django_capture_on_commit_callbacks):
    question = make_question("gap_fill")
    english = make_locale("en")
    source, _made = TranslationSource.update_or_create_from_instance(question)
    texts = {segment.string.data: segment for segment in source.stringsegment_set.select_related("string", "context")}
    [text] = [segment for data, segment in texts.items() if "[[" in data]
    Translation.objects.create(source=source, target_locale=english)
    for data, segment in texts.items():
        words = f"Step [[advocacy]] 2 [[{SECRET}|advocacy]]." if segment is text else f"English {len(data)}"
        segment.string.translations.create(locale=english, context=segment.context, data=words)

    with django_capture_on_commit_callbacks(execute=True):
        source.create_or_update_translation(english, publish=True)

    [version] = QuestionVersion.objects.filter(question_key=question.translation_key)
    assert version.structure == {"gaps": 2, "accepts_slips": False}
    words = version.wordings.get(language="en").words
    assert (words["parts"], words["accepted"]) == (["Step ", " 2 ", "."], [["advocacy"], [SECRET, "advocacy"]])


@pytest.mark.django_db
def test_translation_with_another_number_of_gaps_is_not_shown():
    question = make_question("gap_fill")

    make_translation(question, text="Only [[one]] gap.")

    [version] = QuestionVersion.objects.filter(question_key=question.translation_key)
    assert list(version.wordings.values_list("language", flat=True)) == ["ar"]


@pytest.mark.django_db
def test_every_gap_has_a_name_and_one_width():
    question = make_question("gap_fill", body=make_body("gap_fill", uuid.uuid4(), text=TEXT))

    page = question.make_preview_request().content.decode()

    asked = page.split("<fieldset")[1].split("</fieldset>")[0]
    fields = re.findall(r"<input class=\"gaps__gap\"[^>]*>", asked)
    assert [re.search(r'aria-label="([^"]*)"', field)[1] for field in fields] == [
        "الفراغ 1 من 3",
        "الفراغ 2 من 3",
        "الفراغ 3 من 3",
    ]
    assert [re.search(r"\bid=\"([^\"]*)\"", field)[1] for field in fields] == ["q1-1", "q1-2", "q1-3"]
    assert all('dir="auto"' in field and 'maxlength="100"' in field and "size=" not in field for field in fields)
    assert "المناصرة" not in asked
