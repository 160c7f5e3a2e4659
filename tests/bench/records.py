"""What learners do: fragments, answers, tests, dashboard, certificate."""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import count

from certificates.models import Certificate, generate_code
from certificates.queries import document_of
from certificates.rendering import render_pdf
from elearn.lib import clock
from tests.bench.measuring import Queries, Subject, call, count_queries, expect, measure_beside_reference
from tests.bench.people import (
    LESSON_PATH,
    Learner,
    Taker,
    do_required_lessons,
    find_item,
    make_learner,
    make_taker,
    miss_questions,
    random_answer,
    right_answers,
)
from tests.bench.table import Table

type Prepared = tuple[Taker, Mapping[str, list[str]]]

FRAGMENT = {"X-Fragment": "1"}
numbers = count(1)


def run(table: Table) -> None:
    learner = make_learner(clock.now())
    miss_questions(learner, clock.now(), attempts=60, answers=200)
    do_required_lessons(learner, clock.now(), leaving=3)
    measure_reading(table, learner)
    measure_answering(table)
    measure_submitting(table)
    measure_certificate(table)


def measure_reading(table: Table, learner: Learner) -> None:
    lesson_key = find_item(LESSON_PATH).item_key
    pages = {
        "personal fragment of a lesson": f"/ar/me/courses/{learner.enrolment.course_key}/lessons/{lesson_key}/",
        "every practice of a lesson": f"/ar/quizzes/practice/lessons/{lesson_key}/",
    }
    works = {
        name: lambda path=path: expect(call(path, session_key=learner.session_key, headers=FRAGMENT))
        for name, path in pages.items()
    }
    works["dashboard"] = lambda: expect(call("/ar/me/", session_key=learner.session_key))
    review = f"/ar/quizzes/review/{learner.enrolment.course_key}/"
    works["review of what was missed"] = lambda: expect(call(review, session_key=learner.session_key))
    budgets = {"dashboard": (12, 40), "review of what was missed": (12, 40), "every practice of a lesson": (5, None)}
    for work in works.values():
        work()
    costs, scale = measure_beside_reference(*(Subject(name, work, calls=40) for name, work in works.items()))
    for name, work in works.items():
        most_sql, most_cpu = budgets.get(name, (5, 4))
        table.most(f"{name}: SQL", count_queries(work).count, most_sql)
        if most_cpu is None:
            table.tell(name, costs[name], "ms CPU")
        else:
            table.most(name, costs[name], most_cpu * scale, "ms CPU")


def measure_answering(table: Table) -> None:
    taker, chance = make_taker(clock.now()), random.Random(1)

    def save() -> None:
        item = taker.items[next(numbers) % len(taker.items)]
        path = f"/ar/quizzes/attempts/{taker.attempt.pk}/answers/{item.position}/"
        fields = {**random_answer(item, chance), "event": str(uuid.uuid4())}
        expect(call(path, session_key=taker.learner.session_key, fields=fields))

    save()
    queries = count_queries(save)
    table.most("save one answer: SQL", queries.count, 6)
    table.most("save one answer: transactions", queries.transactions, 1)
    costs, scale = measure_beside_reference(Subject("save", save, calls=60))
    table.most("save one answer", costs["save"], 8 * scale, "ms CPU")


def measure_submitting(table: Table) -> None:
    """A form with ten answers, none saved before, is handed in: by somebody who guesses, and by somebody who passes."""
    chance = random.Random(2)

    def submit(prepared: Prepared) -> None:
        taker, fields = prepared
        path = f"/ar/quizzes/attempts/{taker.attempt.pk}/"
        expect(call(path, session_key=taker.learner.session_key, fields={**fields, "intent": "submit_anyway"}), 302)

    def prepare_passing() -> Prepared:
        taker = make_taker(clock.now())
        return taker, dict(right_answers(taker.items).lists())

    def prepare_failing() -> Prepared:
        taker = make_taker(clock.now())
        fields = {name: values for item in taker.items for name, values in random_answer(item, chance).items()}
        return taker, fields

    def count_most(prepare: Callable[[], Prepared]) -> Queries:
        # Kinds that are marked by words cost one query more; not every draw has one of them.
        prepared = [prepare() for _number in range(5)]
        return max((count_queries(partial(submit, each)) for each in prepared), key=lambda queries: queries.count)

    submit(prepare_passing())
    failed, passed = count_most(prepare_failing), count_most(prepare_passing)
    table.most("submit and grade ten: SQL", failed.count, 8)
    table.most("submit and grade ten: transactions", failed.transactions, 1)
    table.tell("what passing adds, progress kept: SQL", passed.count - failed.count)
    costs, scale = measure_beside_reference(
        Subject("failed", submit, prepare_failing, calls=8), Subject("passed", submit, prepare_passing, calls=8)
    )
    table.most("submit and grade ten, not passed", costs["failed"], 20 * scale, "ms CPU")
    table.most("submit and grade ten, passed, progress kept", costs["passed"], 20 * scale, "ms CPU")


def measure_certificate(table: Table) -> None:
    learner = make_learner(clock.now())
    do_required_lessons(learner, clock.now())
    certificate = Certificate.objects.get(learner=learner.user)
    Certificate.objects.filter(pk=certificate.pk).update(name="سلمى بنت خليل", name_latin="Salma Khalil")
    certificate.refresh_from_db()
    document = document_of(certificate)

    def render() -> None:
        # Another person each time: nothing of the name, the code or its picture is left from the one before.
        code = generate_code()
        render_pdf(replace(document, code=code, url=document.url.replace(document.code, code), name=f"سلمى {next(numbers)}"))

    render()
    costs, scale = measure_beside_reference(Subject("pdf", render, calls=20))
    table.most("certificate PDF", costs["pdf"], 20 * scale, "ms CPU")
    path = f"/ar/certificates/{certificate.code}.pdf"
    table.tell("certificate PDF", len(expect(call(path, session_key=learner.session_key)).body) / 1000, "KB")
