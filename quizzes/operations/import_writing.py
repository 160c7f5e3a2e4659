"""Planned questions written into the bank, many rows at a time.

What an editor's saving leaves behind is left behind here too: a revision, an entry in the history, words to be found by, and, for a question
that is published, its frozen version.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from elearn.lib import clock
from quizzes.hashing import hash_json
from quizzes.models import Question, QuestionVersion, QuestionWording
from quizzes.operations.freezing import describe_question, freeze_question
from quizzes.operations.protecting import protect_answers
from quizzes.queries.known_words import KnownWords
from quizzes.signals import question_published

from .import_planning import CHANGED, MADE, Planned

ROWS_AT_ONCE = 200


@dataclass
class Destination:
    """Where the questions of one file go, and as what. ``is_published``: those that are complete; the others are drafts."""

    locale: Locale
    user: Any
    is_published: bool = False
    course_key: uuid.UUID | None = None
    lesson_key: uuid.UUID | None = None

    @property
    def fields(self) -> dict[str, uuid.UUID]:
        return {name: key for name in ("course_key", "lesson_key") if (key := getattr(self, name))}


@dataclass
class Prepared:
    """A question on its way: everything that could be computed before the transaction."""

    planned: Planned
    question: Question
    content: dict[str, Any]
    is_published: bool


def prepare_new(planned: Planned, destination: Destination) -> Prepared:
    """A new question with the content of its first revision. No query."""
    question = Question(
        locale=destination.locale, translation_key=planned.key, body=planned.body, **planned.fields, **destination.fields
    )
    question.describe()
    is_published = destination.is_published and planned.is_complete
    question.live = is_published
    question.has_unpublished_changes = not is_published
    if is_published:
        question.first_published_at = question.last_published_at = clock.now()
    return Prepared(planned, question, question.serializable_data(), is_published)


def write_questions(planned: Sequence[Planned], destination: Destination) -> None:
    """Writes what is made and what changes. One transaction; new questions cost about a dozen queries for each 200."""
    new = [prepare_new(one, destination) for one in planned if one.fate == MADE]
    with transaction.atomic():
        write_new(new, destination)
        for one in planned:
            if one.fate == CHANGED:
                change_question(one, destination)


def write_new(prepared: Sequence[Prepared], destination: Destination) -> None:
    Question.objects.bulk_create([one.question for one in prepared], batch_size=ROWS_AT_ONCE)
    revisions = write_revisions(prepared, destination)
    for one, revision in zip(prepared, revisions, strict=True):
        one.question.latest_revision = revision
        one.question.live_revision = revision if one.is_published else None
    Question.objects.bulk_update(
        [one.question for one in prepared], ["latest_revision", "live_revision"], batch_size=ROWS_AT_ONCE
    )
    write_history(prepared, destination)
    for one in prepared:
        if one.question.objective_id:
            ReferenceIndex.create_or_update_for_object(one.question)
    for backend in get_search_backends(with_auto_update=True):
        for start in range(0, len(prepared), ROWS_AT_ONCE):
            backend.add_bulk(Question, [one.question for one in prepared[start : start + ROWS_AT_ONCE]])
    freeze_new([one.question for one in prepared if one.is_published])


def write_revisions(prepared: Iterable[Prepared], destination: Destination) -> list[Revision]:
    content_type = ContentType.objects.get_for_model(Question)
    now = clock.now()
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(one.question.pk),
            created_at=now,
            user=destination.user,
            object_str=str(one.question),
            content={**one.content, "pk": one.question.pk},
        )
        for one in prepared
    ]
    return Revision.objects.bulk_create(revisions, batch_size=ROWS_AT_ONCE)


def write_history(prepared: Iterable[Prepared], destination: Destination) -> None:
    content_type = ContentType.objects.get_for_model(Question)
    now = clock.now()
    entries = [
        ModelLogEntry(
            content_type=content_type,
            object_id=str(one.question.pk),
            label=str(one.question),
            action=action,
            timestamp=now,
            uuid=uuid.uuid4(),
            user=destination.user,
            revision=one.question.latest_revision,
            content_changed=True,
        )
        for one in prepared
        for action in (["wagtail.create", "wagtail.publish"] if one.is_published else ["wagtail.create"])
    ]
    ModelLogEntry.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)


def freeze_new(questions: Sequence[Question]) -> None:
    """As ``freeze_question``, for many questions that were never published. One that was, and was deleted since, goes its usual way.

    A question in another language than the source has no version to add words to yet, so nothing is frozen of it.
    """
    if not questions or questions[0].locale.language_code != settings.LANGUAGE_CODE:
        return
    keys = [question.translation_key for question in questions]
    frozen = set(QuestionVersion.objects.filter(question_key__in=keys).values_list("question_key", flat=True))
    fresh = [question for question in questions if question.translation_key not in frozen]
    known_words = KnownWords()
    described = [describe_question(question, known_words) for question in fresh]
    versions = [
        QuestionVersion(
            question_key=question.translation_key,
            course_key=question.course_key,
            number=1,
            kind=kind,
            structure=structure,
            structure_hash=hash_json({"kind": kind, "structure": structure}),
        )
        for question, (kind, structure, _words) in zip(fresh, described, strict=True)
    ]
    QuestionVersion.objects.bulk_create(versions, batch_size=ROWS_AT_ONCE)
    language = settings.LANGUAGE_CODE
    wordings = [
        QuestionWording(version=version, language=language, words=words, words_hash=hash_json(words))
        for version, (_kind, _structure, words) in zip(versions, described, strict=True)
    ]
    QuestionWording.objects.bulk_create(wordings, batch_size=ROWS_AT_ONCE)
    for question in fresh:
        transaction.on_commit(partial(question_published.send, sender=Question, question_key=question.translation_key))
    for question in questions:
        if question.translation_key in frozen:
            freeze_question(question=question, known=known_words)
    protect_answers(questions=questions)


def change_question(planned: Planned, destination: Destination) -> None:
    """A new draft of a question of the bank, on top of the draft it has; published too if that is asked for and it is complete."""
    row = planned.existing
    if row is None:
        raise ValueError("only a question of the bank can change")
    draft = row.get_latest_revision_as_object()
    draft.body = planned.body
    for name, value in {**planned.fields, **destination.fields}.items():
        setattr(draft, name, value)
    revision = draft.save_revision(user=destination.user, log_action=True, clean=False)
    if destination.is_published and planned.is_complete:
        revision.publish(user=destination.user)
