"""What publishing a question writes: the version that is judged and the words that are shown."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from quizzes.hashing import hash_json
from quizzes.kinds import get_kind
from quizzes.kinds.base import Structure, Words
from quizzes.models import Question, QuestionVersion, QuestionWording
from quizzes.queries.known_words import KnownWords
from quizzes.signals import question_published

TRIES = 3


def freeze_question(*, question: Question, known: KnownWords | None = None) -> None:
    """Freezes what readers can see of a question that is live; does nothing where nothing differs.

    The source language decides the structure: a new one makes a new version, and takes along the words of each live translation that fits
    it. A translation adds words to the latest version if it fits; one that lags behind adds nothing until it is brought up to date.
    With the words go the real words that must not be taken for a slip, as ``known`` has them: two more queries, if it has not been asked
    yet, for a question that forgives a letter. ``question_published`` is sent on commit when something was written.
    """
    if not question.live or not question.body:
        return
    known = known or KnownWords()
    with transaction.atomic():
        is_source = question.locale.language_code == settings.LANGUAGE_CODE
        if freeze_source(question, known) if is_source else freeze_translation(question, known):
            announce = partial(question_published.send, sender=Question, question_key=question.translation_key)
            transaction.on_commit(announce)


def freeze_source(question: Question, known: KnownWords) -> bool:
    """Whether a version or words were written."""
    kind_name, structure, _words = describe_question(question, known)
    version, is_new = get_or_create_version(question, kind_name, structure)
    has_words = add_wording(version, question, known)
    if is_new:
        for translation in live_translations(question.translation_key):
            if fits_version(translation, version):
                add_wording(version, translation, known)
    return is_new or has_words


def freeze_translation(question: Question, known: KnownWords) -> bool:
    version = QuestionVersion.objects.latest_of([question.translation_key]).first()
    return version is not None and fits_version(question, version) and add_wording(version, question, known)


def describe_question(question: Question, known: KnownWords | None = None) -> tuple[str, Structure, Words]:
    """(kind, structure, words) of the question's body. The words also say where to read again."""
    block = question.body[0]
    kind = get_kind(block.block_type)
    structure = kind.structure(block.value)
    guarded = kind.guard_words(
        structure, kind.words(block.value), partial((known or KnownWords()).besides, question.translation_key)
    )
    words = {
        **guarded,
        "lesson_key": str(question.lesson_key) if question.lesson_key else "",
        "anchor": question.anchor,
    }
    return kind.name, structure, words


def get_or_create_version(question: Question, kind_name: str, structure: Structure) -> tuple[QuestionVersion, bool]:
    """The latest version if it has this structure, else the next one. Two editors publishing at once get one version each."""
    wanted = hash_json({"kind": kind_name, "structure": structure})
    for remaining in reversed(range(TRIES)):
        latest = QuestionVersion.objects.latest_of([question.translation_key]).first()
        if latest and latest.structure_hash == wanted:
            return latest, False
        try:
            with transaction.atomic():
                version = QuestionVersion.objects.create(
                    question_key=question.translation_key,
                    course_key=question.course_key,
                    number=latest.number + 1 if latest else 1,
                    kind=kind_name,
                    structure=structure,
                    structure_hash=wanted,
                )
                return version, True
        except IntegrityError:
            if not remaining:
                raise
    raise AssertionError("unreachable")


def fits_version(translation: Question, version: QuestionVersion) -> bool:
    """Whether the translation still has the parts that the version judges."""
    if not translation.body:
        return False
    block = translation.body[0]
    kind = get_kind(block.block_type)
    return kind.name == version.kind and kind.fits(version.structure, kind.structure(block.value))


def add_wording(version: QuestionVersion, question: Question, known: KnownWords) -> bool:
    """Adds the question's words unless the latest ones of that language are the same."""
    language = question.locale.language_code
    _kind_name, _structure, words = describe_question(question, known)
    wanted = hash_json(words)
    latest = version.wordings.filter(language=language).order_by("created_at", "pk").last()
    if latest and latest.words_hash == wanted:
        return False
    QuestionWording.objects.create(version=version, language=language, words=words, words_hash=wanted)
    return True


def live_translations(question_key: UUID) -> list[Question]:
    translations = Question.objects.published().filter(translation_key=question_key).select_related("locale")
    return list(translations.exclude(locale__language_code=settings.LANGUAGE_CODE))
