"""Questions as wagtail-localize translates them: words are offered, numbers and right answers are not, identities stay."""

import re

import pytest
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from quizzes.kinds import get_kind
from quizzes.models import Question, QuestionVersion
from tests.factories.quizzes import KINDS, make_locale, make_question

pytestmark = pytest.mark.django_db


def translate(question, callbacks):
    """As an editor does it, string by string; returns the strings that were offered and the published translation."""
    locale = make_locale("en")
    source, _new = TranslationSource.update_or_create_from_instance(question)
    segments = list(StringSegment.objects.filter(source=source).select_related("string"))
    for segment in segments:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": f"In English: {segment.string.data}", "translation_type": "manual"},
        )
    with callbacks(execute=True):
        source.create_or_update_translation(locale, publish=True, fallback=True)
    twin = Question.objects.get(translation_key=question.translation_key, locale=locale)
    return sorted(segment.string.data for segment in segments), twin


NO_WORDS = re.compile(r"[\W\d_]*|true|false|[0-9a-f-]{36}")


@pytest.mark.parametrize("kind_name", KINDS)
def test_translation_has_the_same_parts_and_other_words(kind_name, django_capture_on_commit_callbacks):
    question = make_question(kind_name)

    _strings, twin = translate(question, django_capture_on_commit_callbacks)

    kind, version = get_kind(kind_name), QuestionVersion.objects.get()
    assert kind.structure(twin.body[0].value) == version.structure
    words = {wording.language: wording.words for wording in version.wordings.all()}
    assert set(words) == {"ar", "en"}
    assert words["en"]["stem"] == f"In English: {words['ar']['stem']}"
    assert words["en"]["explanation"].startswith("In English: ")


@pytest.mark.parametrize("kind_name", KINDS)
def test_only_words_are_offered_for_translation(kind_name, django_capture_on_commit_callbacks):
    question = make_question(kind_name)

    strings, _twin = translate(question, django_capture_on_commit_callbacks)

    assert question.stem in strings
    assert [text for text in strings if NO_WORDS.fullmatch(text)] == []
