"""A million answers at once, for benchmarks. Always the same rows for the same arguments, but for their order in the tables."""

import json
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import batched

from django.db import connection, models, transaction

from accounts.models import User
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Grade, Placement, Question, QuestionVersion, QuestionWording, ResponseEvent
from tests.factories.quizzes import make_locale

ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/benchmark/answers")
FIRST = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
ITEMS = 10
OPTIONS = 4
TESTS_EACH = 10
BATCH = 20_000


@dataclass(frozen=True)
class Made:
    """``course``: a test that names all questions; nobody has taken it as a whole."""

    responses: int
    course: Placement


def make_answers(*, questions: int, responses: int) -> Made:
    """``responses`` answers to single choices, ``ITEMS`` an attempt, each learner's first attempts at ``TESTS_EACH`` fixed tests."""
    versions = make_versions(questions)
    with transaction.atomic():
        attempts = responses // ITEMS
        learners = [
            User(id=key("learner", number), username=f"many-{number:07}", password="!")
            for number in range(attempts // TESTS_EACH)
        ]
        User.objects.bulk_create(learners, batch_size=1000)
        tests = [versions[start : start + ITEMS] for start in range(0, questions, ITEMS)]
        write(Attempt, attempt_rows(attempts, len(tests)), attempts)
        first_item = (AttemptItem.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        write(AttemptItem, item_rows(attempts, tests, first_item), attempts * ITEMS)
        first_event = (ResponseEvent.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        write(ResponseEvent, event_rows(attempts, tests, first_item, first_event), attempts * ITEMS)
        first_grade = (Grade.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        write(Grade, grade_rows(attempts, first_grade), attempts)
    with connection.cursor() as cursor:
        # As an installation that has grown to this size would have had it done.
        cursor.execute("ANALYZE")
    return Made(attempts * ITEMS, place_course(versions))


def key(kind: str, number: int) -> uuid.UUID:
    return uuid.uuid5(ROOT, f"{kind}-{number}")


def make_versions(count: int) -> list[QuestionVersion]:
    locale = make_locale("ar")
    versions = []
    for number in range(count):
        options = [{"id": str(key(f"option-{number}", index)), "correct": index == 0} for index in range(OPTIONS)]
        structure = {"options": options}
        versions.append(
            QuestionVersion(
                id=key("version", number),
                question_key=key("question", number),
                course_key=ROOT,
                number=1,
                kind="single_choice",
                structure=structure,
                structure_hash=str(number),
                created_at=FIRST,
            )
        )
    QuestionVersion.objects.bulk_create(versions, batch_size=500)
    QuestionWording.objects.bulk_create(
        (
            QuestionWording(version=version, language="ar", words=make_words(version), words_hash="", created_at=FIRST)
            for version in versions
        ),
        batch_size=500,
    )
    Question.objects.bulk_create(
        (
            Question(
                translation_key=version.question_key,
                locale=locale,
                course_key=ROOT,
                body=[],
                live=True,
                kind="single_choice",
                stem=f"سؤال القياس {number}",
            )
            for number, version in enumerate(versions)
        ),
        batch_size=200,
    )
    return versions


def make_words(version: QuestionVersion) -> dict:
    options = {option["id"]: {"text": "خيار القياس", "explanation": ""} for option in version.structure["options"]}
    return {"stem": "سؤال القياس", "explanation": "", "options": options, "lesson_key": "", "anchor": ""}


def place_course(versions: list[QuestionVersion]) -> Placement:
    definition = QuizDefinition(
        quiz_key=key("quiz", -1), mode=Mode.GRADED, question_keys=tuple(version.question_key for version in versions), draw=ITEMS
    )
    return Placement.objects.create(
        quiz_key=definition.quiz_key,
        course_key=ROOT,
        lesson_key=key("lesson", 0),
        mode=Mode.GRADED,
        definition=definition.as_json(),
    )


@cache
def attempt_key(number: int) -> uuid.UUID:
    """Spread like the keys that the platform makes."""
    return uuid.UUID(int=random.Random(number).getrandbits(128), version=4)


@cache
def in_order(count: int) -> list[int]:
    """The attempts in the order of their keys: a database takes in rows faster that follow each other."""
    return sorted(range(count), key=attempt_key)


def attempt_rows(count: int, tests: int) -> Iterator[tuple]:
    for number in in_order(count):
        learner, turn = divmod(number, TESTS_EACH)
        started_at = FIRST + timedelta(minutes=number)
        yield (
            attempt_key(number),
            key("learner", learner),
            key("quiz", (learner + turn) % tests),
            ROOT,
            key("lesson", 0),
            Mode.GRADED.value,
            1,
            "{}",
            number,
            started_at,
            started_at + timedelta(hours=1),
            ITEMS,
            None,
            0,
        )


def item_rows(count: int, tests: list[list[QuestionVersion]], first: int) -> Iterator[tuple]:
    for place, number in enumerate(in_order(count)):
        attempt = attempt_key(number)
        for index, version in enumerate(test_of(number, tests)):
            yield first + place * ITEMS + index, attempt, index + 1, version.pk, None


def test_of(number: int, tests: list[list[QuestionVersion]]) -> list[QuestionVersion]:
    learner, turn = divmod(number, TESTS_EACH)
    return tests[(learner + turn) % len(tests)]


test_of.__test__ = False


def right_ones(number: int) -> list[int]:
    """Which option each item of an attempt got: 0, the right one, more often in some attempts than in others."""
    chance = random.Random(number)
    ability = 0.3 + 0.6 * chance.random()
    return [0 if chance.random() < ability else chance.randrange(1, OPTIONS) for _item in range(ITEMS)]


def event_rows(count: int, tests: list[list[QuestionVersion]], first_item: int, first: int) -> Iterator[tuple]:
    for order, number in enumerate(in_order(count)):
        attempt, started_at = attempt_key(number), FIRST + timedelta(minutes=number)
        for index, (version, option) in enumerate(zip(test_of(number, tests), right_ones(number), strict=True)):
            place = order * ITEMS + index
            response = json.dumps({"choice": version.structure["options"][option]["id"]})
            moment = started_at + timedelta(seconds=20 * (index + 1) + option)
            yield (
                first + place,
                attempt,
                first_item + place,
                uuid.UUID(int=place),
                index + 1,
                response,
                "0" * 64,
                "ar",
                moment,
                None,
            )


def grade_rows(count: int, first: int) -> Iterator[tuple]:
    for order, number in enumerate(in_order(count)):
        points = [float(option == 0) for option in right_ones(number)]
        score = sum(points) / ITEMS
        yield (
            first + order,
            attempt_key(number),
            1,
            score,
            json.dumps(points),
            score >= 0.7,
            70,
            "submitted",
            "",
            "{}",
            None,
            None,
            FIRST + timedelta(minutes=number + 60),
        )


def write(model: type[models.Model], rows: Iterable[tuple], count: int) -> None:
    """Puts rows into a table as they are, values in the order of the model's columns: objects would take longer than the database."""
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    written = 0
    with connection.cursor() as cursor:
        for part in batched(rows, BATCH):
            written += len(part)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in part:
                        copy.write_row(row)
            else:
                adapt = {uuid.UUID: lambda value: value.hex, datetime: lambda value: value.strftime("%Y-%m-%d %H:%M:%S.%f")}
                values = [tuple(adapt[type(value)](value) if type(value) in adapt else value for value in row) for row in part]
                cursor.cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(fields))})", values)
    if written != count:
        raise ValueError(f"{written} rows of {model.__name__}, {count} expected")
