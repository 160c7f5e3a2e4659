"""Workers of the real server die by SIGKILL while learners save answers: whatever was acknowledged is there, once."""

import http.client
import json
import random
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import connection

from elearn.lib import clock
from quizzes.models import Attempt, ResponseEvent
from tests import databases
from tests.bench.people import Fields, Taker, make_taker, random_answer
from tests.faults.journal import Journal, Row, count_lost_acks, find_faults
from tests.server import Client, Server, running_server

WORKERS = 2
SECONDS_TO_ANSWER = 8
SECONDS_TO_FINISH = 60
MOST_PAUSE = 0.5
PATIENCE = 15.0
MOST_THOUGHT = 0.03
REPEATED_SHARE = 0.05
RECONNECTING_SHARE = 0.2


@dataclass
class Saver(threading.Thread):
    """One learner who answers question after question, and sends an answer again, under the same identity, until it is acknowledged.

    Some acknowledged answers are sent once more for no reason, as a page that was reloaded at the wrong moment does.
    """

    taker: Taker
    port: int
    seed: int

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.journal = Journal(self.taker.attempt.pk)
        self.stopping = threading.Event()
        self.give_up_at = float("inf")
        self.chance = random.Random(self.seed)
        self.client = Client(self.port, self.taker.learner.session_key, seconds=SECONDS_TO_ANSWER)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.stopping.is_set() and not self.journal.refusals:
            if self.chance.random() < RECONNECTING_SHARE:
                # A kept connection stays with its worker: a new worker would never be asked.
                self.client.close()
            time.sleep(self.chance.uniform(0, MOST_THOUGHT))
            item = self.chance.choice(self.taker.items)
            fields, event_id = random_answer(item, self.chance), uuid.uuid4()
            if self.send_until_acknowledged(item.position, event_id, fields) and self.chance.random() < REPEATED_SHARE:
                self.send_until_acknowledged(item.position, event_id, fields)
        self.client.close()

    def finish(self) -> None:
        """Lets the answer under way come to its end, if it does so in time."""
        self.give_up_at = time.monotonic() + SECONDS_TO_FINISH
        self.stopping.set()

    def send_until_acknowledged(self, position: int, event_id: uuid.UUID, fields: Fields) -> bool:
        self.journal.sent.add(event_id)
        while time.monotonic() < self.give_up_at and not self.journal.refusals:
            if self.send(position, event_id, fields):
                return True
            time.sleep(self.chance.uniform(0.01, 0.1))
            self.journal.resent_at.setdefault(event_id, clock.now())
        return False

    def send(self, position: int, event_id: uuid.UUID, fields: Fields) -> bool:
        """Whether it was acknowledged. No answer and a failing server are errors, to be tried again; a refusal ends the test."""
        path = f"/ar/quizzes/attempts/{self.taker.attempt.pk}/answers/{position}/"
        try:
            answer = self.client.post(path, {**fields, "event": str(event_id)})
            if answer.status == 200:
                self.journal.acknowledge(event_id, json.loads(answer.body)["sequence"])
                return True
        except (OSError, http.client.HTTPException):
            self.journal.errors += 1
            return False
        if answer.status >= 500:
            self.journal.errors += 1
        else:
            self.journal.refusals.append(f"{answer.status}: {answer.body[:300]!r}")
        return False


def kill_workers(server: Server, savers: list[Saver], count: int, seconds: float, chance: random.Random) -> int:
    """Kills a serving worker at a random moment, ``count`` times if the time allows; returns how often.

    Always the oldest of all: granian takes the death of a worker that it has just replaced for a loop of crashes, and gives up.
    On a busy machine it does not wait for ever until the other one serves too: then nobody serves for a while.
    """
    deadline, killed, acknowledged, last = time.monotonic() + seconds, 0, 0, 0.0
    while killed < count and time.monotonic() < deadline and server.main.poll() is None:
        workers, serving = server.workers(), server.serving_workers()
        is_ready = len(serving) == WORKERS or (len(workers) == WORKERS and time.monotonic() - last > PATIENCE)
        # Answers have come through since the last kill: the next one meets a course at work.
        is_at_work = count_acks(savers) > acknowledged
        if not is_ready or not is_at_work or workers[0] not in serving:
            time.sleep(0.02)
            continue
        time.sleep(chance.uniform(0, MOST_PAUSE))
        acknowledged, last = count_acks(savers), time.monotonic()
        workers[0].end(signal.SIGKILL)
        killed += 1
    return killed


def count_acks(savers: list[Saver]) -> int:
    return sum(len(saver.journal.acks) for saver in savers)


@contextmanager
def saving_learners(server: Server, count: int) -> Iterator[list[Saver]]:
    now = clock.now()
    savers = [Saver(make_taker(now), server.port, seed) for seed in range(count)]
    for saver in savers:
        saver.start()
    try:
        yield savers
    finally:
        for saver in savers:
            saver.finish()
        for saver in savers:
            saver.join(SECONDS_TO_FINISH + SECONDS_TO_ANSWER)


def stored_rows(savers: list[Saver]) -> list[Row]:
    fields = ("attempt_id", "client_event_id", "sequence", "received_at")
    attempts = [saver.journal.attempt_id for saver in savers]
    return [Row(*values) for values in ResponseEvent.objects.filter(attempt__in=attempts).values_list(*fields)]


def is_database_sound() -> bool:
    if databases.IS_POSTGRES:
        return True
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def kill_and_check(kills: int, clients: int, seconds: float) -> str:
    """The whole fault test; returns its figures in words."""
    began = clock.now()
    with running_server(databases.run_name(), workers=WORKERS, environment={"SECRET_KEY": settings.SECRET_KEY}) as server:
        with saving_learners(server, clients) as savers:
            killed = kill_workers(server, savers, kills, seconds, random.Random(20260301))
        log = server.log_end()
    journals, rows = [saver.journal for saver in savers], stored_rows(savers)
    last_sequences = dict(
        Attempt.objects.filter(pk__in=[journal.attempt_id for journal in journals]).values_list("pk", "last_sequence")
    )
    acks, errors = count_acks(savers), sum(journal.errors for journal in journals)
    lost_acks = count_lost_acks(journals, rows)
    figures = (
        f"{killed} kills in {(clock.now() - began).total_seconds():.0f} s, {clients} clients, {acks} acknowledged answers, "
        f"{errors} requests without an answer ({errors / max(acks + errors, 1):.1%}), {lost_acks} answers stored although their acknowledgement was lost"
    )

    assert [refusal for journal in journals for refusal in journal.refusals] == [], log
    assert find_faults(journals, rows, last_sequences) == []
    assert is_database_sound()
    assert killed == kills, f"{figures}\n{log}"
    assert [saver.is_alive() for saver in savers] == [False] * clients
    # The kills have met requests under way, or nothing was tried.
    assert errors >= kills // 2, figures
    return figures


@pytest.mark.usefixtures("loaded_course")
def test_no_acknowledged_answer_is_lost_or_doubled_in_50_kills(capsys: pytest.CaptureFixture[str]) -> None:
    figures = kill_and_check(kills=50, clients=8, seconds=480)

    with capsys.disabled():
        print(f"\n{figures}")


@pytest.mark.slow
@pytest.mark.usefixtures("loaded_course")
def test_no_acknowledged_answer_is_lost_or_doubled_in_300_kills(capsys: pytest.CaptureFixture[str]) -> None:
    figures = kill_and_check(kills=300, clients=24, seconds=1800)

    with capsys.disabled():
        print(f"\n{figures}")
