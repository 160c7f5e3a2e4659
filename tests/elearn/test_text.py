"""Arabic as people type it: what may be stored, when two spellings are one word, how dates and numbers are written."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given, strategies as st

from elearn.lib.arabic import clean_text, fold, is_within_one_edit, plain_letters, search_forms, sort_key, western_digits
from elearn.lib.dates import long_date
from elearn.lib.text import guess_language
from elearn.templatetags import elearn as tags

LRM, RLM, RLO, LRI, PDI, ALM, BOM, SHY = "\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\u061c", "\ufeff", "\u00ad"
ZWNJ, ZWJ, ZWSP, TATWEEL = "\u200c", "\u200d", "\u200b", "\u0640"


# Cleaning -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("   ", ""),
        ("  مناصرة  ", "مناصرة"),
        ("سطر\nسطر", "سطر سطر"),
        ("سطر\r\n\tسطر", "سطر سطر"),
        ("فراغ\u00a0\u2003\u3000آخر", "فراغ آخر"),
        ("a\x00b", "ab"),
        ("a\x07\x1b[31mb", "a[31mb"),
        ("a\x7f\x9fb", "ab"),
        ("a\ud800b", "ab"),
        ("\udc00\ud800", ""),
        (f"{RLO}nimda{PDI}", "nimda"),
        (f"{LRM}{RLM}{LRI}{ALM}{BOM}{SHY}{ZWSP}اسم", "اسم"),
        (f"می{ZWNJ}روم", f"می{ZWNJ}روم"),
        (f"ا{ZWJ}ب", f"ا{ZWJ}ب"),
        (f"منـــاصرة{TATWEEL}", "مناصرة"),
        ("مُناصَرَةٌ", "مُناصَرَةٌ"),
        ("شكرًا", "شكرًا"),
        ("e\u0301", "\u00e9"),
        ("\ue000\U000f0000خاص", "خاص"),
        ("\ufdd0\uffff", ""),
        ("😀 مبروك", "😀 مبروك"),
        ("٣ أسئلة", "٣ أسئلة"),
    ],
)
def test_text_is_cleaned_of_what_cannot_be_seen(typed, stored):
    assert clean_text(typed) == stored


def test_lines_survive_where_they_are_wanted():
    assert clean_text("سطر أول \r\n\r\nسطر\tثان\rثالث\x00", keep_lines=True) == "سطر أول \n\nسطر ثان\nثالث"


@given(st.text(st.characters(codec=None)))
def test_cleaning_again_changes_nothing(text):
    once = clean_text(text)

    assert clean_text(once) == once


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_stored_everywhere(text):
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert not set(cleaned) & {RLO, LRI, PDI, LRM, RLM, BOM, TATWEEL, "\n"}


# Folding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("إلكترونيّة", "الكترونيه"),
        ("الكترونيه", "الكترونيه"),
        ("المُناصَرَة والتأييد", "المناصره والتاييد"),
        ("أَصوات إيصال آخر ٱلحملة", "اصوات ايصال اخر الحمله"),
        ("مستوى", "مستوي"),
        ("سؤال", "سوال"),
        ("مسؤولية شؤون رئيس", "مسووليه شوون رييس"),
        ("بناء", "بنا"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("منـــاصرة", "مناصره"),
        ("٢٠٢٦ ۲۰۲۶ 2026", "2026 2026 2026"),
        ("2.5", "2.5"),
        ("2.5.", "2.5"),
        (".5", ".5"),
        ("70.", "70"),
        ("٧٠.", "70"),
        ("70. ثم 80.", "70 ثم 80"),
        ("74%", "74%"),
        ("70 %", "70%"),
        ("70٪", "70%"),
        ("٪70", "70%"),
        ("٪ ٧٠", "70%"),
        ("%70", "70%"),
        ("70.%", "70%"),
        ("٧٠\u00a0٪.", "70%"),
        ("％７０", "70%"),
        ("٪2.5", "2.5%"),
        ("٢٫٥", "2.5"),
        ("٧٩٧٬٠٠٠", "797000"),
        ("797,000", "797000"),
        ("۱٬۲۳۴٬۵۶۷٫۸۹", "1234567.89"),
        ("1,2 12,34 1,0000", "1 2 12 34 1 0000"),
        ("100,200,30", "100 200 30"),
        ("ﺍﻟﻤﻨﺎﺻﺮﺓ", "المناصره"),
        ("ڤيديو پوستر", "فيديو بوستر"),
        ("ھەمە ہمۃ", "ههمه همه"),
        ("نحو ٪70 من 200", "نحو 70% من 200"),
        ("50% %70", "50% 70"),
        ("%%70%%", "70%"),
        ("النسبة %", "النسبه %"),
        ("FaceBook", "facebook"),
        ("ＷｈａｔｓＡｐｐ", "whatsapp"),
        ("ﻻ ﷲ", "لا الله"),
        ("فيسبوك، وإنستغرام!", "فيسبوك وانستغرام"),
        ("«الحملة»؟", "الحمله"),
        ("snake_case", "snake case"),
        (f"كـ{RLM}لم{ZWSP}ة", "كلمه"),
        ("  كثير   من\nالفراغ ", "كثير من الفراغ"),
        ("a\x00b\ud800", "ab"),
        ("ًٌٍَُِّْ", ""),
        ("؟!،", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_word_are_folded_alike(written, folded):
    assert fold(written) == folded


@given(st.text() | st.text(alphabet="%٪ .,٫٬057xء-"))
@pytest.mark.parametrize("form", [fold, plain_letters])
def test_folding_again_changes_nothing(form, text):
    once = form(text)

    assert form(once) == once


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("المُناصَرَةُ", "المناصرة"),
        ("المنـــاصرة", "المناصرة"),
        ("إيصالُ أصوات", "إيصال أصوات"),
        ("مستوى", "مستوى"),
        ("کتابی", "کتابی"),
        ("ﺍﻟﻤﻨﺎﺻﺮﺓ", "المناصرة"),
        ("ا\u0654صوات", "أصوات"),
        ("٪٧٠", "70%"),
        ("FaceBook", "facebook"),
        (f"{RLM}كلمة{ZWSP}", "كلمة"),
    ],
)
def test_letters_stay_where_only_the_marks_are_dropped(written, letters):
    assert plain_letters(written) == letters


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", min_size=1), st.sampled_from("ًٌٍَُِّْـ"))
def test_tashkeel_and_tatweel_never_matter(word, mark):
    assert fold("".join(letter + mark for letter in word)) == fold(word)


def test_names_are_sorted_as_a_reader_expects():
    names = ["باسم", "إيمان", "ابراهيم", "أحمد", "آدم"]

    assert sorted(names, key=sort_key) == ["ابراهيم", "أحمد", "آدم", "إيمان", "باسم"]


@pytest.mark.parametrize(("typed", "western"), [("٠١٢٣٤٥٦٧٨٩", "0123456789"), ("۰۱۲۳۴۵۶۷۸۹", "0123456789"), ("٣ من 5", "3 من 5")])
def test_digits_are_read_in_every_family(typed, western):
    assert western_digits(typed) == western


@pytest.mark.parametrize(
    ("first", "second", "is_near"),
    [
        ("", "", True),
        ("", "ا", True),
        ("", "اب", False),
        ("حمله", "حمله", True),
        ("حمله", "حملة", True),
        ("حمله", "حمل", True),
        ("حمله", "احمله", True),
        ("حمله", "حلمه", False),
        ("المسانده", "المساعده", True),
        ("abcdef", "abcxyf", False),
    ],
)
def test_one_edit_is_told_from_two(first, second, is_near):
    assert is_within_one_edit(first, second) is is_near
    assert is_within_one_edit(second, first) is is_near


@given(st.text(max_size=8), st.text(max_size=8))
def test_one_edit_is_what_levenshtein_says(first, second):
    assert is_within_one_edit(first, second) is (levenshtein(first, second) <= 1)


@given(st.text(max_size=8), st.integers(0, 8), st.text(max_size=1))
def test_one_edit_is_always_recognised(text, at, letter):
    for changed in (text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :]):
        assert is_within_one_edit(text, changed)
        assert is_within_one_edit(changed, text)


def levenshtein(first, second):
    """The whole table (R. Wagner, M. Fischer, Journal of the ACM 21, 1974)."""
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        above, row = row, [i]
        for j, other in enumerate(second, start=1):
            row.append(min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (letter != other)))
    return row[-1]


# Search ---------------------------------------------------------------------------------


CORPUS = fold("المُناصَرَة والتأييد · إيصال أصوات · الحملة الإلكترونية")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("المناصرة", CORPUS),
        ("مناصره", CORPUS),
        ("اصوات", CORPUS),
        ("ايصال", CORPUS),
        ("الالكترونية", CORPUS),
        ("حملة", CORPUS),
        ("حملات", CORPUS),
        ("والتأييد", CORPUS),
        ("تأييد", "والتأييد"),
        ("التأييد", "للتأييد"),
        ("حملة", "حملات"),
        ("حملات", "الحملة"),
        ("حملتنا", "حملة"),
        ("للحملات", "حملة"),
        ("متعلمون", "المتعلمين"),
        ("أهدافها", "الأهداف"),
        ("٧٩٧٬٠٠٠", "797,000"),
        ("FACEBOOK", "facebook"),
        ("الله", "والله"),
    ],
)
def test_word_is_found_in_its_other_forms(query, text):
    assert any(form in fold(text) for form in search_forms(query))


@pytest.mark.parametrize(
    ("query", "text"), [("حملة", "يحمل"), ("هدف", "أهداف"), ("المساعدة", "المساندة"), ("وقت", "قت"), ("تشبيك", "تشكيك")]
)
def test_word_is_not_found_in_another(query, text):
    assert not any(form in fold(text) for form in search_forms(query))


@given(st.text(max_size=20))
def test_word_is_always_found_in_itself(word):
    forms = search_forms(word)

    assert all(forms)
    assert bool(forms) is bool(fold(word))
    assert not forms or any(form in fold(word) for form in forms)


# Much of it -----------------------------------------------------------------------------

MEGABYTE = 1_000_000
MUCH = {
    "Arabic": "المناصرة " * (MEGABYTE // 9),
    "marks in turns": "ا" + "\u0301\u0316" * (MEGABYTE // 2),
    "marks in the wrong order": "ا" + "\u0301" * (MEGABYTE // 2) + "\u0316" * (MEGABYTE // 2),
    "marks in short runs": ("ا" + "\u0301\u0316" * 15) * (MEGABYTE // 31),
    "tashkeel": "ا" + "\u064b\u0650\u0651" * (MEGABYTE // 3),
    "marks that fall apart": "ا" + "\u0344" * MEGABYTE,
    "parentheses": "(" * MEGABYTE,
    "spaces": " " * MEGABYTE,
    "percent signs": "%" * MEGABYTE,
    "percent signs far apart": ("% " * 500 + " " * 9000) * (MEGABYTE // 10_000),
    "digits": "7" * MEGABYTE,
    "grouped digits": "7,777" * (MEGABYTE // 5),
    "points between digits": "7." * (MEGABYTE // 2),
    "NUL": "\x00" * MEGABYTE,
    "lone surrogates": "\ud800" * MEGABYTE,
    "bidi controls": RLO * MEGABYTE,
    "Hangul": "\u1100\u1161" * (MEGABYTE // 2),
}


@pytest.mark.parametrize("name", MUCH)
@pytest.mark.parametrize("function", [clean_text, fold])
def test_a_million_characters_take_seconds_at_most(name, function):
    """Endless runs of marks took minutes once: putting them in order is quadratic."""
    before = time.process_time()

    function(MUCH[name])

    assert time.process_time() - before < 5


# Dates and numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (date(2026, 11, 22), "ar", "22 تشرين الثاني/نوفمبر 2026"),
        (date(2026, 1, 1), "ar", "1 كانون الثاني/يناير 2026"),
        (date(2026, 5, 9), "ar", "9 أيار/مايو 2026"),
        (date(2026, 12, 31), "ar", "31 كانون الأول/ديسمبر 2026"),
        (date(2026, 11, 22), "en", "22 November 2026"),
        (date(2026, 5, 9), "fr", "9 May 2026"),
    ],
)
def test_long_date_names_the_month_both_ways(day, language, written):
    assert long_date(day, language) == written


def test_every_month_has_its_names():
    assert len({long_date(date(2026, month, 1), language) for month in range(1, 13) for language in ("ar", "en")}) == 24


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (date(2026, 3, 1), "1 March 2026"),
        # Half past eleven at night in UTC is the next day in Hebron.
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "2 March 2026"),
    ],
)
def test_long_date_is_that_of_the_place(value, written):
    with override("en"):
        assert tags.long_date(value) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0"),
        (999, "999"),
        (797000, "797,000"),
        (2500000, "2,500,000"),
        (Decimal("2500.5"), "2,500.5"),
        (Decimal("92.50"), "92.5"),
        (Decimal("90.00"), "90"),
        (Decimal("797000.00"), "797,000"),
        (Decimal("0.00"), "0"),
    ],
)
def test_numbers_are_grouped(number, written):
    assert tags.grouped(number) == written


@pytest.mark.parametrize(("share", "written"), [(0, "0%"), (0.7, "70%"), (1, "100%"), (0.666, "67%"), (0.005, "0%")])
def test_share_is_a_percent(share, written):
    assert tags.share(share) == f'<bdi dir="ltr">{written}</bdi>'


@pytest.mark.parametrize(("number", "written"), [(0, "0%"), (70, "70%"), (Decimal("90.00"), "90%"), (Decimal("12.5"), "12.5%")])
def test_percent_stands_left_to_right_with_its_sign_behind(number, written):
    with override("ar"):
        text = Template("{% load elearn %}{{ number|percent }}").render(Context({"number": number}))

    assert text == f'<bdi dir="ltr">{written}</bdi>'


@pytest.mark.parametrize(("language", "written"), [("ar", "2.0\xa0ك.ب"), ("en", "2.0\xa0KB")])
def test_size_follows_the_direction_of_its_unit(language, written):
    with override(language):
        assert tags.size(2048) == f'<bdi dir="auto">{written}</bdi>'


def test_arabic_pages_write_numbers_and_dates_as_palestinian_readers_do():
    text = '{% load i18n l10n %}{{ 2.5 }} {{ 2026 }} {{ day|date:"SHORT_DATE_FORMAT" }}'

    with override("ar"):
        written = Template(text).render(Context({"day": date(2026, 11, 22)}))

    assert written == "2.5 2026 22/11/2026"


# Which language -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("123 %", None),
        ("مناصرة", "ar"),
        ("advocacy", "en"),
        ("مناصرة (advocacy)", "en"),
        ("المناصرة الإلكترونية (e-advocacy)", "ar"),
        ("ڤيديو", "ar"),
        ("٣ من 5", "ar"),
        ("<p>نصّ قصير.</p>", "ar"),
        ('<p>انظر <a href="https://www.example.org/a/very/long/address/in/latin/letters/">الصفحة</a>.</p>', "ar"),
        ('<p class="lead">English</p>', "en"),
    ],
)
def test_language_is_that_of_most_letters(text, language):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "around", "attributes"),
    [
        ("نصّ", "ar", ""),
        ("Text", "en", ""),
        ("نصّ", "en", ' lang="ar" dir="rtl"'),
        ("Text", "ar", ' lang="en" dir="ltr"'),
        ("123", "en", ""),
    ],
)
def test_text_declares_its_language_only_where_it_differs(text, around, attributes):
    with override(around):
        assert tags.language_attributes(text) == attributes
