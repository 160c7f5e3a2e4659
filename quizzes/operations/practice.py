"""Answering a practice question: judged and explained at once."""

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from elearn.lib import clock
from quizzes.enums import Mode
from quizzes.frozen import ReviewedQuestion
from quizzes.kinds import BadResponse
from quizzes.kinds.base import FormData, Response
from quizzes.models import Attempt, AttemptItem, Placement, QuestionVersion, ResponseEvent
from quizzes.queries.practice import PracticeQuestion, get_practice, practice_name, practice_seed, review_practice

from .answers import advance_sequence, find_sent_event, hash_response

TRIES = 3


class CannotAnswerPractice(Exception):
    """Nothing, or only a part, was answered; nothing is explained before an answer is whole."""


def answer_practice(
    *,
    placement: Placement,
    question_key: UUID,
    learner: object | None,
    data: FormData,
    language: str,
    now: datetime,
    client_event_id: UUID | None = None,
) -> ReviewedQuestion:
    """Judges one answer and explains it. For a learner it is stored too; for anybody else nothing is.

    Storing follows the rules of ``save_answer``; without ``client_event_id`` an answer equal to the one in force is not stored again on the
    same day. On another day it is: that it was given again is what a review goes by.
    Raises BadResponse, also for a question that is not in this practice, CannotAnswerPractice, CannotSaveAnswer("changed").
    """
    question = next(iter(get_practice(placement, None, only=question_key)), None)
    if question is None or placement.mode != Mode.PRACTICE:
        raise BadResponse("no such question here")
    structure = question.version.structure
    response = question.frozen.kind.parse(structure, data, practice_name(question_key))
    if not question.frozen.kind.is_complete(structure, response):
        raise CannotAnswerPractice
    if learner is not None:
        save_practice(placement, question.answered(response), learner, language, now, client_event_id)
    return review_practice([question.answered(response)], language)[0]


def save_practice(
    placement: Placement,
    question: PracticeQuestion,
    learner: object,
    language: str,
    now: datetime,
    client_event_id: UUID | None,
) -> None:
    """Stores the answer that ``question`` holds, with what it earns. ``placement`` need not be a stored one."""
    for remaining in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                attempt = get_or_create_practice_attempt(placement, learner, now)
                if attempt is not None:
                    item = get_or_create_item(attempt, question.version)
                    add_practice_event(attempt, item, question, language, now, client_event_id)
            return
        except IntegrityError:
            # Another request of the same learner was first: the next round finds what it has made.
            if not remaining:
                raise


def get_or_create_practice_attempt(placement: Placement, learner: object, now: datetime) -> Attempt | None:
    """The attempt that collects this learner's answers, locked; None while a graded attempt from before the quiz became practice is open."""
    mine = Attempt.objects.of_learner(learner).filter(quiz_key=placement.quiz_key)
    under_way = mine.open().select_for_update().first()
    if under_way:
        return under_way if under_way.mode == Mode.PRACTICE else None
    return Attempt.objects.create(
        learner=learner,
        quiz_key=placement.quiz_key,
        course_key=placement.course_key,
        lesson_key=placement.lesson_key,
        mode=Mode.PRACTICE,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        rules=placement.definition,
        seed=practice_seed(placement.quiz_key),
        started_at=now,
    )


def get_or_create_item(attempt: Attempt, version: QuestionVersion) -> AttemptItem:
    item = AttemptItem.objects.filter(attempt=attempt, version=version).first()
    if item:
        return item
    last = AttemptItem.objects.filter(attempt=attempt).aggregate(last=Max("position"))["last"] or 0
    return AttemptItem.objects.create(attempt=attempt, version=version, position=last + 1)


def add_practice_event(
    attempt: Attempt,
    item: AttemptItem,
    question: PracticeQuestion,
    language: str,
    now: datetime,
    client_event_id: UUID | None,
) -> None:
    response = question.frozen.response
    digest = hash_response(item.position, response)
    if client_event_id is not None:
        is_known = find_sent_event(attempt, client_event_id, digest) is not None
    else:
        is_known = was_given_on(clock.day_of(now), item, response)
    if is_known:
        return
    ResponseEvent.objects.create(
        attempt=attempt,
        item=item,
        client_event_id=client_event_id or uuid.uuid4(),
        sequence=advance_sequence(attempt, by=1),
        response=response,
        response_hash=digest,
        language=language,
        received_at=now,
        share=question.share,
    )


def was_given_on(day: date, item: AttemptItem, response: Response) -> bool:
    """Whether the answer in force is this one, and of that day. One query."""
    latest = ResponseEvent.objects.filter(item=item).order_by("-sequence").values_list("response", "received_at").first()
    return latest is not None and latest[0] == response and clock.day_of(latest[1]) == day
