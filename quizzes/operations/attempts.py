"""Starting an attempt."""

import logging
import random
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from quizzes.definitions import DrawRule, QuizDefinition
from quizzes.drawing import draw_questions
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Placement, Question, QuestionVersion
from quizzes.permissions import get_refusal
from quizzes.queries.candidates import fold_rules, last_meetings, list_candidates, pool_of, with_meetings
from quizzes.queries.standing import get_extra_percent, get_standing
from quizzes.registry import Refusal
from quizzes.timing import find_deadline

from .closing import close_late_attempt

logger = logging.getLogger(__name__)
TRIES = 4
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

    An open one whose time is over is closed first. ``seed`` fixes the draw and the order of options; left out, it is random.
    Raises CannotStartAttempt. Two starts at once give one attempt.
    """
    for remaining in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                attempt = get_or_create_attempt(learner, placement, now, secrets.randbelow(SEEDS) if seed is None else seed)
        except IntegrityError:
            # The other start has won: the next round finds its attempt.
            if not remaining:
                raise
            continue
        if not attempt.is_late(now):
            return attempt
        # In a transaction of its own: it stays closed although the next round may refuse a new one.
        close_late_attempt(attempt_id=attempt.pk, now=now)
    raise AssertionError("unreachable")


def get_or_create_attempt(learner: object, placement: Placement, now: datetime, seed: int) -> Attempt:
    definition = QuizDefinition.from_json(placement.definition)
    mine = Attempt.objects.of_learner(learner).filter(quiz_key=placement.quiz_key)
    under_way = mine.open().filter(mode=Mode.GRADED).first()
    if under_way:
        return under_way
    refuse_start(learner, placement, definition, now)
    chance = random.Random(seed)  # noqa: S311 - a draw of questions, not a secret
    versions = draw_versions(definition, placement, learner, chance)
    if not versions:
        raise CannotStartAttempt("empty")
    # The quiz was practice once: what it collected is closed, since one attempt at a time is open.
    mine.open().filter(mode=Mode.PRACTICE).update(submitted_at=now)
    extra_percent = get_extra_percent(learner, placement.course_key) if definition.time_limit_minutes else 0
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
        deadline_at=find_deadline(now, definition.time_limit_minutes, extra_percent=extra_percent),
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


def draw_versions(
    definition: QuizDefinition, placement: Placement, learner: object, chance: random.Random
) -> list[QuestionVersion]:
    """The versions of one attempt, in its order. Five queries at most, whatever the number of questions."""
    keys = draw_keys(definition, placement, learner, chance)
    versions = published_versions(keys)
    keys = [key for key in keys if key in versions]
    if definition.is_shuffled:
        chance.shuffle(keys)
    return [versions[key] for key in keys]


def draw_keys(definition: QuizDefinition, placement: Placement, learner: object, chance: random.Random) -> list[UUID]:
    """The questions of one attempt: what the learner never met at this test comes first into the draw, then what was met longest ago."""
    rules = fold_rules(definition.blueprint or [DrawRule(definition.draw or 0)] if definition.draws else [])
    if not rules:
        return list(definition.question_keys)
    candidates = list_candidates(Question.objects.filter(pool_of(definition, placement.course_key)), rules)
    drawn = draw_questions(rules, with_meetings(candidates, last_meetings(learner, definition.quiz_key)), chance)
    if definition.blueprint and drawn.is_short:
        logger.warning("The bank cannot fill the blueprint of quiz %s: missing by rule %s", definition.quiz_key, drawn.missing)
    order = {key: place for place, key in enumerate(definition.question_keys)}
    return sorted(drawn.keys, key=order.__getitem__) if order else list(drawn.keys)


def published_versions(question_keys: Iterable[UUID]) -> dict[UUID, QuestionVersion]:
    """The newest version of each question that is live in the source language. One query."""
    keys = list(question_keys)
    live = Question.objects.published().filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    versions = QuestionVersion.objects.latest_of(keys).filter(question_key__in=live.values("translation_key"))
    return {version.question_key: version for version in versions}
