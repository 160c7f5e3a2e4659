"""Learners of the loaded course with sessions and open attempts, for benchmarks and fault tests."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from courses.models import ItemTitle
from elearn.demo import right_form
from learning.models import Enrolment
from learning.operations import confirm_lesson, enrol
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Placement, QuestionVersion
from quizzes.operations import answer_practice, start_attempt, submit_attempt
from quizzes.queries import get_practice

TEST_PATH = "/ar/e-advocacy/concepts/test/"
LESSON_PATH = "/ar/e-advocacy/concepts/what-is-advocacy/"
COURSE_PATH = "/ar/e-advocacy/"
MODULE_PATH = "/ar/e-advocacy/concepts/"
WORDS = ("المناصرة", "الحملة", "القرار", "advocacy")

type Fields = Mapping[str, list[str]]


@dataclass(frozen=True)
class Learner:
    user: User
    enrolment: Enrolment
    session_key: str


@dataclass(frozen=True)
class Taker:
    """A learner with an open attempt at the graded test."""

    learner: Learner
    attempt: Attempt
    items: list[AttemptItem]


def sign_in(user: User) -> str:
    """The key of a session in which ``user`` has signed in, as the log-in form would make it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def find_item(path: str) -> ItemTitle:
    """The page of the loaded course that stands at this address."""
    return ItemTitle.objects.get(language="ar", path=path)


def graded_test() -> Placement:
    """The test of the concepts module."""
    return Placement.objects.live().get(lesson_key=find_item(TEST_PATH).item_key)


def make_learner(now: datetime) -> Learner:
    """Somebody enrolled in the loaded course, signed in."""
    user = User.objects.create(display_name="متعلّمة القياس", password="!")
    return Learner(user, enrol(learner=user, course_key=graded_test().course_key, now=now), sign_in(user))


def make_taker(now: datetime, learner: Learner | None = None) -> Taker:
    learner = learner or make_learner(now)
    attempt = start_attempt(learner=learner.user, placement=graded_test(), now=now)
    return Taker(learner, attempt, list(attempt.items.select_related("version")))


def right_answers(items: list[AttemptItem]) -> QueryDict:
    """One form that answers every question rightly."""
    data = QueryDict(mutable=True)
    for item in items:
        data.update(right_form(item))
    return data


def do_required_lessons(learner: Learner, now: datetime, *, leaving: int = 0) -> list[UUID]:
    """Passes every test and reads every required lesson but the last ``leaving`` ones, whose keys it returns."""
    lessons = list(learner.enrolment.version.outline.required_lessons())
    for lesson in lessons:
        if lesson.tests:
            taker = make_taker(now, learner)
            submit_attempt(
                attempt_id=taker.attempt.pk, learner=learner.user, now=now, data=right_answers(taker.items), language="ar"
            )
    to_read = [UUID(lesson.key) for lesson in lessons if not lesson.tests]
    done = to_read[: len(to_read) - leaving]
    for key in done:
        confirm_lesson(enrolment=learner.enrolment, lesson_key=key, now=now)
    return to_read[len(done) :]


def miss_questions(learner: Learner, now: datetime, *, attempts: int, answers: int) -> None:
    """Guesses a test so often, one a day up to yesterday, and answers so many practice questions of the course at random, some every day."""
    chance = random.Random(3)
    for number in range(attempts, 0, -1):
        moment = now - timedelta(days=number)
        taker = make_taker(moment, learner)
        form = QueryDict(mutable=True)
        for item in taker.items:
            form.update(MultiValueDict(random_answer(item, chance)))
        submit_attempt(attempt_id=taker.attempt.pk, learner=learner.user, now=moment, data=form, language="ar")
    practices = Placement.objects.live().filter(course_key=learner.enrolment.course_key, mode=Mode.PRACTICE)
    questions = [(placement, question) for placement in practices for question in get_practice(placement, None)]
    for number in range(answers):
        placement, question = questions[number % len(questions)]
        form = QueryDict(mutable=True)
        form.update(MultiValueDict(random_fields(question.version, question.name, chance)))
        answer_practice(
            placement=placement,
            question_key=question.key,
            learner=learner.user,
            data=form,
            language="ar",
            now=now - timedelta(days=answers - number),
        )


def random_answer(item: AttemptItem, chance: random.Random) -> Fields:
    """The fields of some whole answer to the question, right or wrong."""
    return random_fields(item.version, f"q{item.position}", chance)


def random_fields(version: QuestionVersion, name: str, chance: random.Random) -> Fields:
    structure = version.structure
    match version.kind:
        case "single_choice":
            return {name: [chance.choice(option_ids(structure))]}
        case "multiple_choice":
            options = option_ids(structure)
            return {name: chance.sample(options, chance.randint(1, len(options)))}
        case "true_false":
            return {name: [chance.choice(("true", "false"))]}
        case "ordering":
            places = chance.sample(range(1, len(structure["order"]) + 1), len(structure["order"]))
            return {f"{name}-{key}": [str(place)] for key, place in zip(structure["order"], places, strict=True)}
        case _:
            return {name: [f"{chance.choice(WORDS)} {chance.randrange(1000)}"]}


def option_ids(structure: dict[str, Any]) -> list[str]:
    return [option["id"] for option in structure["options"]]
