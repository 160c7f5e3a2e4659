"""What a learner has missed, and when it comes back: read from answers and marks, stored nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from elearn.lib import clock
from quizzes.definitions import QuizDefinition
from quizzes.enums import Feedback, Mode
from quizzes.grading import Basis
from quizzes.kinds.base import Response
from quizzes.models import Attempt, AttemptItem, Grade, Placement, Question, ResponseEvent
from quizzes.reviewing import Outcome, ReviewPlan, ReviewSet, first_review_on, seed_of

from .practice import PracticeQuestion, latest_wordings, make_practice_question

REVIEWS = UUID("6f0f4f0e-7a4a-4f0c-9d39-2d1c5a1e8b77")
"""The space in which the review of a course has its key. Never to be changed: stored answers are found by it."""


@lru_cache(maxsize=256)
def review_key(course_key: UUID) -> UUID:
    """The key under which a learner's answers in the review of a course are kept, as those of a quiz."""
    return uuid5(REVIEWS, str(course_key))


def make_review_placement(course_key: UUID) -> Placement:
    """A review as the practice it is: the same for everybody, in no lesson, never stored."""
    key = review_key(course_key)
    definition = QuizDefinition(quiz_key=key, mode=Mode.PRACTICE, question_keys=())
    return Placement(
        quiz_key=key, course_key=course_key, lesson_key=key, mode=Mode.PRACTICE, definition=definition.as_json(), is_live=False
    )


# The plan -------------------------------------------------------------------------


@dataclass
class CourseHistory:
    """What is known of one course. ``elsewhere``: outcomes in tests and lessons, ``in_review``: in the review, both by question key.

    ``withheld``: questions of a test that is under way, or that explains nothing before it is passed and is not.
    """

    elsewhere: dict[UUID, list[Outcome]] = field(default_factory=dict)
    in_review: dict[UUID, list[Outcome]] = field(default_factory=dict)
    withheld: set[UUID] = field(default_factory=set)

    def missed(self) -> dict[UUID, tuple[Outcome, ...]]:
        """All outcomes of each question that was ever missed. What is known from the review alone is left out: its source is hidden."""
        outcomes = {key: (*found, *self.in_review.get(key, ())) for key, found in self.elsewhere.items()}
        return {key: found for key, found in outcomes.items() if any(outcome.is_miss for outcome in found)}


def get_review_plans(
    learner: object, today: date, *, course_key: UUID | None = None, hidden: frozenset[UUID] = frozenset()
) -> dict[UUID, ReviewPlan]:
    """What is to be reviewed, by course key; no entry for a course in which nothing was judged yet.

    ``hidden``: keys of lessons whose questions are left out. Four queries, whatever the number of courses, attempts and answers.
    """
    mine = Attempt.objects.of_learner(learner)
    if course_key is not None:
        mine = mine.filter(course_key=course_key)
    histories: dict[UUID, CourseHistory] = {}
    read_tests(histories, mine.filter(mode=Mode.GRADED), hidden)
    answered = read_practices(histories, mine.filter(mode=Mode.PRACTICE), hidden, today)
    missed = {key: history.missed() for key, history in histories.items()}
    published = published_keys({key for outcomes in missed.values() for key in outcomes})
    plans = {}
    for key, history in histories.items():
        kept = {question: found for question, found in missed[key].items() if question in published}
        shown = {question: found for question, found in kept.items() if question not in history.withheld}
        plans[key] = ReviewPlan(today, shown, frozenset(answered.get(key, ())), withheld=len(kept) - len(shown))
    return plans


class KeyReader(dict[str, UUID]):
    """Keys by their text, each made once: a learner's rows hold thousands of the same few, and making them was most of the work."""

    def __missing__(self, text: str) -> UUID:
        key = self[text] = UUID(text)
        return key


def as_text(name: str) -> Cast:
    return Cast(name, CharField())


@dataclass(frozen=True)
class JudgedAttempt:
    """A test that was begun. ``points`` is None while it is under way; ``settled`` holds the positions that a person judges."""

    course_key: UUID
    lesson_key: UUID
    quiz_key: UUID
    day: date | None
    points: list[float | None] | None
    settled: frozenset[int]
    feedback: str | None

    def is_explained(self, passed: set[UUID]) -> bool:
        return self.points is not None and (self.feedback != Feedback.PASS or self.quiz_key in passed)


def read_tests(histories: dict[UUID, CourseHistory], attempts: QuerySet[Attempt], hidden: frozenset[UUID]) -> None:
    """Puts the effective marks of every test into the histories, at the moment it was handed in: a point that a correction gives was never
    missed. Two queries."""
    judged, passed = read_attempts(attempts)
    items: dict[UUID, list[tuple[int, UUID]]] = {}
    rows = (
        AttemptItem.objects.filter(attempt__in=attempts).order_by().values_list("attempt_id", "position", "version__question_key")
    )
    for attempt_id, position, key in rows:
        items.setdefault(attempt_id, []).append((position, key))
    for attempt_id, attempt in judged.items():
        history = histories.setdefault(attempt.course_key, CourseHistory())
        found = sorted(items.get(attempt_id, []))
        if not attempt.is_explained(passed):
            history.withheld.update(key for _position, key in found)
        if attempt.lesson_key in hidden or attempt.points is None or attempt.day is None:
            continue
        for (position, key), share in zip(found, attempt.points, strict=True):
            if share is not None and position not in attempt.settled:
                history.elsewhere.setdefault(key, []).append(Outcome(attempt.day, share))


def read_attempts(attempts: QuerySet[Attempt]) -> tuple[dict[UUID, JudgedAttempt], set[UUID]]:
    """Each attempt with its effective grade, and the tests that were ever passed. One query."""
    judged: dict[UUID, JudgedAttempt] = {}
    passed: set[UUID] = set()
    columns = (
        "pk",
        "course_key",
        "lesson_key",
        "quiz_key",
        "submitted_at",
        "grades__points",
        "grades__basis",
        "grades__is_passed",
    )
    for row in attempts.order_by("grades__number").values_list(*columns, KT("rules__feedback")):
        pk, course_key, lesson_key, quiz_key, submitted_at, points, basis, is_passed, feedback = row
        day = clock.day_of(submitted_at) if submitted_at else None
        judged[pk] = JudgedAttempt(course_key, lesson_key, quiz_key, day, points, judged_by_people(basis), feedback)
        if is_passed:
            passed.add(quiz_key)
    return judged, passed


def judged_by_people(basis: dict[str, Any] | None) -> frozenset[int]:
    """Positions that a person has judged or will: such an answer is no outcome, since nobody judges it when it is practised."""
    if not basis:
        return frozenset()
    read = Basis.from_json(basis)
    return read.awaiting | frozenset(read.marks)


def read_practices(
    histories: dict[UUID, CourseHistory], attempts: QuerySet[Attempt], hidden: frozenset[UUID], today: date
) -> dict[UUID, set[UUID]]:
    """Puts the practice answers into the histories; returns what was answered in reviews today, by course. One query.

    An answer without a share is no outcome: nothing judged it, or it is older than the keeping of shares.
    """
    answered: dict[UUID, set[UUID]] = {}
    read = KeyReader()
    keys = (
        as_text(name)
        for name in ("attempt__course_key", "attempt__lesson_key", "attempt__quiz_key", "item__version__question_key")
    )
    events = ResponseEvent.objects.filter(attempt__in=attempts).exclude(share=None)
    for *texts, received_at, share in events.values_list(*keys, "received_at", "share"):
        course_key, lesson_key, quiz_key, key = (read[text] for text in texts)
        outcome = Outcome(clock.day_of(received_at), share)
        history = histories.setdefault(course_key, CourseHistory())
        if quiz_key == review_key(course_key):
            history.in_review.setdefault(key, []).append(outcome)
            if outcome.day == today:
                answered.setdefault(course_key, set()).add(key)
        elif lesson_key not in hidden:
            history.elsewhere.setdefault(key, []).append(outcome)
    return answered


def published_keys(keys: Iterable[UUID]) -> set[UUID]:
    """Those of the questions that are live in the source language. One query."""
    live = Question.objects.published().filter(translation_key__in=list(keys), locale__language_code=settings.LANGUAGE_CODE)
    return set(live.values_list("translation_key", flat=True))


# What is shown --------------------------------------------------------------------


def get_review_questions(learner: object, course_key: UUID, plan: ReviewPlan, shown: ReviewSet) -> list[PracticeQuestion]:
    """The questions of a set by their latest versions, each with what it was answered in the review today. Two queries."""
    wordings = latest_wordings(shown.keys)
    responses = todays_responses(learner, course_key, plan.today)
    return [
        make_practice_question(wordings[key], number, responses.get(wordings[key][0].version.pk, {}), seed_of(key, plan.today))
        for number, key in enumerate(shown.keys, start=1)
        if key in wordings
    ]


def todays_responses(learner: object, course_key: UUID, today: date) -> dict[UUID, Response]:
    """The last answer of today to each version, in the review of a course. One query."""
    events = ResponseEvent.objects.filter(
        attempt__learner=learner, attempt__quiz_key=review_key(course_key), received_at__date=today
    )
    return dict(events.order_by("sequence").values_list("item__version_id", "response"))


@dataclass(frozen=True)
class ReviewNote:
    """What a submitted attempt has added to the review: how many questions, and the day the first of them comes back."""

    course_key: UUID
    count: int
    first_on: date


def make_review_note(grade: Grade, *, is_passed: bool, now: datetime) -> ReviewNote | None:
    """None where nothing was missed, where the answers are not explained yet, or once that day has come. No query.

    ``is_passed``: whether the test was ever passed. ``grade.attempt`` must be loaded.
    """
    attempt = grade.attempt
    if attempt.submitted_at is None or (attempt.rules.get("feedback") == Feedback.PASS and not is_passed):
        return None
    people = judged_by_people(grade.basis)
    count = sum(
        share is not None and share < 1 and position not in people for position, share in enumerate(grade.points, start=1)
    )
    first_on = first_review_on(clock.day_of(attempt.submitted_at))
    return ReviewNote(attempt.course_key, count, first_on) if count and first_on > clock.day_of(now) else None
