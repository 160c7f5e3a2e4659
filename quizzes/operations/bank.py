"""Writes on the bank that concern several questions, or every language of one.

What is the same in every language (tags, use, lesson …) stands in many places: on the row that learners' tests draw from, in the draft an
editor goes on with, in a revision that waits for approval or its hour, and in the source that translations are made from. A change that
missed one of them would be undone by the next publication, so it is made in all of them.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState
from wagtail_localize.models import TranslationSource

from quizzes.enums import Use
from quizzes.models import Objective, Question
from quizzes.queries.usage import UseCounts, count_uses
from quizzes.tags import fold_tag

from .freezing import freeze_question

type Change = Callable[[Question], None]

COPIED = ("course_key", "lesson_key", "anchor", "objective", "use", "bloom", "misconception", "source_refs", "tags")


class CannotDeleteQuestions(Exception):
    """Lessons name some of the questions. ``uses``: by the question's key."""

    def __init__(self, uses: dict[UUID, UseCounts]) -> None:
        super().__init__(f"{len(uses)} questions are used")
        self.uses = uses


@dataclass(frozen=True)
class Publication:
    """What became of questions that were to be published. ``unfinished``: their drafts lack what a question needs."""

    published: list[Question]
    unfinished: list[Question]


# What is the same in every language --------------------------------------------------


def add_tag(*, question_keys: Iterable[UUID], tag: str, user: Any) -> int:
    """Returns how many questions did not have it. A tag that differs in spelling habits only is the same tag."""

    def change(question: Question) -> None:
        if fold_tag(tag) not in map(fold_tag, question.tags):
            question.tags = [*question.tags, tag]

    return change_everywhere(question_keys=question_keys, fields=["tags"], change=change, user=user)


def remove_tag(*, question_keys: Iterable[UUID], tag: str, user: Any) -> int:
    """Returns how many questions had it."""

    def change(question: Question) -> None:
        question.tags = [kept for kept in question.tags if fold_tag(kept) != fold_tag(tag)]

    return change_everywhere(question_keys=question_keys, fields=["tags"], change=change, user=user)


def set_use(*, question_keys: Iterable[UUID], use: Use, user: Any) -> int:
    """Returns how many questions were meant for something else."""

    def change(question: Question) -> None:
        question.use = use

    return change_everywhere(question_keys=question_keys, fields=["use"], change=change, user=user)


def set_lesson(*, question_keys: Iterable[UUID], lesson_key: UUID | None, course_key: UUID | None, user: Any) -> int:
    """Where the answers can be read again, and with it the course; without a lesson the course stays. Returns how many questions changed.

    A section belongs to its lesson and is emptied with it.
    """

    def change(question: Question) -> None:
        if question.lesson_key != lesson_key:
            question.lesson_key, question.anchor = lesson_key, ""
        question.course_key = course_key or question.course_key

    fields = ["lesson_key", "anchor", "course_key"]
    return change_everywhere(question_keys=question_keys, fields=fields, change=change, user=user)


def set_objective(*, question_keys: Iterable[UUID], objective: Objective | None, user: Any) -> int:
    """Each language names the objective in its own; in the source's where it has not been translated. Returns how many changed."""
    by_locale = {twin.locale_id: twin for twin in objective.get_translations(inclusive=True)} if objective else {}

    def change(question: Question) -> None:
        question.objective = by_locale.get(question.locale_id, objective)

    return change_everywhere(question_keys=question_keys, fields=["objective"], change=change, user=user)


def change_everywhere(*, question_keys: Iterable[UUID], fields: Sequence[str], change: Change, user: Any) -> int:
    """Makes the change in every language, on the row, in its drafts and in what translations are made from.

    ``change`` sets ``fields`` on a question as it finds it. A draft stays a draft, a published question stays as it was published but for
    these fields. About ten queries a question and language that changes. Returns how many questions did.
    """
    changed: set[UUID] = set()
    with transaction.atomic():
        rows = Question.objects.select_for_update().filter(translation_key__in=set(question_keys)).order_by("pk")
        for row in rows.prefetch_related("locale", "latest_revision"):
            if change_row(row, fields, change, user):
                changed.add(row.translation_key)
        for source in TranslationSource.objects.filter(object_id__in=changed).select_related("locale"):
            change_source(source, fields, change)
    return len(changed)


def change_row(row: Question, fields: Sequence[str], change: Change, user: Any) -> bool:
    """Whether anything differed."""
    is_draft_apart = row.has_unpublished_changes and row.latest_revision is not None
    head = row.get_latest_revision_as_object() if is_draft_apart else row
    before = [snapshot(question, fields) for question in (row, head)]
    change(row)
    if head is not row:
        change(head)
    if before == [snapshot(question, fields) for question in (row, head)]:
        return False
    row.save(update_fields=[*fields, "tags_text"])
    keep_draft(row, head, fields, change, user)
    if row.live:
        freeze_question(question=row)
    return True


def snapshot(question: Question, fields: Sequence[str]) -> dict[str, Any]:
    data = question.serializable_data()
    return {name: data[name] for name in fields}


def keep_draft(row: Question, head: Question, fields: Sequence[str], change: Change, user: Any) -> None:
    """Writes the changed draft as the newest revision, in the place the last one had: what is live, scheduled or under review follows it."""
    previous = row.latest_revision
    go_live_at = previous.approved_go_live_at if previous else None
    revision = head.save_revision(user=user, approved_go_live_at=go_live_at, changed=False, clean=False, log_action=True)
    if row.live and not row.has_unpublished_changes:
        Question.objects.filter(pk=row.pk).update(live_revision=revision)
    if previous:
        Revision.objects.filter(pk=previous.pk).update(approved_go_live_at=None)
        TaskState.objects.filter(revision=previous, status=TaskState.STATUS_IN_PROGRESS).update(revision=revision)
    for waiting in waiting_revisions(row, revision):
        question = waiting.as_object()
        change(question)
        waiting.content = {**waiting.content, **snapshot(question, fields)}
        waiting.save(update_fields=["content"])


def waiting_revisions(row: Question, newest: Revision) -> Iterable[Revision]:
    """Older revisions that could still be published: scheduled, or submitted and then edited further."""
    revisions = row.revisions.exclude(pk=newest.pk)
    in_review = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, revision__in=revisions)
    return revisions.exclude(approved_go_live_at=None) | revisions.filter(pk__in=in_review.values("revision_id"))


def change_source(source: TranslationSource, fields: Sequence[str], change: Change) -> None:
    """Publishing a translation copies these fields from here; the words stay those the translators have."""
    content = json.loads(source.content_json)
    question = Question.from_serializable_data(content, check_fks=False)
    if question is None:
        return
    question.locale = source.locale
    change(question)
    source.content_json = json.dumps({**content, **snapshot(question, fields)}, cls=DjangoJSONEncoder)
    source.save(update_fields=["content_json"])
    if "objective" in fields:
        source.refresh_segments()


# Publishing and deleting -----------------------------------------------------------


def publish_questions(*, questions: Iterable[Question], user: Any) -> Publication:
    """Publishes what was last saved of each; what is published already, unchanged, is left alone."""
    result = Publication([], [])
    with transaction.atomic():
        for question in questions:
            if question.live and not question.has_unpublished_changes:
                continue
            draft = question.get_latest_revision_as_object()
            if not is_finished(draft):
                result.unfinished.append(question)
                continue
            revision = question.latest_revision or question.save_revision(user=user)
            revision.publish(user=user)
            result.published.append(question)
    return result


def is_finished(question: Question) -> bool:
    """Whether the question would pass the editor form: drafts are kept unfinished too."""
    try:
        question.body.stream_block.clean(question.body)
        question.full_clean()
    except ValidationError:
        return False
    return True


def unpublish_questions(*, questions: Iterable[Question], user: Any) -> int:
    """Takes questions out of sight; one in the source language takes its translations along. Returns how many rows were live.

    Attempts under way go on with them.
    """
    questions = list(questions)
    keys = {question.translation_key for question in questions if question.locale.language_code == settings.LANGUAGE_CODE}
    with transaction.atomic():
        translations = Question.objects.published().filter(translation_key__in=keys)
        rows = {row.pk: row for row in [*translations, *(question for question in questions if question.live)]}
        for row in rows.values():
            row.unpublish(user=user)
    return len(rows)


def delete_questions(*, question_keys: Iterable[UUID], user: Any) -> int:
    """Deletes questions in every language, all or none. Raises CannotDeleteQuestions if a quiz or a page names one of them.

    Their versions and words stay: attempts rest on them. Returns how many questions went.
    """
    keys = set(question_keys)
    with transaction.atomic():
        uses = {key: counts for key, counts in count_uses(keys).items() if counts.is_used}
        if uses:
            raise CannotDeleteQuestions(uses)
        rows = list(Question.objects.filter(translation_key__in=keys))
        for row in rows:
            log(instance=row, action="wagtail.delete", user=user, deleted=True)
            row.delete()
    return len({row.translation_key for row in rows})


# Copying ---------------------------------------------------------------------------


def duplicate_question(*, question: Question, user: Any) -> Question:
    """A new draft with the words last saved of this question, in its language: translations, versions and statistics stay behind.

    The question, its block and every option or item get identities of their own.
    """
    origin = question.get_latest_revision_as_object()
    copy = Question(
        translation_key=uuid.uuid4(),
        locale=question.locale,
        live=False,
        has_unpublished_changes=True,
        body=with_new_ids(origin.body.get_prep_value()),
        **{name: getattr(origin, name) for name in COPIED},
    )
    with transaction.atomic():
        copy.save()
        copy.save_revision(user=user, clean=False, log_action="wagtail.create")
    return copy


def with_new_ids(raw: list[Any]) -> list[Any]:
    """The raw body with new ids for its blocks and items, and for whatever names one of them."""
    renamed: dict[str, str] = {}

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("id"), str) and "value" in part:
                renamed[part["id"]] = str(uuid.uuid4())
            for inner in part.values():
                collect(inner)
        elif isinstance(part, list):
            for inner in part:
                collect(inner)

    def rename(part: Any) -> Any:
        if isinstance(part, dict):
            return {renamed.get(name, name): rename(inner) for name, inner in part.items()}
        if isinstance(part, list):
            return [rename(inner) for inner in part]
        return renamed.get(part, part) if isinstance(part, str) else part

    collect(raw)
    return rename(raw)
