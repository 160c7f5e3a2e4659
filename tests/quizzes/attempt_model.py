"""What must be true of attempts, in plain Python; and what the database says, read as plainly."""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from quizzes.kinds import BadResponse
from quizzes.models import Attempt
from quizzes.operations import CannotCheckAnswer, CannotExtend, CannotSaveAnswer, CannotStartAttempt, CannotSubmitAttempt

GRACE = 10
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} ")


@dataclass
class ModelAttempt:
    """What must be true of one attempt. Times are seconds from the start of the world; ``events`` by their client id."""

    owner: str
    number: int
    rules: dict
    keys: list[uuid.UUID]
    right: dict[uuid.UUID, int]
    started: int
    deadline: int | None
    used: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    events: dict[uuid.UUID, tuple[int, int, int]] = field(default_factory=dict)
    sequence: int = 0
    checked: dict[int, int] = field(default_factory=dict)
    submitted: int | None = None

    @property
    def points(self) -> list[float]:
        return [1.0 if self.answers.get(place) == self.right[key] else 0.0 for place, key in enumerate(self.keys, start=1)]

    def is_late(self, now: int) -> bool:
        return self.submitted is None and self.deadline is not None and now > self.deadline + GRACE

    def close(self, now: int) -> None:
        self.submitted = now if self.deadline is None else min(now, self.deadline)

    def closed_code(self) -> str:
        return "late" if self.deadline is not None and self.submitted >= self.deadline else "submitted"

    def save(self, position: int, option: int, event: uuid.UUID) -> None:
        self.sequence += 1
        self.answers[position] = option
        self.events[event] = (position, option, self.sequence)


def read(sql: str) -> list[list]:
    """Rows as both databases would give them. Written as SQL: after every step the machine reads, and building queries takes longest."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [[plain(value) for value in row] for row in cursor.fetchall()]


def plain(value):
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, str) and MOMENT.match(value):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return json.loads(value) if isinstance(value, str) and value[0] in "[{" else value


def read_attempts() -> dict:
    rows = read("SELECT id, number, last_sequence, extensions_used, deadline_at, submitted_at FROM quizzes_attempt")
    return {row[0]: tuple(row[1:]) for row in rows}


def read_answers() -> dict:
    """The answer with the highest sequence; every sequence number once, from 1."""
    rows = read(
        "SELECT e.attempt_id, i.position, e.sequence, e.response FROM quizzes_responseevent e "
        "JOIN quizzes_attemptitem i ON i.id = e.item_id ORDER BY e.attempt_id, e.sequence"
    )
    sequences: dict[str, list[int]] = {}
    for attempt, _position, sequence, _response in rows:
        sequences.setdefault(attempt, []).append(sequence)
    assert all(found == list(range(1, len(found) + 1)) for found in sequences.values())
    assert {key: found[0] for key, found in ((row[0], row[1:]) for row in read(LAST_SEQUENCES))} == {
        attempt: len(found) for attempt, found in sequences.items()
    }
    return {(attempt, position): response["choice"] for attempt, position, _sequence, response in rows}


LAST_SEQUENCES = "SELECT id, last_sequence FROM quizzes_attempt WHERE last_sequence > 0"


def read_checks() -> dict:
    rows = read("SELECT attempt_id, position, checked_at FROM quizzes_attemptitem WHERE checked_at IS NOT NULL")
    return {(attempt, position): at for attempt, position, at in rows}


def read_grades() -> dict:
    rows = read("SELECT attempt_id, number, points, score, is_passed FROM quizzes_grade")
    return {(attempt, number): (points, score, bool(is_passed)) for attempt, number, points, score, is_passed in rows}


def error_code(work):
    """What was refused, by its code; "" if nothing was."""
    try:
        work()
    except CannotSubmitAttempt:
        return "unanswered"
    except CannotCheckAnswer:
        return "not whole"
    except Attempt.DoesNotExist:
        return "missing"
    except BadResponse:
        return "bad"
    except (CannotSaveAnswer, CannotStartAttempt, CannotExtend) as error:
        return error.code
    return ""
