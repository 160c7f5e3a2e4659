"""Which spellings are one answer, how strictly, and which near words never are."""

import pytest
from hypothesis import given, strategies as st

from quizzes.grading.marks import mark_text
from quizzes.grading.spelling import (
    STRICTNESSES,
    explain_match,
    find_near_words,
    sample_spellings,
    spell,
    spell_otherwise,
)

ARABIC = "ابتةثجحدرسصعفقكلمنهويىأإآؤئءکیہ"
words = st.text(alphabet=f"{ARABIC}\u064e\u0651\u0640\u200f ab70٧٪%.,٬", max_size=9) | st.text(max_size=9)
CORRECTIONS = [("المساندة", "المساعدة"), ("التشبيك", "التشكيك"), ("الدفاع", "الدافع")]


@pytest.mark.parametrize(
    ("accepted", "given_answer", "mildest"),
    [
        ("المناصرة", "المناصرة", "exact"),
        ("المناصرة", " المناصرة ", "exact"),
        ("المناصرة", "\u202bالمناصرة\u202c", "exact"),
        ("المناصرة", "المنـاصرة", "exact"),
        ("المناصرة", "المُناصَرة", "letters"),
        ("المناصرة", "«المناصرة»", "letters"),
        ("المناصرة", "ﺍﻟﻤﻨﺎﺻﺮﺓ", "letters"),
        ("Facebook", "facebook", "letters"),
        ("7", "٧", "letters"),
        ("797,000", "٧٩٧٬٠٠٠", "letters"),
        ("المناصرة", "المناصره", "folded"),
        ("أصوات", "اصوات", "folded"),
        ("مستوى", "مستوي", "folded"),
        ("مسؤول", "مسوول", "folded"),
        ("كتابي", "کتابی", "folded"),
        ("المناصرة", "مناصرة", None),
        ("المناصرة", "المناظرة", None),
    ],
)
def test_strictness_says_which_spellings_are_the_same(accepted, given_answer, mildest):
    taken = [name for name in STRICTNESSES if mark_text([accepted], [], given_answer, strictness=name)]

    assert taken == (list(STRICTNESSES[: STRICTNESSES.index(mildest) + 1]) if mildest else [])


@given(st.lists(words, max_size=3), st.lists(words, max_size=2), words, st.booleans())
def test_what_a_strict_question_takes_a_milder_one_takes_too(accepted, refused, given_answer, accepts_slips):
    marks = [mark_text(accepted, refused, given_answer, accepts_slips=accepts_slips, strictness=name) for name in STRICTNESSES]

    assert marks == sorted(marks, reverse=True)


@given(words, words, st.sampled_from(STRICTNESSES))
def test_two_words_are_the_same_either_way_round(first, second, strictness):
    assert mark_text([first], [], second, strictness=strictness) == mark_text([second], [], first, strictness=strictness)


@given(words, words, words)
def test_sameness_passes_on(first, second, third):
    if spell(first, "folded") == spell(second, "folded") == spell(third, "folded"):
        assert mark_text([first], [], third) == mark_text([first], [], second)


def test_unknown_strictness_is_an_error():
    with pytest.raises(ValueError):
        mark_text(["المناصرة"], [], "المناصرة", strictness="harsh")


# One letter -----------------------------------------------------------------------------


@pytest.mark.parametrize(("accepted", "near"), CORRECTIONS)
@pytest.mark.parametrize("strictness", STRICTNESSES)
def test_real_words_are_never_slips(accepted, near, strictness):
    """The corrections in the guide to Arabic. The third pair is two edits apart, and safe by that alone."""
    for typed in (near, near.replace("ة", "ه"), f"{near[:3]}\u064e{near[3:]}"):
        refused = explain_match([accepted], [near], typed, accepts_slips=True, strictness=strictness)
        reserved = explain_match([accepted], [], typed, accepts_slips=True, strictness=strictness, reserved=[near])
        assert (refused.is_right, reserved.is_right) == (False, False)


@pytest.mark.parametrize(
    ("accepted", "typed", "accepts_slips", "code"),
    [
        ("المناصرة", "المناصرة", False, "same"),
        ("المناصرة", "المُناصره", False, "spelling"),
        ("المناصرة", "المناصر", True, "slip"),
        ("المناصرة", "المناضرة", True, "slip"),
        ("المناصرة", "المنناصرة", True, "slip"),
        ("صانع القرار", "صانعالقرار", True, "slip"),
        ("المناصرة", "المناصر", False, "near"),
        ("المناصرة", "المنصارة", True, "other"),
        ("الحشد", "الحشر", True, "short"),
        ("الحشد", "الحشر", False, "short"),
        ("انتخابات 2026", "انتخابات 2025", True, "other"),
        ("نسبة النجاح 70%", "نسبة النجاح 70", True, "other"),
        ("100000", "100001", True, "other"),
        ("المناصرة", "الضغط", True, "other"),
        ("المناصرة", "؟!", True, "empty"),
        ("المناصرة", "", True, "empty"),
    ],
)
def test_match_says_why(accepted, typed, accepts_slips, code):
    assert explain_match([accepted], [], typed, accepts_slips=accepts_slips).code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"strictness": "letters"}, "stricter"),
        ({"strictness": "letters", "accepts_slips": True}, "slip"),
        ({"refused": ["المناصره"], "strictness": "letters", "accepts_slips": True}, "refused"),
    ],
)
def test_spelling_that_a_strict_question_wants_otherwise(options, code):
    refused = options.pop("refused", [])

    assert explain_match(["المناصرة"], refused, "المناصره", **options).code == code


def test_accepted_word_is_right_even_if_it_is_reserved_elsewhere():
    match = explain_match(["المساندة", "المساعدة"], ["المساعدة"], "المساعده", accepts_slips=True, reserved=["المساعدة"])

    assert (match.code, match.word) == ("spelling", "المساعدة")


@pytest.mark.parametrize(
    ("accepted", "known", "near"),
    [
        (["المساندة"], ["المساعدة", "المناصرة", "المسانده"], ["المساعدة"]),
        (["المساندة", "المساعدة"], ["المساعدة"], []),
        (["المساندة"], ["المُساعدة", "المساعده"], ["المساعده"]),
        (["الحشد"], ["الحشر"], []),
        (["advocacy"], ["advocate", "advocacies", "Advocasy"], ["Advocasy"]),
        (["المساندة"], ["", "؟"], []),
        ([], ["المساعدة"], []),
    ],
)
def test_near_words_are_found(accepted, known, near):
    assert find_near_words(accepted, known) == near


@given(st.lists(words, max_size=3), st.lists(words, max_size=6), words, st.sampled_from(STRICTNESSES))
def test_near_words_protect_as_well_as_all_words_would(accepted, known, given_answer, strictness):
    """So freezing the near ones is enough."""
    options = {"accepts_slips": True, "strictness": strictness}

    by_all = mark_text(accepted, known, given_answer, **options)

    assert mark_text(accepted, find_near_words(accepted, known), given_answer, **options) == by_all


@given(st.lists(words, max_size=6))
def test_near_words_are_the_same_whatever_the_order(known):
    accepted = ["المناصرة", "المساندة"]

    assert find_near_words(accepted, known) == find_near_words(accepted[::-1], known[::-1])


# What editors see -----------------------------------------------------------------------


def test_other_spellings_of_a_word():
    assert dict(spell_otherwise("المسؤولية")) == {
        "no_hamza": "المسوولية",
        "heh": "المسؤوليه",
        "tashkeel": "المَسؤولية",
        "tatweel": "المــسؤولية",
        "persian": "المسؤولیة",
        "no_article": "مسؤولية",
        "letter": "المسؤولي",
    }
    assert dict(spell_otherwise("مُستوى 2")) == {
        "yeh": "مُستوي 2",
        "no_tashkeel": "مستوى 2",
        "persian": "مُستوی 2",
        "digits": "مُستوى ٢",
    }
    assert dict(spell_otherwise("Reach")) == {"case": "REACH"}


@given(words)
def test_other_spellings_are_others(word):
    spellings = [text for _code, text in spell_otherwise(word)]

    assert len({word, *spellings}) == len(spellings) + 1


def test_samples_tell_what_matches_and_which_real_words_do_not():
    samples = sample_spellings(
        ["المساندة"],
        ["المسانده الشعبية"],
        {"glossary": ["المساعدة", "المناصرة"], "question": ["المساعده"], "gap": []},
        accepts_slips=True,
        strictness="folded",
    )

    assert [(sample.code, sample.match.code) for sample in samples.matching] == [
        ("written", "same"),
        ("heh", "spelling"),
        ("tashkeel", "spelling"),
        ("tatweel", "same"),
        ("letter", "slip"),
    ]
    assert [(sample.code, sample.text) for sample in samples.missing] == [("no_article", "مساندة")]
    assert [(sample.code, sample.text, sample.match.code) for sample in samples.near] == [
        ("refused", "المسانده الشعبية", "refused"),
        ("glossary", "المساعدة", "reserved"),
    ]


def test_samples_follow_the_strictness():
    samples = sample_spellings(["المساندة"], [], {}, accepts_slips=False, strictness="exact")

    assert [sample.code for sample in samples.matching] == ["written", "tatweel"]
    assert {sample.match.code for sample in samples.missing} == {"stricter", "other", "near"}


@given(st.lists(words, max_size=3), st.lists(words, max_size=3), st.booleans(), st.sampled_from(STRICTNESSES))
def test_every_accepted_answer_with_letters_is_shown_to_match(accepted, known, accepts_slips, strictness):
    samples = sample_spellings(accepted, [], {"glossary": known}, accepts_slips=accepts_slips, strictness=strictness)

    readable = [word for word in accepted if spell(word, "folded")[0]]
    assert [sample.text for sample in samples.matching if sample.code == "written"] == readable
    assert not any(sample.match.is_right for sample in samples.near)
