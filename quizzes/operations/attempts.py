"""Starting an attempt."""

import random
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Placement, Question, QuestionVersion
from quizzes.permissions import get_refusal
from quizzes.queries.standing import get_standing
from quizzes.registry import Refusal

TRIES = 3
SEEDS = 2**31


class CannotStartAttempt(Exception):
    """``code``: ``used_up``, ``waiting`` (until ``opens_at``), ``empty`` (no published question), ``retired``, ``refused`` (see ``refusal``)."""

    def __init__(self, code: str, opens_at: datetime | None = None, refusal: Refusal | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.opens_at = opens_at
        self.refusal = refusal


def start_attempt(*, learner: object, placement: Placement, now: datetime, seed: int | None = None) -> Attempt:
    """The learner's open attempt at a test, or a new one with its questions drawn.

    ``seed`` fixes the draw and the order of options; left out, it is random. Raises CannotStartAttempt. Two starts at once give one attempt.
    """
    for remaining in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return get_or_create_attempt(learner, placement, now, secrets.randbelow(SEEDS) if seed is None else seed)
        except IntegrityError:
            # The other start has won: the next round finds its attempt.
            if not remaining:
                raise
    raise AssertionError("unreachable")


def get_or_create_attempt(learner: object, placement: Placement, now: datetime, seed: int) -> Attempt:
    definition = QuizDefinition.from_json(placement.definition)
    mine = Attempt.objects.of_learner(learner).filter(quiz_key=placement.quiz_key)
    under_way = mine.open().filter(mode=Mode.GRADED).first()
    if under_way:
        return under_way
    refuse_start(learner, placement, definition, now)
    versions = draw_versions(definition, mine, random.Random(seed))  # noqa: S311 - a draw of questions, not a secret
    if not versions:
        raise CannotStartAttempt("empty")
    # The quiz was practice once: what it collected is closed, since one attempt at a time is open.
    mine.open().filter(mode=Mode.PRACTICE).update(submitted_at=now)
    attempt = Attempt.objects.create(
        learner=learner,
        quiz_key=placement.quiz_key,
        course_key=placement.course_key,
        lesson_key=placement.lesson_key,
        mode=Mode.GRADED,
        number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
        rules=placement.definition,
        seed=seed,
        started_at=now,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=position, version=version) for position, version in enumerate(versions, start=1)
    )
    return attempt


def refuse_start(learner: object, placement: Placement, definition: QuizDefinition, now: datetime) -> None:
    if not placement.is_live or placement.mode != Mode.GRADED:
        raise CannotStartAttempt("retired")
    refusal = get_refusal(learner, placement)
    if refusal:
        raise CannotStartAttempt("refused", refusal=refusal)
    standing = get_standing(learner, definition, now)
    if standing.refusal:
        raise CannotStartAttempt(standing.refusal, standing.opens_at)


def draw_versions(definition: QuizDefinition, mine: object, chance: random.Random) -> list[QuestionVersion]:
    """The versions of one attempt, in its order: questions this learner has not met before come first into the draw."""
    versions = published_versions(definition.question_keys)
    keys = [key for key in definition.question_keys if key in versions]
    if definition.draw is not None and definition.draw < len(keys):
        met = set(AttemptItem.objects.filter(attempt__in=mine).values_list("version__question_key", flat=True))
        chance.shuffle(keys)
        keys.sort(key=lambda key: key in met)
        keys = keys[: definition.draw]
        keys.sort(key=definition.question_keys.index)
    if definition.is_shuffled:
        chance.shuffle(keys)
    return [versions[key] for key in keys]


def published_versions(question_keys: tuple[UUID, ...]) -> dict[UUID, QuestionVersion]:
    """The newest version of each question that is live in the source language. One query."""
    live = Question.objects.published().filter(translation_key__in=question_keys, locale__language_code=settings.LANGUAGE_CODE)
    versions = QuestionVersion.objects.latest_of(question_keys).filter(question_key__in=live.values("translation_key"))
    return {version.question_key: version for version in versions}
