"""Every block says what it is, can be looked at before it is chosen, and shows its words in their own language."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString, Tag
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block

from courses.blocks import lesson_blocks, prose_blocks
from courses.models import CourseDocument, CourseImage, CoursePage, GlossaryTerm, HomePage, LessonPage, ModulePage, PlatformStat
from tests.factories.accounts import make_administrator
from tests.factories.pages import block, make_course, make_home, make_lesson, make_module, quiz, translate
from tests.factories.quizzes import make_locale, make_question

ARABIC = re.compile(r"[\u0621-\u064a]")
LESSON = dict(lesson_blocks())
PROSE = dict(prose_blocks())

# Wagtail leaves the file it makes a smaller picture in to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def names_of(blocks: dict[str, Block]) -> list[str]:
    return sorted(blocks)


# What editors are told -----------------------------------------------------------------


@pytest.mark.parametrize("name", names_of(LESSON))
def test_block_says_what_it_is(name):
    meta = LESSON[name].meta

    assert len(str(meta.description)) > 20
    assert str(meta.label) != ""
    assert f'id="icon-{meta.icon}"' in get_icons()
    assert meta.icon != "placeholder"


def test_prose_blocks_are_lesson_blocks():
    assert {name: type(entry) for name, entry in PROSE.items()}.items() <= {
        name: type(entry) for name, entry in LESSON.items()
    }.items()


@pytest.mark.parametrize("name", names_of(LESSON))
def test_block_has_a_template_of_its_own(name):
    assert LESSON[name].meta.template.startswith("blocks/")
    get_template(LESSON[name].meta.template)


@pytest.mark.parametrize("name", names_of(LESSON))
def test_block_can_be_looked_at_before_it_is_chosen(db, name):
    client = Client()
    client.force_login(make_administrator())

    response = client.get(reverse("wagtailadmin_block_preview"), {"id": LESSON[name].definition_prefix})

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert ARABIC.search(page.get_text()) is not None


@pytest.mark.parametrize("model", [HomePage, CoursePage, ModulePage, LessonPage])
def test_block_definitions_stay_out_of_migrations(model):
    assert model._meta.get_field("body").deconstruct()[2] == [[]]


# What readers see ----------------------------------------------------------------------


def make_image() -> CourseImage:
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return CourseImage.objects.create(title="صورة", file=ImageFile(BytesIO(file.getvalue()), name="picture.png"))


def make_document(name: str = "guide.pdf", size: int = 2048) -> CourseDocument:
    return CourseDocument.objects.create(title="دليل", file=ContentFile(b"x" * size, name=name))


def make_term() -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        slug="advocacy", name="المناصرة", definition="سعي منظّم إلى قرار.", locale=make_locale("ar"), live=True
    )


def make_statistic(**fields: Any) -> PlatformStat:
    values = {
        "slug": "users",
        "platform": "فيسبوك",
        "title": "مستخدمون",
        "value": Decimal("2500000.50"),
        "unit": "حساب",
        "locale": make_locale("ar"),
    }
    return PlatformStat.objects.create(**{**values, **fields})


def make_value(name: str) -> dict[str, Any]:
    """A value of that block whose every word is Arabic."""
    match name:
        case "section":
            return {"heading": "عنوان القسم", "anchor": "part", "text": "<p>نصّ القسم.</p>", "source_refs": "S001"}
        case "example":
            return {"title": "مثال", "text": "<p>نصّ المثال.</p>", "source_refs": "S001 S002"}
        case "callout":
            return {"tone": "caution", "title": "تنبيه", "text": "<p>نصّ التنبيه.</p>", "source_refs": ""}
        case "steps":
            steps = [block("item", {"title": f"خطوة {index}", "text": "<p>شرحها.</p>"}) for index in range(2)]
            return {"title": "خطوات", "steps": steps, "source_refs": ""}
        case "comparison":
            cells = [block("item", "خانة"), block("item", "خانة")]
            return {"caption": "مقارنة", "header": cells, "rows": [block("item", cells)], "source_refs": ""}
        case "reflection":
            return {"prompt": "سؤال للتفكير؟", "source_refs": ""}
        case "key_term":
            return {"term": make_term().pk, "source_refs": ""}
        case "statistic":
            return {"statistic": make_statistic().pk, "source_refs": ""}
        case "figure":
            return {"image": make_image().pk, "alternative": "وصف الصورة", "caption": "تعليق", "source_refs": ""}
        case "download":
            return {"document": make_document().pk, "title": "دليل التخطيط", "description": "ملف للطباعة"}
        case "audio" | "video":
            media = make_document("talk.mp4" if name == "video" else "talk.ogg").pk
            return {"title": "حديث", "media": media, "minutes": 2.5, "transcript": "<p>نصّ الحديث.</p>", "source_refs": ""}
        case _:
            return quiz([make_question()])["value"]


def make_lesson_of(name: str) -> LessonPage:
    return make_lesson(make_module(make_course(make_home())), title="درس", body=[block(name, make_value(name))])


def read(page: LessonPage) -> BeautifulSoup:
    response = Client().get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


SHOWN = {
    "section": ["عنوان القسم", "نصّ القسم."],
    "example": ["مثال", "نصّ المثال."],
    "callout": ["تنبيه", "نصّ التنبيه."],
    "steps": ["خطوات", "خطوة 0", "خطوة 1", "شرحها."],
    "comparison": ["مقارنة", "خانة"],
    "reflection": ["سؤال للتفكير؟"],
    "key_term": ["المناصرة", "سعي منظّم إلى قرار."],
    "statistic": ["2,500,000.5", "حساب", "فيسبوك", "مستخدمون"],
    "figure": ["تعليق"],
    "download": ["دليل التخطيط", "ملف للطباعة", "pdf"],
    "audio": ["حديث", "نصّ الحديث."],
    "video": ["حديث", "نصّ الحديث."],
    "quiz": ["تدريب"],
}


def test_every_block_is_shown_here():
    assert set(SHOWN) == set(LESSON)


@pytest.mark.parametrize("name", names_of(LESSON))
def test_block_shows_its_words(db, name):
    article = read(make_lesson_of(name)).article

    text = article.get_text(" ", strip=True)
    assert [words for words in SHOWN[name] if words not in text] == []
    assert "S001" not in text
    # Arabic on an Arabic page needs no declaration.
    assert [element.name for element in article.find_all(attrs={"lang": "ar"})] == []


def test_figure_is_said_in_words(db):
    image = read(make_lesson_of("figure")).article.img

    assert (image["alt"], image["loading"]) == ("وصف الصورة", "lazy")
    assert image["src"].endswith(".webp")
    assert (image["width"], image["height"]) == ("40", "30")


@pytest.mark.parametrize("name", ["audio", "video"])
def test_recording_never_plays_by_itself(db, name):
    article = read(make_lesson_of(name)).article

    media = article.find(name)
    assert article.find(class_="quiet").get_text() != ""
    assert (media["preload"], media.has_attr("controls"), media.has_attr("autoplay")) == ("none", True, False)


def test_size_is_shown_before_the_tap(db):
    size = read(make_lesson_of("download")).article.find("bdi", dir="auto")

    assert "2" in size.get_text()


@pytest.mark.parametrize(
    ("language", "document", "recording"),
    [
        ("ar", "(pdf · 2.0\xa0ك.ب)", "3 دقائق · 2.0\xa0ك.ب"),
        ("en", "(pdf · 2.0\xa0KB)", "3 minutes · 2.0\xa0KB"),
    ],
)
def test_size_and_length_are_written_in_the_language_of_the_page(db, language, document, recording):
    media = make_document("talk.ogg").pk
    # As the database gives it back.
    talk = {"title": "حديث", "media": media, "minutes": Decimal("3.00"), "transcript": "<p>نصّ.</p>", "source_refs": ""}
    lesson = make_lesson(
        make_module(make_course(make_home())),
        body=[block("download", make_value("download")), block("audio", talk), block("audio", {**talk, "minutes": 2.5})],
    )

    article = read(lesson if language == "ar" else translate(lesson)).article

    lines = [line.get_text().replace("\n", "") for line in article.select("span.quiet, p.quiet")]
    assert [line for line in lines if "2.0" in line] == [document, recording, recording]


def test_share_in_a_statistic_is_a_percentage(db):
    lesson = make_lesson(
        make_module(make_course(make_home())),
        body=[block("statistic", {"statistic": make_statistic(value=Decimal("90.00"), unit="%").pk, "source_refs": ""})],
    )

    figure = read(lesson).article.figure.find(class_="lead")

    assert (figure.get_text(), figure.bdi["dir"]) == ("90%", "ltr")


def test_pass_mark_of_a_test_is_a_percentage(db):
    lesson = make_lesson(make_module(make_course(make_home())), body=[quiz([make_question()], "graded", pass_percent=80)])

    line = read(lesson).article.find(class_="block-quiz").find("bdi")

    assert (line.parent.get_text(), line["dir"]) == ("علامة النجاح: 80%", "ltr")


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({"as_of": None}, False),
        ({"is_prewar_gaza": True}, True),
    ],
)
def test_statistic_tells_what_the_source_tells(db, fields, is_shown):
    statistic = make_statistic(**fields)
    lesson = make_lesson(
        make_module(make_course(make_home())), body=[block("statistic", {"statistic": statistic.pk, "source_refs": ""})]
    )

    figure = read(lesson).article.figure
    assert (figure.find(class_="badge") is not None) is is_shown


def test_deleted_snippet_leaves_no_hole(db):
    lesson = make_lesson_of("key_term")

    GlossaryTerm.objects.all().delete()

    assert read(lesson).article.find(class_="block-term") is None


# Not translated yet -----------------------------------------------------------------------


def arabic_without_language(page: BeautifulSoup) -> list[str]:
    """Arabic words of an English page that no element around them declares Arabic and right to left."""
    assert page.html["lang"] == "en"
    found = []
    for text in page.body.find_all(string=ARABIC):
        if isinstance(text, NavigableString) and not is_declared_arabic(text.parent):
            found.append(str(text).strip())
    for element in page.body.find_all(attrs={"alt": ARABIC}) + page.body.find_all(attrs={"aria-label": ARABIC}):
        if not is_declared_arabic(element):
            found.append(element.get("alt") or element.get("aria-label"))
    return found


def is_declared_arabic(element: Tag) -> bool:
    around = next((parent for parent in [element, *element.parents] if parent.get("lang")), None)
    return around is not None and around["lang"] == "ar" and around.get("dir") == "rtl"


@pytest.mark.parametrize("name", names_of(LESSON))
def test_untranslated_block_is_arabic_in_an_english_page(db, name):
    english = translate(make_lesson_of(name))

    assert arabic_without_language(read(english)) == []
