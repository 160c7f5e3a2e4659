"""What the clients of a fault test sent and were told, and how it is held against the database. Plain Python."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Row:
    """One saved answer as the database holds it."""

    attempt_id: UUID
    event_id: UUID
    sequence: int
    received_at: datetime


@dataclass
class Journal:
    """One client's own record. ``acks``: every sequence an event was acknowledged with; ``resent_at``: when it was first sent again."""

    attempt_id: UUID
    sent: set[UUID] = field(default_factory=set)
    acks: dict[UUID, set[int]] = field(default_factory=dict)
    resent_at: dict[UUID, datetime] = field(default_factory=dict)
    errors: int = 0
    refusals: list[str] = field(default_factory=list)

    def acknowledge(self, event_id: UUID, sequence: int) -> None:
        self.acks.setdefault(event_id, set()).add(sequence)


def find_faults(journals: Iterable[Journal], rows: Iterable[Row], last_sequences: dict[UUID, int]) -> list[str]:
    """Every broken promise, a line each; empty when all hold.

    ``last_sequences``: what each attempt itself says its last place is.
    """
    journals, rows = list(journals), list(rows)
    stored = {(row.attempt_id, row.event_id): row.sequence for row in rows}
    sent = {(journal.attempt_id, event_id) for journal in journals for event_id in journal.sent}
    faults = [f"lost: {event_id} was acknowledged and is not stored" for event_id in find_lost(journals, stored)]
    faults += [f"phantom: {event_id} is stored and was never sent" for key in stored if key not in sent for event_id in key[1:]]
    copies = Counter((row.attempt_id, row.event_id) for row in rows)
    faults += [f"doubled: {event_id} is stored {count} times" for (_attempt, event_id), count in copies.items() if count > 1]
    faults += find_moved(journals, stored)
    for attempt_id, last in last_sequences.items():
        places = sorted(row.sequence for row in rows if row.attempt_id == attempt_id)
        if places != list(range(1, last + 1)):
            faults.append(f"sequence: attempt {attempt_id} ends at {last} and holds {places}")
    return faults


def find_lost(journals: list[Journal], stored: dict[tuple[UUID, UUID], int]) -> list[UUID]:
    return [event_id for journal in journals for event_id in journal.acks if (journal.attempt_id, event_id) not in stored]


def find_moved(journals: list[Journal], stored: dict[tuple[UUID, UUID], int]) -> list[str]:
    """Acknowledgements that name another place than the stored one, or different places at different times."""
    return [
        f"moved: {event_id} was acknowledged as {sorted(told)} and stands at {stored[journal.attempt_id, event_id]}"
        for journal in journals
        for event_id, told in journal.acks.items()
        if (journal.attempt_id, event_id) in stored and told != {stored[journal.attempt_id, event_id]}
    ]


def count_lost_acks(journals: Iterable[Journal], rows: Iterable[Row]) -> int:
    """Answers that were stored although their client heard nothing: the moments the test is after."""
    resent = {event_id: moment for journal in journals for event_id, moment in journal.resent_at.items()}
    return sum(row.event_id in resent and row.received_at < resent[row.event_id] for row in rows)
