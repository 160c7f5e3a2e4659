"""Publishing a question: versions, words, translations that lag behind."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.models import QuestionVersion, QuestionWording
from quizzes.operations import freeze_question
from quizzes.signals import question_published
from tests.factories.quizzes import (
    KINDS,
    QuestionFactory,
    change_body,
    list_items,
    make_body,
    make_options,
    make_question,
    make_translation,
    publish,
)

pytestmark = pytest.mark.django_db


def versions_of(question):
    return list(QuestionVersion.objects.filter(question_key=question.translation_key).order_by("number"))


def wordings_of(version):
    rows = version.wordings.order_by("created_at", "pk")
    return [(row.language, row.words["stem"]) for row in rows]


@pytest.fixture
def announced():
    keys = []

    def note(sender, question_key, **kwargs):
        keys.append(question_key)

    question_published.connect(note)
    yield keys
    question_published.disconnect(note)


@pytest.mark.parametrize("kind", KINDS)
def test_first_publication_writes_a_version_and_its_words(kind):
    question = make_question(kind, lesson_key=uuid.uuid4(), anchor="definition", course_key=uuid.uuid4())

    [version] = versions_of(question)
    assert (version.number, version.kind, version.course_key) == (1, kind, question.course_key)
    [wording] = version.wordings.all()
    assert (wording.language, wording.words["stem"]) == ("ar", f"سؤال {kind}")
    assert (wording.words["lesson_key"], wording.words["anchor"]) == (str(question.lesson_key), "definition")


def test_question_without_course_is_frozen_too():
    question = make_question(course_key=None)

    assert [version.course_key for version in versions_of(question)] == [None]


def test_publishing_the_same_again_writes_nothing(django_capture_on_commit_callbacks, announced):
    with django_capture_on_commit_callbacks(execute=True):
        question = make_question()
    with django_capture_on_commit_callbacks(execute=True):
        publish(question)

    assert [wordings_of(version) for version in versions_of(question)] == [[("ar", "سؤال single_choice")]]
    assert announced == [question.translation_key]


def test_corrected_spelling_adds_words_to_the_same_version(django_capture_on_commit_callbacks, announced):
    question = make_question()

    with django_capture_on_commit_callbacks(execute=True):
        change_body(question, stem="سؤال مصحَّح")

    [version] = versions_of(question)
    assert wordings_of(version) == [("ar", "سؤال single_choice"), ("ar", "سؤال مصحَّح")]
    assert announced == [question.translation_key]


def test_new_option_makes_a_new_version():
    question = make_question()

    change_body(question, options=make_options(question.translation_key, "ar", {0}, 4))

    first, second = versions_of(question)
    assert [len(version.structure["options"]) for version in (first, second)] == [3, 4]
    assert wordings_of(first) == wordings_of(second) == [("ar", "سؤال single_choice")]


def test_corrected_answer_makes_a_new_version():
    question = make_question()

    change_body(question, options=make_options(question.translation_key, "ar", {1}, 3))

    assert [version.number for version in versions_of(question)] == [1, 2]


def test_draft_writes_nothing():
    question = QuestionFactory.create()
    question.save_revision()
    freeze_question(question=question)

    assert versions_of(question) == []


def test_scheduled_publication_writes_nothing_yet():
    question = QuestionFactory.create(go_live_at=timezone.now() + timedelta(days=1))
    question.save_revision().publish()

    assert versions_of(question) == []


def test_unpublishing_changes_nothing():
    question = make_question()
    question.unpublish()

    assert [version.number for version in versions_of(question)] == [1]


def test_translation_adds_its_words():
    question = make_question()

    make_translation(question)

    [version] = versions_of(question)
    assert wordings_of(version) == [("ar", "سؤال single_choice"), ("en", "Question single_choice")]


def test_translation_published_before_its_source_is_taken_along():
    draft = QuestionFactory.create()
    make_translation(draft)
    assert versions_of(draft) == []

    publish(draft)

    [version] = versions_of(draft)
    assert wordings_of(version) == [("ar", "سؤال single_choice"), ("en", "Question single_choice")]


def test_translation_that_lags_behind_adds_nothing_until_it_follows():
    question = make_question()
    translation = make_translation(question)
    options = make_options(question.translation_key, "ar", {0}, 4)

    change_body(question, options=options)
    publish(translation)
    assert wordings_of(versions_of(question)[1]) == [("ar", "سؤال single_choice")]

    change_body(translation, options=make_options(question.translation_key, "en", {0}, 4))
    assert wordings_of(versions_of(question)[1]) == [("ar", "سؤال single_choice"), ("en", "Question single_choice")]


def test_translation_that_explains_the_old_answer_is_not_taken_along():
    question = make_question("true_false")
    make_translation(question)

    change_body(question, answer="false")

    assert wordings_of(versions_of(question)[1]) == [("ar", "سؤال true_false")]


def test_live_translation_that_fits_is_taken_to_the_new_version():
    question = make_question("short_text")
    make_translation(question)

    change_body(question, accepts_slips=False)

    assert wordings_of(versions_of(question)[1]) == [("ar", "سؤال short_text"), ("en", "Question short_text")]


def test_unpublished_translation_is_not_taken_along():
    question = make_question("short_text")
    make_translation(question).unpublish()

    change_body(question, accepts_slips=False)

    assert wordings_of(versions_of(question)[1]) == [("ar", "سؤال short_text")]


def test_changed_kind_makes_a_new_version():
    question = make_question("ordering")
    question.body = make_body("short_text", question.translation_key)

    publish(question)

    assert [version.kind for version in versions_of(question)] == ["ordering", "short_text"]


def test_reordered_items_make_a_new_version():
    question = make_question("ordering")
    items = list_items(question.translation_key, ({"text": f"خطوة {index}"} for index in range(4)))

    change_body(question, items=items[::-1])

    first, second = versions_of(question)
    assert second.structure["order"] == first.structure["order"][::-1]


def test_versions_and_words_are_never_changed():
    question = make_question()
    before = [(row.pk, row.words_hash) for row in QuestionWording.objects.all()]

    change_body(question, stem="غيره")

    assert [(row.pk, row.words_hash) for row in QuestionWording.objects.order_by("pk")][:1] == before
