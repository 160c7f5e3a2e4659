"""Attempts against a model of them in plain Python: whatever is done in whatever order, the database agrees after every step.

The real operations and the real database; time is a number that the machine moves. What the model knows of judging is one thing: which
option was right when an attempt began.
"""

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from quizzes import registry
from quizzes.definitions import DrawRule, QuizDefinition
from quizzes.models import Attempt, AttemptItem, Placement, Question
from quizzes.operations import (
    check_answer,
    close_late_attempts,
    extend_attempt,
    freeze_question,
    grant_allowance,
    place_quizzes,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from quizzes.queries import get_sheet, rejudge
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, make_body, make_question, option_id
from tests.quizzes.attempt_model import ModelAttempt, error_code, read_answers, read_attempts, read_checks, read_grades

STEPS_EACH = 80
QUICK, LONG = 60, 160
SIZE, OPTIONS, ATTEMPTS, LIMIT, EXTENSIONS = 3, 3, 4, 20, 2
counted = {"steps": 0}

positions, options, events = st.integers(1, SIZE), st.integers(0, OPTIONS - 1), st.integers(0, 5)
people = st.sampled_from(["learner", "other"])
ways = st.sampled_from(["plain", "each", "timed", "timed each", "pass", "blueprint"])
COURSE, LESSON = uuid.UUID(int=11), uuid.UUID(int=12)


class AttemptMachine(RuleBasedStateMachine):
    """Two learners, one quiz of three questions, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.attempts: list[ModelAttempt] = []
        self.rows: list[Attempt] = []
        self.percent = {"learner": 0, "other": 0}
        self.sent: list[tuple[int, str, int, int, uuid.UUID]] = []

    # The world

    @initialize(way=ways)
    def open_quiz(self, way: str) -> None:
        connection.savepoint_rollback(world["savepoint"])
        world["savepoint"] = connection.savepoint()
        self.people = world["people"]
        self.questions = world["questions"]
        self.right = {question.translation_key: 0 for question in self.questions}
        self.live = {question.translation_key for question in self.questions}
        self.quiz_key = uuid.uuid4()
        self.place(way)

    def place(self, way: str) -> None:
        keys = tuple(question.translation_key for question in self.questions)
        self.rules = {
            "time_limit_minutes": LIMIT if "timed" in way else 0,
            "extensions": EXTENSIONS,
            "feedback": "each" if "each" in way else "pass" if way == "pass" else "submission",
            "attempts": ATTEMPTS,
            "blueprint": (DrawRule(SIZE),) if way == "blueprint" else (),
        }
        definition = QuizDefinition(quiz_key=self.quiz_key, mode="graded", question_keys=keys, **self.rules)
        place_quizzes(lesson_key=LESSON, course_key=COURSE, definitions=[definition])
        self.placement = Placement.objects.get(pk=self.quiz_key)

    def moment(self, seconds: int):
        return NOW + timedelta(seconds=seconds)

    def attempt_at(self, index: int) -> tuple[ModelAttempt, Attempt]:
        return self.attempts[index % len(self.attempts)], self.rows[index % len(self.attempts)]

    def fields(self, model: ModelAttempt, position: int, option: int) -> dict[str, str]:
        return {f"q{position}": option_id(model.keys[position - 1], option)}

    def act(self, row: Attempt, actor: str) -> dict:
        return {"attempt_id": row.pk, "learner": self.people[actor], "now": self.moment(self.now)}

    def close_if_late(self, model: ModelAttempt) -> bool:
        if not model.is_late(self.now):
            return False
        model.close(self.now)
        return True

    # What people do

    @rule(person=people)
    def start(self, person: str) -> None:
        mine = [model for model in self.attempts if model.owner == person]
        for model in mine:
            self.close_if_late(model)
        under_way = [model for model in mine if model.submitted is None]

        found: list[Attempt] = []
        code = error_code(
            lambda: found.append(
                start_attempt(learner=self.people[person], placement=self.placement, now=self.moment(self.now), seed=self.now)
            )
        )

        if under_way:
            assert found == [self.rows[self.attempts.index(under_way[0])]]
        elif len(mine) >= ATTEMPTS:
            assert code == "used_up"
        elif len(self.live) < SIZE:
            # The questions that are left; such an attempt is of another size, so it is thrown away.
            assert code == ("" if self.live else "empty")
            Attempt.objects.filter(pk__in=[attempt.pk for attempt in found]).delete()
        else:
            [row] = found
            limit = self.rules["time_limit_minutes"] * 60
            deadline = self.now + limit + limit * self.percent[person] // 100 if limit else None
            items = AttemptItem.objects.filter(attempt=row).select_related("version").order_by("position")
            keys = [item.version.question_key for item in items]
            assert sorted(keys) == sorted(self.live)
            self.attempts.append(
                ModelAttempt(person, len(mine) + 1, dict(self.rules), keys, dict(self.right), self.now, deadline)
            )
            self.rows.append(row)

    @precondition(lambda self: self.attempts)
    @rule(
        index=st.integers(0, 9),
        position=positions,
        option=options,
        event=events,
        actor=st.sampled_from(["owner"] * 5 + ["foreign"]),
    )
    def answer(self, index: int, position: int, option: int, event: int, actor: str) -> None:
        """Few event ids, so that some come again: with the same answer, or with another."""
        model, row = self.attempt_at(index)
        self.send(model, row, actor, position, option, uuid.uuid5(row.pk, str(event)))

    @precondition(lambda self: self.attempts)
    @rule(index=st.integers(0, 9), position=positions, option=options)
    def answer_anew(self, index: int, position: int, option: int) -> None:
        model, row = self.attempt_at(index)
        event = uuid.uuid4()
        self.sent.append((index % len(self.attempts), "owner", position, option, event))
        self.send(model, row, "owner", position, option, event)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 99))
    def deliver_again(self, which: int) -> None:
        """An answer of long ago arrives once more, out of order."""
        index, actor, position, option, event = self.sent[which % len(self.sent)]
        self.send(*self.attempt_at(index), actor, position, option, event)

    def send(self, model: ModelAttempt, row: Attempt, actor: str, position: int, option: int, event: uuid.UUID) -> None:
        person = model.owner if actor == "owner" else {"learner": "other", "other": "learner"}[model.owner]
        acks: list[int] = []
        code = error_code(
            lambda: acks.append(
                save_answer(
                    **self.act(row, person),
                    position=position,
                    client_event_id=event,
                    data=form(self.fields(model, position, option)),
                    language="ar",
                ).sequence
            )
        )
        if person != model.owner:
            assert code == "missing"
        elif event in model.events:
            same = model.events[event][:2] == (position, option)
            assert (code, acks) == (("", [model.events[event][2]]) if same else ("changed", []))
        elif self.close_if_late(model):
            assert code == "late"
        elif model.submitted is not None:
            assert code == model.closed_code()
        elif position in model.checked:
            assert code == "checked"
        else:
            model.save(position, option, event)
            assert (code, acks) == ("", [model.sequence])

    @precondition(lambda self: self.attempts)
    @rule(index=st.integers(0, 9), chosen=st.dictionaries(positions, options))
    def send_whole_form(self, index: int, chosen: dict[int, int]) -> None:
        """Another device, or one without JavaScript."""
        model, row = self.attempt_at(index)
        data = form(
            {name: value for position, option in chosen.items() for name, value in self.fields(model, position, option).items()}
        )
        code = error_code(lambda: save_answers(**self.act(row, model.owner), data=data, language="en"))
        if self.close_if_late(model):
            assert code == "late"
        elif model.submitted is not None:
            assert code == model.closed_code()
        else:
            assert code == ""
            self.take(model, chosen)

    def take(self, model: ModelAttempt, chosen: dict[int, int]) -> None:
        for position, option in sorted(chosen.items()):
            if position not in model.checked and model.answers.get(position) != option:
                model.save(position, option, uuid.uuid4())

    @precondition(lambda self: self.attempts)
    @rule(index=st.integers(0, 9), position=st.integers(1, SIZE + 1), chosen=st.dictionaries(positions, options))
    def check(self, index: int, position: int, chosen: dict[int, int]) -> None:
        model, row = self.attempt_at(index)
        data = form(
            {name: value for place, option in chosen.items() for name, value in self.fields(model, place, option).items()}
        )
        code = error_code(lambda: check_answer(**self.act(row, model.owner), position=position, data=data, language="ar"))
        if position > SIZE:
            assert code == "missing"
        elif model.rules["feedback"] != "each":
            assert code == "bad"
        elif self.close_if_late(model):
            assert code == "late"
        elif model.submitted is not None:
            assert code == model.closed_code()
        else:
            self.take(model, chosen)
            assert code == ("" if position in model.answers else "not whole")
            if position in model.answers:
                model.checked.setdefault(position, self.now)

    @precondition(lambda self: self.attempts)
    @rule(
        index=st.integers(0, 9),
        needs_all=st.booleans(),
        chosen=st.dictionaries(positions, options),
        foreign=st.sampled_from([False] * 4 + [True]),
    )
    def submit(self, index: int, needs_all: bool, chosen: dict[int, int], foreign: bool) -> None:
        """Often again: an attempt that is closed keeps its grade."""
        model, row = self.attempt_at(index)
        data = form(
            {name: value for place, option in chosen.items() for name, value in self.fields(model, place, option).items()}
        )
        actor = {"learner": "other", "other": "learner"}[model.owner] if foreign else model.owner
        code = error_code(lambda: submit_attempt(**self.act(row, actor), data=data, language="ar", needs_all=needs_all))
        if foreign:
            assert code == "missing"
            return
        if self.close_if_late(model) or model.submitted is not None:
            assert code == ""
            return
        self.take(model, chosen)
        if needs_all and len(model.answers) < SIZE:
            assert code == "unanswered"
        else:
            assert code == ""
            model.close(self.now)

    @precondition(lambda self: self.attempts)
    @rule(index=st.integers(0, 9), shown=st.sampled_from([None, 0, 1, 2]))
    def extend(self, index: int, shown: int | None) -> None:
        model, row = self.attempt_at(index)
        code = error_code(lambda: extend_attempt(**self.act(row, model.owner), used=shown))
        if model.submitted is not None:
            assert code == "submitted"
        elif model.deadline is None:
            assert code == "untimed"
        elif self.now > model.deadline:
            assert code == "late"
        elif shown is not None and shown != model.used:
            assert code == ""
        elif model.used >= EXTENSIONS:
            assert code == "used_up"
        else:
            assert code == ""
            model.used += 1
            model.deadline += LIMIT * 60 // 10

    # What staff and the clock do

    @rule(person=people, percent=st.sampled_from([25, 50, 100]))
    def allow_more_time(self, person: str, percent: int) -> None:
        grant_allowance(
            learner_id=self.people[person].pk,
            course_key=COURSE,
            extra_percent=percent,
            granted_by=None,
            now=self.moment(self.now),
        )
        self.percent[person] = percent
        for model in self.attempts:
            if model.owner == person and model.submitted is None and model.deadline is not None and not model.is_late(self.now):
                limit = LIMIT * 60
                granted = model.started + limit + limit * percent // 100 + model.used * (limit // 10)
                model.deadline = max(model.deadline, granted)

    @rule(seconds=st.sampled_from([1, 9, 11, 60, 300, 1150, 1200, 90_000]))
    def let_time_pass(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def run_the_command(self) -> None:
        late = [self.close_if_late(model) for model in self.attempts]
        assert close_late_attempts(now=self.moment(self.now)) == sum(late)

    @rule(which=st.integers(0, SIZE - 1), right=options)
    def edit_question(self, which: int, right: int) -> None:
        """Another answer becomes the right one: a new version, which no attempt under way knows."""
        question = self.questions[which]
        body = make_body("single_choice", question.translation_key, "ar")
        for index, option in enumerate(body[0]["value"]["options"]):
            option["value"]["is_correct"] = index == right
        question.body = body
        question.live = True
        freeze_question(question=question)
        question.live = question.translation_key in self.live
        self.right[question.translation_key] = right

    @rule(which=st.integers(0, SIZE - 1), is_live=st.booleans())
    def publish_or_withdraw_question(self, which: int, is_live: bool) -> None:
        question = self.questions[which]
        Question.objects.filter(pk=question.pk).update(live=is_live)
        (self.live.add if is_live else self.live.discard)(question.translation_key)

    @rule(way=ways)
    def edit_quiz(self, way: str) -> None:
        """Attempts under way keep the rules they began with."""
        self.place(way)

    # What must be true

    @invariant()
    def database_agrees(self) -> None:
        counted["steps"] += 1
        assert read_attempts() == {
            row.pk.hex: (
                model.number,
                model.sequence,
                model.used,
                None if model.deadline is None else self.moment(model.deadline),
                None if model.submitted is None else self.moment(model.submitted),
            )
            for model, row in zip(self.attempts, self.rows, strict=True)
        }
        assert read_answers() == {
            (row.pk.hex, position): option_id(model.keys[position - 1], option)
            for model, row in zip(self.attempts, self.rows, strict=True)
            for position, option in model.answers.items()
        }
        assert read_checks() == {
            (row.pk.hex, position): self.moment(at)
            for model, row in zip(self.attempts, self.rows, strict=True)
            for position, at in model.checked.items()
        }
        assert read_grades() == {
            (row.pk.hex, 1): (model.points, round(sum(model.points) / SIZE, 6), sum(model.points) == SIZE)
            for model, row in zip(self.attempts, self.rows, strict=True)
            if model.submitted is not None
        }

    def teardown(self) -> None:
        """At the end: every closed attempt is judged again to the same points, and the other device reads what this one saved."""
        for model, row in zip(self.attempts, self.rows, strict=True):
            row.refresh_from_db()
            sheet = get_sheet(self.people[model.owner], row.pk)
            assert {position: response["choice"] for position, response in sheet.responses.items()} == {
                position: option_id(model.keys[position - 1], option) for position, option in model.answers.items()
            }
            if model.submitted is not None:
                assert list(rejudge(row.grades.get()).points) == model.points


world: dict = {}


@pytest.mark.parametrize(
    ("examples", "fewest_steps"), [(QUICK, 2_000), pytest.param(LONG, 10_000, marks=pytest.mark.slow)], ids=["quick", "long"]
)
def test_attempts_agree_with_a_model_of_them(db, monkeypatch, examples, fewest_steps):
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: None)
    monkeypatch.setattr(logging.getLogger("quizzes.operations.attempts"), "disabled", True)
    world["people"] = {name: UserFactory.create() for name in ("learner", "other")}
    world["questions"] = [make_question("single_choice") for _number in range(SIZE)]
    world["savepoint"] = connection.savepoint()
    counted["steps"] = 0

    run_state_machine_as_test(
        AttemptMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS_EACH,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(f"{counted['steps']} steps of the attempt machine agreed with the database")
    assert counted["steps"] >= fewest_steps
