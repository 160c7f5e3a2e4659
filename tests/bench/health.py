"""Item statistics: made from a million answers to 2,000 questions, and read."""

import time

from elearn.lib import clock
from quizzes.definitions import QuizDefinition
from quizzes.models import ItemStatistics
from quizzes.operations import refresh_statistics
from quizzes.queries.health import get_question_health, get_test_health, list_items, list_tests
from tests.bench.measuring import count_queries, measure_scale, measure_wall, watched_memory
from tests.bench.table import Table
from tests.data.many_answers import make_answers

QUESTIONS = 2_000
RESPONSES = 1_000_000


def run(table: Table) -> None:
    began = time.perf_counter()
    made = make_answers(questions=QUESTIONS, responses=RESPONSES)
    table.tell(f"{RESPONSES:,} answers written to measure with", time.perf_counter() - began, "s")
    scale = measure_scale()
    with watched_memory() as growth:
        began, spent = time.perf_counter(), time.process_time()
        refreshed = refresh_statistics(now=clock.now())
        seconds, cpu = time.perf_counter() - began, time.process_time() - spent
    if (refreshed.items, refreshed.attempts) < (QUESTIONS, RESPONSES // 10):
        raise AssertionError(f"too little to be a measure: {refreshed}")
    table.most("statistics of 2,000 questions over 1,000,000 answers", seconds, 60 * scale, "s")
    table.tell("the same: CPU of this process", cpu, "s CPU")
    table.most("statistics: memory growth", growth(), 150, "MiB")
    definition = QuizDefinition.from_json(made.course.definition)
    question_key = ItemStatistics.objects.filter(question_key__in=definition.question_keys)[0].question_key

    def read_test() -> None:
        get_test_health(made.course.pk, "ar")
        if len(list_items(definition, made.course.course_key, "ar")) != QUESTIONS:
            raise AssertionError("questions without figures")

    table.most("health of a test with 2,000 questions: SQL", count_queries(read_test).count, 3)
    table.tell("health of a test with 2,000 questions", measure_wall(read_test), "ms")
    table.most("health of a question: SQL", count_queries(lambda: get_question_health(question_key, "ar")).count, 3)
    table.most("health of every test: SQL", count_queries(lambda: list_tests("ar")).count, 3)
