"""Writes on enrolments and progress. Effects on others are announced after the commit."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from courses.queries import get_latest_version
from learning.enums import Evidence, State
from learning.models import Cohort, Enrolment, LessonProgress
from learning.progress import Progress, compute_progress
from learning.queries import get_enrolment, get_evidence
from learning.signals import course_completed
from quizzes.models import Attempt


class CannotEnrol(Exception):
    """The course has no release to follow yet, or does not exist."""


class CannotConfirm(Exception):
    """The lesson is not part of what this person follows, or is done by passing its test."""


def enrol(*, learner: User, course_key: UUID, now: datetime, cohort: Cohort | None = None) -> Enrolment:
    """The learner's one enrolment in the course, made if there is none. Raises CannotEnrol."""
    version = get_latest_version(course_key)
    if version is None:
        raise CannotEnrol
    existing = get_enrolment(learner, course_key)
    if existing:
        return existing
    progress = compute_progress(version.outline, frozenset())
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                learner=learner,
                course_key=course_key,
                cohort=cohort,
                version=version,
                enrolled_at=now,
                last_active_on=timezone.localdate(now),
                required_total=progress.required_total,
            )
    except IntegrityError:
        return Enrolment.objects.get(learner=learner, course_key=course_key)


def join_cohort(*, learner: User, cohort: Cohort, now: datetime) -> Enrolment:
    """Enrols the learner through a cohort. Whoever studies alone joins it with what they have done; whoever is in another stays there.

    Raises CannotEnrol.
    """
    enrolment = enrol(learner=learner, course_key=cohort.course_key, now=now, cohort=cohort)
    if Enrolment.objects.filter(pk=enrolment.pk, cohort=None).update(cohort=cohort):
        enrolment.cohort = cohort
    return enrolment


def open_lesson(*, enrolment: Enrolment, lesson_key: UUID, today: date) -> None:
    """Remembers where to resume. One query, and only when something changes."""
    if enrolment.resume_key == lesson_key and enrolment.last_active_on == today:
        return
    Enrolment.objects.filter(pk=enrolment.pk).update(resume_key=lesson_key, last_active_on=today)
    enrolment.resume_key, enrolment.last_active_on = lesson_key, today


def confirm_lesson(*, enrolment: Enrolment, lesson_key: UUID, now: datetime) -> Progress:
    """The learner says that they have read the lesson to its end. Again: nothing changes. Raises CannotConfirm."""
    lesson = enrolment.version.outline.find_lesson(str(lesson_key))
    if lesson is None:
        latest = get_latest_version(enrolment.course_key)
        lesson = latest.outline.find_lesson(str(lesson_key)) if latest else None
    if lesson is None or lesson.tests:
        raise CannotConfirm
    return record_evidence(enrolment=enrolment, lesson_key=lesson_key, item_key=lesson_key, evidence=Evidence.READ, now=now)


def record_passed_test(*, attempt: Attempt, now: datetime) -> Progress | None:
    """A passed test becomes evidence in its learner's enrolment; None for somebody who is not enrolled."""
    enrolment = get_enrolment(attempt.learner, attempt.course_key) if attempt.learner else None
    if enrolment is None:
        return None
    return record_evidence(
        enrolment=enrolment, lesson_key=attempt.lesson_key, item_key=attempt.quiz_key, evidence=Evidence.PASSED, now=now
    )


def record_evidence(*, enrolment: Enrolment, lesson_key: UUID, item_key: UUID, evidence: Evidence, now: datetime) -> Progress:
    """Adds one piece of evidence, once, and brings the stored progress up to date in the same transaction."""
    with transaction.atomic():
        # The row is locked first, so that two pieces arriving together are both counted.
        Enrolment.objects.filter(pk=enrolment.pk).update(last_active_on=timezone.localdate(now))
        LessonProgress.objects.get_or_create(
            enrolment=enrolment,
            item_key=item_key,
            defaults={"lesson_key": lesson_key, "evidence": evidence, "recorded_at": now},
        )
        return refresh_progress(enrolment=enrolment, now=now)


def refresh_progress(*, enrolment: Enrolment, now: datetime) -> Progress:
    """Computes progress from the evidence and stores it. Completion is set once and never taken back."""
    progress = compute_progress(enrolment.version.outline, get_evidence(enrolment))
    with transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(**stored_fields(enrolment, progress))
        if progress.is_complete:
            completed = Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(completed_at=now)
            if completed:
                enrolment.completed_at = now
                transaction.on_commit(partial(course_completed.send, sender=Enrolment, enrolment_id=enrolment.pk))
    return progress


def stored_fields(enrolment: Enrolment, progress: Progress) -> dict[str, object]:
    """What the enrolment keeps of its progress. Whoever has completed stays complete, whatever is added later."""
    is_completed = progress.is_complete or enrolment.completed_at is not None
    state = State.COMPLETED if is_completed else State.IN_PROGRESS if progress.has_started else State.NOT_STARTED
    return {
        "state": state,
        "required_done": progress.required_done,
        "required_total": progress.required_total,
        "percent": 100 if is_completed else progress.percent,
    }


def mend_progress(*, enrolment: Enrolment, now: datetime) -> Progress:
    """Counts tests that were passed but never announced, because the process died in between, and computes progress anew."""
    with transaction.atomic():
        for attempt in Attempt.objects.credited().filter(learner=enrolment.learner_id, course_key=enrolment.course_key):
            LessonProgress.objects.get_or_create(
                enrolment=enrolment,
                item_key=attempt.quiz_key,
                defaults={"lesson_key": attempt.lesson_key, "evidence": Evidence.PASSED, "recorded_at": now},
            )
        return refresh_progress(enrolment=enrolment, now=now)


def passed_tests(enrolments: list[Enrolment]) -> QuerySet:
    """(learner, course, test) of every passed attempt of these people that counted. One query."""
    learners = [enrolment.learner_id for enrolment in enrolments]
    return Attempt.objects.credited().filter(learner__in=learners).values_list("learner_id", "course_key", "quiz_key")


def find_differences(*, batch_size: int = 500) -> Iterator[Enrolment]:
    """Enrolments whose stored progress is not what the evidence says. Constant memory; three queries a batch."""
    enrolments = Enrolment.objects.select_related("version").order_by("pk")
    last = None
    while batch := list((enrolments.filter(pk__gt=last) if last else enrolments)[:batch_size]):
        last = batch[-1].pk
        evidence: dict[UUID, set[str]] = {}
        for owner, item in LessonProgress.objects.filter(enrolment__in=batch).values_list("enrolment_id", "item_key"):
            evidence.setdefault(owner, set()).add(str(item))
        owners = {(enrolment.learner_id, enrolment.course_key): enrolment.pk for enrolment in batch}
        for learner, course_key, test in passed_tests(batch):
            if (learner, course_key) in owners:
                evidence.setdefault(owners[learner, course_key], set()).add(str(test))
        for enrolment in batch:
            progress = compute_progress(enrolment.version.outline, evidence.get(enrolment.pk, set()))
            expected = stored_fields(enrolment, progress)
            is_late = progress.is_complete and enrolment.completed_at is None
            if is_late or any(getattr(enrolment, name) != value for name, value in expected.items()):
                yield enrolment
