"""Simulated attempts as rows of the database, as the platform itself would have written them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import User
from quizzes.enums import GradeReason, Mode
from quizzes.hashing import hash_json
from quizzes.models import Attempt, AttemptItem, Grade, Placement, Question, QuestionVersion, ResponseEvent
from tests.data.simulation import (
    DRAWN,
    DRAWN_TEST,
    FIXED,
    MULTIPLE,
    SINGLE,
    TEXT,
    TRUE_FALSE,
    Saved,
    SimulatedAttempt,
    SimulatedItem,
    Simulation,
)
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, WORDS, make_body, make_options, make_placement, make_question, option_id

TYPED = {"right": WORDS["ar"]["accepted"], "wrong": "غير ذلك", "": ""}


@dataclass(frozen=True)
class SimulatedRows:
    """What was written. ``questions`` and ``versions`` by the item's number, ``placements`` by the test's name."""

    questions: list[Question]
    versions: list[QuestionVersion]
    placements: dict[str, Placement]
    attempts: list[Attempt]

    def choice_key(self, item: SimulatedItem, option: int) -> str:
        if item.kind == TRUE_FALSE:
            return ("true", "false")[option]
        return option_id(self.versions[item.number].question_key, option)

    def response(self, item: SimulatedItem, saved: Saved) -> dict:
        if saved.is_empty:
            return {}
        if item.kind == TEXT:
            return {"text": TYPED[saved.text]}
        keys = [self.choice_key(item, option) for option in saved.chosen]
        return {"choices": keys} if item.kind == MULTIPLE else {"choice": keys[0]}


def write_simulation(simulation: Simulation) -> SimulatedRows:
    """Publishes the items as questions, places both tests, and writes every attempt with its items, events and grades.

    Every fifth grade was corrected upwards or downwards before: only the last one is the simulation's.
    """
    questions = [make_simulated_question(item) for item in simulation.items]
    versions = [QuestionVersion.objects.get(question_key=question.translation_key) for question in questions]
    course_key = uuid.uuid4()
    half = questions[: len(questions) // 2]
    placements = {
        FIXED: make_placement(half, course_key=course_key),
        DRAWN_TEST: make_placement(questions, course_key=course_key, draw=DRAWN),
    }
    rows = SimulatedRows(questions, versions, placements, [])
    people = {attempt.person for attempt in simulation.attempts if attempt.person is not None}
    learners = {person: UserFactory.create() for person in sorted(people)}
    for number, attempt in enumerate(simulation.attempts):
        rows.attempts.append(write_attempt(rows, simulation, attempt, learners, number))
    return rows


def make_simulated_question(item: SimulatedItem) -> Question:
    key = uuid.uuid4()
    value = {"options": make_options(key, "ar", range(item.right), item.options)} if item.kind in (SINGLE, MULTIPLE) else {}
    body = make_body(item.kind, key, stem=f"سؤال المحاكاة رقم {item.number + 1}", **value)
    return make_question(item.kind, translation_key=key, body=body)


def write_attempt(
    rows: SimulatedRows, simulation: Simulation, attempt: SimulatedAttempt, learners: dict[int, User], number: int
) -> Attempt:
    placement = rows.placements[attempt.test]
    started_at = NOW + timedelta(hours=number)
    written = Attempt.objects.create(
        learner=learners.get(attempt.person),
        quiz_key=placement.quiz_key,
        course_key=placement.course_key,
        lesson_key=placement.lesson_key,
        mode=Mode.GRADED,
        number=attempt.number,
        rules=placement.definition,
        seed=number,
        started_at=started_at,
        submitted_at=started_at + timedelta(hours=3),
        last_sequence=len(attempt.saved),
    )
    items = AttemptItem.objects.bulk_create(
        AttemptItem(attempt=written, position=position, version=rows.versions[item])
        for position, item in enumerate(attempt.items, start=1)
    )
    ResponseEvent.objects.bulk_create(make_events(rows, simulation, attempt, written, items))
    Grade.objects.bulk_create(make_grades(attempt, written, items, number))
    return written


def make_events(
    rows: SimulatedRows, simulation: Simulation, attempt: SimulatedAttempt, written: Attempt, items: list[AttemptItem]
) -> Iterator[ResponseEvent]:
    of_number = dict(zip(attempt.items, items, strict=True))
    for sequence, saved in enumerate(attempt.saved, start=1):
        response = rows.response(simulation.items[saved.item], saved)
        yield ResponseEvent(
            attempt=written,
            item=of_number[saved.item],
            client_event_id=uuid.uuid4(),
            sequence=sequence,
            response=response,
            response_hash=hash_json(response),
            language="ar",
            received_at=written.started_at + timedelta(seconds=saved.after),
        )


def make_grades(attempt: SimulatedAttempt, written: Attempt, items: list[AttemptItem], number: int) -> Iterator[Grade]:
    of_number = dict(zip(attempt.items, items, strict=True))
    points = [0.0 if item in attempt.awaiting else attempt.shares[item] for item in attempt.items]
    awaiting = sorted(of_number[item].position for item in attempt.awaiting)
    last = {"points": points, "basis": {"awaiting": awaiting} if awaiting else {}, "reason": GradeReason.SUBMITTED}
    before = {**last, "points": [share and 1 - share for share in points]}
    for grade_number, fields in enumerate([before, last] if number % 5 == 0 else [last], start=1):
        scored = [share for share in fields["points"] if share is not None]
        yield Grade(
            attempt=written,
            number=grade_number,
            score=sum(scored) / len(scored),
            is_passed=False,
            pass_percent=70,
            graded_at=written.submitted_at,
            **fields,
        )
