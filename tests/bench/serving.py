"""The real server: how its static files go out, what a worker holds in memory, how many attempts it takes a second."""

import random
import re
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from certificates.models import Certificate
from elearn.lib import clock
from tests.bench.measuring import MEBIBYTE, expect, measure_scale
from tests.bench.people import (
    COURSE_PATH,
    LESSON_PATH,
    MODULE_PATH,
    do_required_lessons,
    find_item,
    graded_test,
    make_learner,
    make_taker,
    random_answer,
    sign_in,
)
from tests.bench.table import Table
from tests.factories.accounts import make_administrator
from tests.server import Answer, Client, Server, read_cpu, read_memory_share, read_rss, running_server

CLIENTS = 8
ATTEMPTS = 96
REQUESTS = 200
MOODLE_ATTEMPTS = 3.4
SECONDS = 120
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
FIELD = re.compile(r'<(input|select|textarea)\b[^>]*\bname="(q\d+[^"]*)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')


def run(table: Table, database: str) -> None:
    with running_server(database, environment={"SECRET_KEY": settings.SECRET_KEY}) as server:
        measure_static(table, server)
        measure_memory(table, server)
        measure_attempts(table, server)


def measure_static(table: Table, server: Server) -> None:
    paths = ASSET.findall(expect(server.get(LESSON_PATH)).body.decode())
    answers = [expect(server.get(path, {"Accept-Encoding": "br"})) for path in paths]
    uncompressed = sum(answer.headers.get("content-encoding") != "br" for answer in answers)
    forgotten = sum("immutable" not in answer.headers.get("cache-control", "") for answer in answers)
    table.most(f"{len(paths)} style sheets and scripts of a lesson: sent without brotli", uncompressed, 0)
    table.most("the same: not kept for ever by the browser", forgotten, 0)


# Memory ------------------------------------------------------------------------------


def measure_memory(table: Table, server: Server) -> None:
    """Learners and an administrator at work, spread over connections so that every worker gets its part."""
    fresh = max(read_rss(worker.pid) for worker in server.workers())
    steps = prepare_steps(server.port)
    for number in range(REQUESTS):
        answer = steps[number % len(steps)]()
        if answer.status not in {200, 302}:
            raise AssertionError(f"step {number % len(steps)}: status {answer.status}: {answer.body[:300]!r}")
    workers = server.workers()
    table.tell("memory a worker, at start", fresh / MEBIBYTE, "MiB")
    table.tell(f"the same after {REQUESTS} mixed requests", max(read_rss(worker.pid) for worker in workers) / MEBIBYTE, "MiB")
    # What two workers both map is there once.
    table.most("its share of it", max(read_memory_share(worker.pid) for worker in workers) / MEBIBYTE, 130, "MiB")


def prepare_steps(port: int) -> list[Callable[[], Answer]]:
    now, chance = clock.now(), random.Random(3)
    holder, taker = make_learner(now), make_taker(now)
    do_required_lessons(holder, now)
    Certificate.objects.filter(learner=holder.user).update(name="سلمى بنت خليل")
    code = Certificate.objects.get(learner=holder.user).code
    people = {"holder": holder.session_key, "taker": taker.learner.session_key, "staff": sign_in(make_administrator())}
    lesson_key, course_key = find_item(LESSON_PATH).item_key, holder.enrolment.course_key
    attempt = f"/ar/quizzes/attempts/{taker.attempt.pk}/"
    with override("ar"):
        report = reverse("reports:completion")

    def get(path: str, person: str = "", **headers: str) -> Callable[[], Answer]:
        # A connection each: the kernel spreads connections over the workers.
        return lambda: Client(port, people.get(person, "")).get(path, {"Accept-Encoding": "br", **headers})

    def save() -> Answer:
        item = chance.choice(taker.items)
        fields = {**random_answer(item, chance), "event": str(uuid.uuid4())}
        return Client(port, people["taker"]).post(f"{attempt}answers/{item.position}/", fields)

    fragment = {"X-Fragment": "1"}
    return [
        *(
            get(path.replace("/ar/", language))
            for path in (COURSE_PATH, MODULE_PATH, LESSON_PATH)
            for language in ("/ar/", "/en/")
        ),
        get("/ar/"),
        get("/ar/glossary/"),
        get("/ar/me/", "taker"),
        get(f"/ar/me/courses/{course_key}/", "holder", **fragment),
        get(f"/ar/me/courses/{course_key}/lessons/{lesson_key}/", "taker", **fragment),
        get(attempt, "taker"),
        *[save] * 10,
        get(f"/ar/certificates/{code}/"),
        get(f"/ar/certificates/{code}.pdf", "holder"),
        get("/cms/", "staff"),
        get(report, "staff"),
    ]


# Attempts ------------------------------------------------------------------------------


def measure_attempts(table: Table, server: Server) -> None:
    """Whole attempts as a browser without scripts makes them: start, read the ten questions, hand in the form, read the result."""
    quiz, now = graded_test().quiz_key, clock.now()
    keys = [make_learner(now).session_key for _number in range(CLIENTS)]

    def take(number: int) -> int:
        chance, done = random.Random(number), 0
        client = Client(server.port, keys[number])
        for _number in range(ATTEMPTS // CLIENTS):
            path = expect(client.post(f"/ar/quizzes/{quiz}/", {}), 302).headers["location"]
            form = fill_form(expect(client.get(path)).body.decode(), chance)
            result = expect(client.post(path, {**form, "intent": "submit_anyway"}), 302).headers["location"]
            expect(client.get(result))
            done += 1
        client.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        began, spent = time.perf_counter(), server_cpu(server)
        done = sum(pool.map(take, range(CLIENTS), timeout=SECONDS))
        seconds, spent = time.perf_counter() - began, server_cpu(server) - spent
    name = f"ten-question attempts a second, {CLIENTS} clients, 4 requests each"
    table.least(name, done / seconds, 10 * MOODLE_ATTEMPTS / measure_scale(), "a second")
    table.tell("the same, times what Moodle does", done / seconds / MOODLE_ATTEMPTS)
    table.tell("CPU of the workers for one such attempt", spent / done * 1000, "ms CPU")


def server_cpu(server: Server) -> float:
    """Seconds that the workers have computed."""
    return sum(read_cpu(worker.pid) for worker in server.workers())


def fill_form(html: str, chance: random.Random) -> dict[str, str]:
    """Some answer to every question of the page, read from its fields."""
    offered: dict[str, list[str]] = {}
    for tag in FIELD.finditer(html):
        kind, name = tag[1], tag[2]
        value = VALUE.search(tag[0])
        is_choice = kind == "input" and value and value[1]
        offered.setdefault(name, []).append(value[1] if is_choice else "1")
    return {name: chance.choice(values) for name, values in offered.items()}
