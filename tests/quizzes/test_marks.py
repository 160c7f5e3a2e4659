"""The share that one answer earns."""

import pytest
from hypothesis import given, strategies as st

from elearn.lib.arabic import fold
from quizzes.grading.marks import mark_choice, mark_choices, mark_order, mark_text

OPTIONS = list("abcdef")
subsets = st.sets(st.sampled_from(OPTIONS))


@pytest.mark.parametrize(
    ("right", "chosen", "share"),
    [
        ("ab", "ab", 1.0),
        ("ab", "a", 0.5),
        ("ab", "ac", 0.0),
        ("ab", "abc", 0.5),
        ("ab", "abcd", 0.0),
        ("ab", "", 0.0),
        ("ab", "cd", 0.0),
        ("abc", "ab", 2 / 3),
        ("", "", 1.0),
        ("", "a", 0.0),
    ],
)
def test_choices_earn_right_less_wrong(right, chosen, share):
    assert mark_choices(right, chosen) == pytest.approx(share)


@given(subsets, subsets)
def test_choices_stay_between_0_and_1(right, chosen):
    assert 0 <= mark_choices(right, chosen) <= 1


@given(subsets.filter(bool), subsets)
def test_choices_earn_everything_only_when_exact(right, chosen):
    assert (mark_choices(right, chosen) == 1) == (right == chosen)


@given(subsets.filter(lambda right: 0 < len(right) <= len(OPTIONS) / 2))
def test_choices_earn_nothing_for_choosing_everything(right):
    assert mark_choices(right, OPTIONS) == 0


@pytest.mark.parametrize(("chosen", "share"), [("a", 1.0), ("b", 0.0), (None, 0.0)])
def test_choice_is_all_or_nothing(chosen, share):
    assert mark_choice("a", chosen) == share


@pytest.mark.parametrize(
    ("given_order", "share"),
    [
        ("abcd", 1.0),
        ("abdc", 4 / 6),
        ("bacd", 4 / 6),
        ("badc", 2 / 6),
        ("dcba", 0.0),
        ("abc", 0.0),
        ("abca", 0.0),
        ("", 0.0),
    ],
)
def test_order_earns_what_kendall_says(given_order, share):
    assert mark_order("abcd", given_order) == pytest.approx(share)


@given(st.permutations(OPTIONS))
def test_order_stays_between_0_and_1_and_is_whole_only_when_exact(given_order):
    share = mark_order(OPTIONS, given_order)

    assert 0 <= share <= 1
    assert (share == 1) == (given_order == OPTIONS)


@given(st.permutations(OPTIONS), st.integers(0, len(OPTIONS) - 2))
def test_order_never_loses_by_putting_two_neighbours_right(given_order, index):
    better = list(given_order)
    if better[index] > better[index + 1]:
        better[index], better[index + 1] = better[index + 1], better[index]

    assert mark_order(OPTIONS, better) >= mark_order(OPTIONS, given_order)


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("المناصرة", "المُناصَرَة"),
        ("المناصرة", "المناصره"),
        ("إيصال أصوات", "ايصال اصوات"),
        ("الإلكترونية", "الالكترونيه"),
        ("رؤية", "رويه"),
        ("شاطئ", "شاطي"),
        ("مستشفى", "مستشفي"),
        ("آدم", "ادم"),
        ("الكتاب", "الکتاب"),
        ("2.5", "٢.٥"),
        ("797", "۷۹۷"),
        ("Facebook", "FACEBOOK"),
        ("التشبيك", "التشـــبيك"),
        ("التشبيك", "\u202bالتشبيك\u202c"),
        ("التشبيك", " التشبيك، "),
        ("الضغط", "«الضغط»"),
    ],
)
def test_text_accepts_the_spellings_that_readers_use(accepted, typed):
    assert mark_text([accepted], [], typed) == 1.0


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [("المساندة", "المساعدة"), ("التشبيك", "التشكيك"), ("الدفاع", "الدافع")],
)
def test_text_never_takes_a_near_word_on_the_refused_list(accepted, typed):
    assert mark_text([accepted], [typed], typed, accepts_slips=True) == 0.0


def test_text_forgives_one_letter_only_if_the_question_says_so():
    assert mark_text(["المناصرة"], [], "المناصر", accepts_slips=False) == 0.0
    assert mark_text(["المناصرة"], [], "المناصر", accepts_slips=True) == 1.0


def test_text_forgives_nothing_in_short_words():
    assert mark_text(["الحشد"], [], "الحشر", accepts_slips=True) == 0.0


@pytest.mark.parametrize("written", ["70%", "70٪"])
@pytest.mark.parametrize("typed", ["70%", "70 %", "٪70", "٧٠٪", "%70", "70%."])
def test_percentage_is_right_wherever_its_sign_stands(written, typed):
    assert mark_text([written], [], typed) == 1.0


@pytest.mark.parametrize(("typed", "share"), [("70.", 1.0), ("٧٠.", 1.0), ("7.0", 0.0), ("70%", 0.0)])
def test_number_is_right_with_a_full_stop_behind_it(typed, share):
    assert mark_text(["70"], [], typed) == share


@pytest.mark.parametrize("typed", ["", "   ", "؟!", "\u200f", "ًٌٍ"])
def test_text_without_letters_earns_nothing(typed):
    assert mark_text(["المناصرة", ""], [], typed) == 0.0


@given(
    st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=30), max_size=4), st.text(max_size=600), st.booleans()
)
def test_text_is_right_or_not_whatever_is_typed(accepted, refused, typed, accepts_slips):
    assert mark_text(accepted, refused, typed, accepts_slips=accepts_slips) in {0.0, 1.0}


@given(st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=40))
def test_text_accepts_every_accepted_answer_as_it_is_written(word):
    expected = 1.0 if fold(word) else 0.0

    assert mark_text([word], [], word) == expected
