"""Saving answers. What has been acknowledged is in the database; what is sent again is acknowledged again and stored once."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists

from quizzes.enums import Feedback, Mode
from quizzes.hashing import hash_json
from quizzes.kinds import get_kind
from quizzes.kinds.base import FormData, Response
from quizzes.models import Attempt, AttemptItem, ResponseEvent
from quizzes.queries.sheets import Sheet, get_any_sheet, get_sheet

from .closing import close_by_time

FIELD = re.compile(r"q([0-9]{1,3})(?:-|$)", re.ASCII)


class CannotSaveAnswer(Exception):
    """``code``: ``submitted`` (the attempt is closed), ``late`` (its time is over: it is closed now, at its deadline), ``checked`` (the
    question has been explained, so its answer is final) or ``changed`` (this event was sent before with another answer)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Ack:
    """The answer is stored. ``sequence`` is its place among all saved answers of the attempt."""

    sequence: int


def field_name(position: int) -> str:
    """The name of a question's fields in the form of an attempt; the kinds add to it what they need."""
    return f"q{position}"


def hash_response(position: int, response: Response) -> str:
    return hash_json({"position": position, "response": response})


def save_answer(
    *,
    attempt_id: UUID,
    learner: object,
    position: int,
    client_event_id: UUID,
    data: FormData,
    language: str,
    now: datetime,
) -> Ack:
    """Stores one answer as a new event; ``data`` is the sent form, of which only this question's fields are read.

    What was acknowledged before is acknowledged again, whatever has become of the attempt. Raises Attempt.DoesNotExist for a missing or
    foreign attempt or question, BadResponse, CannotSaveAnswer. Four queries in one transaction.
    """
    with transaction.atomic():
        item = get_locked_item(attempt_id, learner, position)
        response = get_kind(item.version.kind).parse(item.version.structure, data, field_name(position))
        digest = hash_response(position, response)
        sequence = find_sent_event(item.attempt, client_event_id, digest)
        if sequence is None and not close_if_late(item.attempt, now):
            sequence = advance_sequence(item.attempt, by=1, item=item)
            ResponseEvent.objects.create(
                attempt=item.attempt,
                item=item,
                client_event_id=client_event_id,
                sequence=sequence,
                response=response,
                response_hash=digest,
                language=language,
                received_at=now,
            )
    if sequence is None:
        # Said only now: an error inside the transaction would undo the closing.
        raise CannotSaveAnswer("late")
    return Ack(sequence)


def close_if_late(attempt: Attempt, now: datetime) -> bool:
    """Whether the attempt's time is over; it is closed then. Expects a transaction that holds the attempt. No query while there is time."""
    if not attempt.is_late(now):
        return False
    close_by_time(get_any_sheet(attempt.pk, is_locked=True), now)
    return True


def get_locked_item(attempt_id: UUID, learner: object, position: int) -> AttemptItem:
    """The question with its version and its attempt, whose row is locked. One query."""
    item = (
        AttemptItem.objects.select_for_update(of=("attempt",))
        .select_related("attempt", "version")
        .filter(attempt_id=attempt_id, attempt__learner=learner, attempt__mode=Mode.GRADED, position=position)
        .first()
    )
    if item is None:
        raise Attempt.DoesNotExist
    return item


def find_sent_event(attempt: Attempt, client_event_id: UUID, digest: str) -> int | None:
    """The sequence of the event if it is stored already. Raises CannotSaveAnswer if it said something else.

    A query of its own: PostgreSQL reads what a statement selects before it waits for the lock that the statement takes. One query.
    """
    sent = ResponseEvent.objects.filter(attempt=attempt, client_event_id=client_event_id)
    event = sent.values_list("response_hash", "sequence").first()
    if event is None:
        return None
    if event[0] != digest:
        raise CannotSaveAnswer("changed")
    return event[1]


def advance_sequence(attempt: Attempt, *, by: int, item: AttemptItem | None = None) -> int:
    """Takes ``by`` places in the attempt's sequence and returns the last of them.

    Raises CannotSaveAnswer once the attempt is closed, or once ``item`` has been explained. Expects the attempt's row to be locked; the
    conditions are the guard where a database has no row locks, and against an explanation given while this waited for the lock. One query.
    """
    last = attempt.last_sequence + by
    moving = Attempt.objects.open().filter(pk=attempt.pk, last_sequence=attempt.last_sequence)
    if item is not None and explains_each(attempt):
        moving = moving.exclude(Exists(AttemptItem.objects.filter(pk=item.pk, checked_at__isnull=False)))
    if not moving.update(last_sequence=last):
        raise CannotSaveAnswer(closed_code(attempt, item))
    attempt.last_sequence = last
    return last


def explains_each(attempt: Attempt) -> bool:
    return attempt.rules.get("feedback") == Feedback.EACH


def closed_code(attempt: Attempt, item: AttemptItem | None = None) -> str:
    """Why nothing more can be saved."""
    attempt.refresh_from_db(fields=["submitted_at", "deadline_at"])
    if attempt.submitted_at is None and item is not None:
        return "checked"
    return "late" if attempt.is_ended_by_time else "submitted"


def save_answers(*, attempt_id: UUID, learner: object, data: FormData, language: str, now: datetime) -> Sheet:
    """Stores every answer of a whole sent form that differs from the one in force, and returns the attempt as it then stands.

    The way of readers without JavaScript: events get an identity here, and sending the same form again changes nothing.
    Answers that are final keep what they are. Raises Attempt.DoesNotExist, BadResponse (then nothing is stored), CannotSaveAnswer
    ("submitted", "late"). Four queries, one more where each answer is explained at once.
    """
    with transaction.atomic():
        sheet = get_sheet(learner, attempt_id, is_locked=True)
        is_late = close_if_late(sheet.attempt, now)
        if not is_late:
            save_changes(sheet, data, language, now)
    if is_late:
        raise CannotSaveAnswer("late")
    return sheet


def save_changes(sheet: Sheet, data: FormData, language: str, now: datetime) -> None:
    """Stores what a sent form changes. Expects a transaction that holds the attempt. Raises BadResponse, CannotSaveAnswer."""
    if sheet.attempt.submitted_at:
        raise CannotSaveAnswer(closed_code(sheet.attempt))
    changed = take_changes(sheet, data)
    if changed:
        advance_sequence(sheet.attempt, by=len(changed))
        add_events(sheet, changed, language, now)


def take_changes(sheet: Sheet, data: FormData) -> list[AttemptItem]:
    """Puts the sent answers onto the sheet and returns the items whose answer is another than before; a final one is left alone.

    One query where each answer is explained at once, none elsewhere.
    """
    sent, final = sent_positions(data), final_positions(sheet)
    changed = []
    for item in sheet.items:
        if item.position not in sent or item.position in final:
            continue
        response = sheet.kind(item).parse(item.version.structure, data, field_name(item.position))
        if response != sheet.response(item):
            sheet.responses[item.position] = response
            changed.append(item)
    return changed


def final_positions(sheet: Sheet) -> set[int]:
    """Questions that have been explained, read once the attempt is locked: PostgreSQL reads what a statement joins before it waits."""
    if not explains_each(sheet.attempt):
        return set()
    explained = AttemptItem.objects.filter(attempt=sheet.attempt, checked_at__isnull=False)
    return set(explained.values_list("position", flat=True))


def sent_positions(data: FormData) -> set[int]:
    """The questions a form speaks of: those with a field, and those it says it has shown, where an empty answer sends no field."""
    names: Iterable[str] = [*data, *(f"q{position}" for position in data.getlist("shown"))]
    return {int(match[1]) for match in map(FIELD.match, names) if match}


def add_events(sheet: Sheet, items: list[AttemptItem], language: str, now: datetime) -> None:
    """One event for each item, in places of the sequence that are already taken: the last ones. One query."""
    first = sheet.attempt.last_sequence - len(items) + 1
    ResponseEvent.objects.bulk_create(
        ResponseEvent(
            attempt=sheet.attempt,
            item=item,
            client_event_id=uuid.uuid4(),
            sequence=sequence,
            response=sheet.response(item),
            response_hash=hash_response(item.position, sheet.response(item)),
            language=language,
            received_at=now,
        )
        for sequence, item in enumerate(items, start=first)
    )
