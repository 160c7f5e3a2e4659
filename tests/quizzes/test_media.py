"""Pictures and sound in questions: never without words, frozen so that showing them asks nothing."""

import uuid
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from quizzes.kinds import get_kind
from quizzes.models import QuestionVersion, QuestionWording
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    KINDS,
    NOW,
    change_body,
    list_items,
    make_attempt,
    make_placement,
    make_question,
)
from tests.quizzes.kinds import KEY, block_of, frozen

# Wagtail leaves the file it makes a smaller picture in to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("open_gate"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def make_image(width=1200, height=600):
    file = BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    file.seek(0)
    return get_image_model().objects.create(title="صورة", file=ImageFile(file, name=f"{uuid.uuid4()}.png"))


def make_recording():
    return get_document_model().objects.create(title="تسجيل", file=ContentFile(b"ID3", name=f"{uuid.uuid4()}.mp3"))


def picture(alt="شجرة زيتون", **more):
    return {"image": make_image().pk, "alt": alt, "audio": None, "transcript": "", **more}


def options_of(*values):
    return list_items(
        KEY,
        ({"text": "", "is_correct": index == 0, "explanation": "لأنه", **value} for index, value in enumerate(values)),
    )


def accepts(block):
    try:
        block.block.clean(block.value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("media", [None, {}, {"image": None}])
def test_questions_stored_before_there_were_pictures_stay_as_they_were(name, media):
    _kind, structure, words = frozen(name)
    _kind, other_structure, other_words = frozen(name, media=media)

    assert (other_structure, other_words) == (structure, words)
    assert "media" not in words
    assert accepts(block_of(name, media=media))


@pytest.mark.parametrize("name", KINDS)
def test_picture_changes_the_words_and_never_the_structure(name):
    _kind, structure, _words = frozen(name)

    kind, with_picture, words = frozen(name, media=picture())

    assert with_picture == structure
    assert words["media"]["image"] == {**words["media"]["image"], "alt": "شجرة زيتون", "width": 900, "height": 450}
    assert words["media"]["image"]["url"].endswith(".webp")
    assert kind.fits(structure, with_picture)


@pytest.mark.parametrize(
    ("alt", "audio", "transcript", "is_accepted"),
    [("شجرة", False, "", True), (" ", False, "", False), ("شجرة", True, "", False), ("شجرة", True, "نصّ", True)],
)
def test_picture_and_recording_need_their_words(alt, audio, transcript, is_accepted):
    media = picture(alt, audio=make_recording().pk if audio else None, transcript=transcript)

    assert accepts(block_of("true_false", media=media)) is is_accepted


def test_draft_may_have_a_picture_without_words_yet():
    block = block_of("true_false", media=picture(""))
    block.block.defer_required_validation()
    try:
        assert accepts(block)
    finally:
        block.block.restore_deferred_validation()


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({"text": "نعم"}, True),
        ({"text": ""}, False),
        ({"text": "", "media": "زيتونة"}, True),
        ({"text": "", "media": ""}, False),
        ({"text": "نعم", "media": "زيتونة"}, True),
        ({"text": "زيتونة", "media": "زيتونه"}, False),
    ],
)
def test_option_has_words_or_a_picture_with_words(value, is_accepted):
    value = {**value, "media": picture(value["media"])} if "media" in value else value
    block = block_of("single_choice", options=options_of({"text": "أخرى"}, value))

    assert accepts(block) is is_accepted


def test_picture_of_the_question_does_not_say_one_of_its_options():
    options = options_of({"text": "سروة"}, {"text": "زيتونة"})

    assert not accepts(block_of("single_choice", options=options, media=picture("سروه")))
    assert accepts(block_of("single_choice", options=options, media=picture("شجرة في حقل")))


def test_option_without_text_is_named_by_its_picture():
    kind, structure, words = frozen("single_choice", options=options_of({"media": picture("سروة")}, {"text": "زيتونة"}))

    assert [choice.text for choice in kind.list_choices(structure, words)] == ["سروة", "زيتونة"]


def test_picture_whose_file_is_gone_is_its_words():
    image = make_image()
    image.file.storage.delete(image.file.name)

    _kind, _structure, words = frozen("true_false", media={"image": image.pk, "alt": "شجرة", "audio": None, "transcript": ""})

    assert words["media"]["image"] == {"url": "", "width": 0, "height": 0, "alt": "شجرة"}


@pytest.fixture
def client():
    client = Client()
    client.learner = UserFactory.create()
    client.force_login(client.learner)
    return client


def make_pictured():
    recording = make_recording()
    question = make_question("single_choice")
    options = options_of(
        {"media": picture("سروة")},
        {"text": "زيتونة", "media": {"image": None, "alt": "", "audio": recording.pk, "transcript": "صوت"}},
    )
    return change_body(question, media=picture("حقل", audio=recording.pk, transcript="خرير"), options=options)


def test_pictures_and_recordings_are_shown_with_their_words(client):
    attempt = make_attempt(client.learner, make_placement([make_pictured()]))
    url = f"/ar/quizzes/attempts/{attempt.pk}/"

    asked = BeautifulSoup(client.get(url).content, "html.parser").find("fieldset")
    submit_attempt(attempt_id=attempt.pk, learner=client.learner, now=NOW)
    judged = BeautifulSoup(client.get(f"{url}result/").content, "html.parser").find("article")

    for shown in (asked, judged):
        images = {image["alt"]: (image["width"], image["height"], image["loading"]) for image in shown.find_all("img")}
        assert images == {"حقل": ("900", "450", "lazy"), "سروة": ("900", "450", "lazy")}
        assert {audio["preload"] for audio in shown.find_all("audio")} == {"none"}
        assert [audio.has_attr("autoplay") for audio in shown.find_all("audio")] == [False] * len(shown.find_all("audio"))
        assert "خرير" in {text.text for text in shown.select("details p")}
    assert [label.find("img")["alt"] for label in asked.find_all("label") if not label.text.strip()] == ["سروة"]
    assert asked.select("label audio") == []


def test_pictures_cost_pages_nothing(client, django_assert_max_num_queries):
    for count in (1, 3):
        plain = make_attempt(client.learner, make_placement([make_question() for _index in range(count)]))
        pictured = make_attempt(client.learner, make_placement([make_pictured() for _index in range(count)]))
        counts = set()
        for attempt in (plain, pictured):
            url = f"/ar/quizzes/attempts/{attempt.pk}/"
            client.get(url)
            with django_assert_max_num_queries(12) as queries:
                client.get(url)
            counts.add(len(queries))

        assert len(counts) == 1


def test_picture_that_is_replaced_adds_words_to_the_same_version():
    question = make_question("true_false")
    change_body(question, media=picture())

    assert QuestionVersion.objects.count() == 1
    assert [("media" in wording.words) for wording in QuestionWording.objects.order_by("pk")] == [False, True]


def test_every_kind_offers_pictures():
    assert [name for name in KINDS if "media" not in get_kind(name).block_class().child_blocks] == []
