"""What is to be reviewed, as it follows from marks and answers; and answering it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from quizzes import registry
from quizzes.enums import GradeReason, Mode
from quizzes.grading import Basis, PersonsMark
from quizzes.kinds import BadResponse
from quizzes.models import Attempt, Grade, Placement, QuestionVersion, ResponseEvent
from quizzes.operations import CannotAnswerPractice, CannotSaveAnswer, answer_practice, answer_review, submit_attempt
from quizzes.permissions import get_review_for
from quizzes.queries import get_review_plans
from quizzes.queries.reviewing import get_review_questions, review_key
from quizzes.reviewing import ReviewState
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    NOW,
    SCORED,
    change_body,
    form,
    hand_in,
    make_attempt,
    make_options,
    make_placement,
    make_question,
    make_quiz,
    right_answer,
    right_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
TODAY = NOW.date()


@pytest.fixture
def learner():
    return UserFactory.create()


def day(number):
    return TODAY + timedelta(days=number)


def at(number):
    return NOW + timedelta(days=number)


def keys_of(placement):
    return [uuid.UUID(key) for key in placement.definition["questions"]]


def plan_of(learner, placement, number=0):
    return get_review_for(learner, placement.course_key, day(number))


def states_of(learner, placement, number=0):
    return plan_of(learner, placement, number).states


def fields_of(key, *, is_right=True):
    version = QuestionVersion.objects.latest_of([key]).get()
    fields = right_answer(version.kind, version.structure, f"q-{key}")
    if is_right:
        return fields
    return {f"q-{key}": next(option["id"] for option in version.structure["options"] if not option["correct"])}


def practise(learner, placement, key, number=0, *, is_right=True):
    fields = fields_of(key, is_right=is_right)
    answer_practice(placement=placement, question_key=key, learner=learner, data=form(fields), language="ar", now=at(number))


def review(learner, placement, key, number, *, is_right=True, **options):
    return answer_review(
        plan=plan_of(learner, placement, number),
        course_key=placement.course_key,
        question_key=key,
        learner=learner,
        data=form(fields_of(key, is_right=is_right)),
        language="ar",
        now=at(number),
        **options,
    )


def add_grade(attempt, points, number=2, **fields):
    return Grade.objects.create(
        attempt=attempt,
        number=number,
        points=points,
        score=sum(share or 0 for share in points) / len(points),
        pass_percent=70,
        **{"is_passed": False, "reason": GradeReason.REGRADED, **fields},
    )


# From tests -----------------------------------------------------------------------


def test_missed_question_of_a_test_is_due_two_days_later(learner):
    placement = make_quiz(3)
    attempt = make_attempt(learner, placement)
    fields = right_fields(attempt)
    del fields["q2"]
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW, data=form(fields), language="ar")

    missed = keys_of(placement)[1]
    assert states_of(learner, placement) == {missed: ReviewState(0, day(2))}
    assert [plan_of(learner, placement, number).due_count for number in (0, 1, 2, 9)] == [0, 0, 1, 1]


def test_partly_right_is_missed(learner):
    placement = make_quiz(1, kinds=["multiple_choice"])
    attempt = make_attempt(learner, placement)
    half = right_fields(attempt)["q1"][:1]
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW, data=form({"q1": half}), language="ar")

    assert len(states_of(learner, placement)) == 1


def test_day_is_that_of_the_learners_calendar(learner):
    """In March the clocks stand two hours ahead of UTC: half past ten in the evening there is the next day here."""
    placement = make_quiz(1)
    hand_in(learner, placement, datetime(2026, 3, 1, 22, 30, tzinfo=UTC))

    [state] = states_of(learner, placement).values()
    assert state.due_on == day(3)


def test_right_answer_in_a_later_test_leads_on_once_it_is_due(learner):
    placement = make_quiz(1)
    hand_in(learner, placement)
    for number in (1, 2):
        attempt = make_attempt(learner, placement, at(number))
        submit_attempt(attempt_id=attempt.pk, learner=learner, now=at(number), data=form(right_fields(attempt)), language="ar")

    assert list(states_of(learner, placement).values()) == [ReviewState(1, day(9))]


def test_effective_mark_decides_at_the_moment_of_submission(learner):
    placement = make_quiz(2)
    attempt = hand_in(learner, placement)
    assert len(states_of(learner, placement)) == 2

    add_grade(attempt, [1.0, 0.0], graded_at=at(20))

    assert states_of(learner, placement) == {keys_of(placement)[1]: ReviewState(0, day(2))}


def test_what_earns_no_point_or_is_judged_by_people_is_no_outcome(learner):
    placement = make_quiz(4)
    attempt = hand_in(learner, placement)
    basis = Basis(awaiting=frozenset({2}), marks={3: PersonsMark(0.5)})

    add_grade(attempt, [None, 0.0, 0.5, 0.0], basis=basis.as_json())

    assert list(states_of(learner, placement)) == [keys_of(placement)[3]]


def test_test_under_way_withholds_its_questions(learner):
    placement = make_quiz(2)
    hand_in(learner, placement)
    make_attempt(learner, placement, at(1))

    plan = plan_of(learner, placement, 2)

    assert (plan.states, plan.withheld) == ({}, 2)


def test_question_missed_in_practice_waits_too_while_a_test_asks_it(learner):
    question = make_question()
    course_key = uuid.uuid4()
    practice = make_placement([question], Mode.PRACTICE, course_key=course_key)
    test = make_placement([question], course_key=course_key)
    practise(learner, practice, question.translation_key, is_right=False)

    attempt = make_attempt(learner, test)
    assert (plan_of(learner, test).states, plan_of(learner, test).withheld) == ({}, 1)

    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW, data=form(), language="ar")
    assert len(plan_of(learner, test).states) == 1


def test_test_explained_once_passed_gives_nothing_before(learner):
    placement = make_quiz(2, feedback="pass", pass_percent=50)
    hand_in(learner, placement)
    assert (plan_of(learner, placement, 2).states, plan_of(learner, placement, 2).withheld) == ({}, 2)

    attempt = make_attempt(learner, placement, at(1))
    right = {"q1": right_fields(attempt)["q1"]}
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=at(1), data=form(right), language="ar")

    first, second = keys_of(placement)
    assert states_of(learner, placement) == {first: ReviewState(0, day(2)), second: ReviewState(0, day(3))}
    assert plan_of(learner, placement).withheld == 0


def test_attempt_from_before_rules_of_feedback_is_explained(learner):
    placement = make_quiz(1)
    hand_in(learner, placement)
    attempt = Attempt.objects.get()
    del attempt.rules["feedback"]
    attempt.save()

    assert len(states_of(learner, placement)) == 1


# From practice --------------------------------------------------------------------


def test_practice_answer_keeps_its_share(learner):
    placement = make_quiz(1, mode=Mode.PRACTICE)
    [key] = keys_of(placement)

    practise(learner, placement, key, is_right=False)
    practise(learner, placement, key)

    assert list(ResponseEvent.objects.order_by("sequence").values_list("share", flat=True)) == [0.0, 1.0]
    assert states_of(learner, placement) == {key: ReviewState(0, day(2))}


def test_answer_without_a_share_is_no_outcome(learner):
    placement = make_quiz(1, mode=Mode.PRACTICE)
    practise(learner, placement, keys_of(placement)[0], is_right=False)
    ResponseEvent.objects.update(share=None)

    assert plan_of(learner, placement).is_empty


def test_equal_practice_answer_of_another_day_is_an_outcome_of_its_own(learner):
    placement = make_quiz(1, mode=Mode.PRACTICE)
    [key] = keys_of(placement)
    practise(learner, placement, key, is_right=False)
    for number in (1, 2, 2):
        practise(learner, placement, key, number)

    assert ResponseEvent.objects.count() == 3
    assert states_of(learner, placement) == {key: ReviewState(1, day(9))}


# What may be asked ----------------------------------------------------------------


def test_retired_question_falls_away(learner):
    question, other = make_question(), make_question()
    placement = make_placement([question, other])
    hand_in(learner, placement)
    question.unpublish()

    assert list(states_of(learner, placement)) == [other.translation_key]


def test_changed_question_is_asked_and_judged_in_its_new_form(learner):
    question = make_question()
    key = question.translation_key
    placement = make_placement([question])
    hand_in(learner, placement)
    change_body(question, options=make_options(key, "ar", {1}, 4))

    plan = plan_of(learner, placement, 2)
    [asked] = get_review_questions(learner, placement.course_key, plan, plan.pick_set())
    review(learner, placement, key, 2)

    assert (asked.version.number, len(asked.frozen.structure["options"])) == (2, 4)
    assert states_of(learner, placement, 2) == {key: ReviewState(1, day(9))}


def test_course_without_any_quiz_is_missing(learner):
    with pytest.raises(Placement.DoesNotExist):
        get_review_for(learner, uuid.uuid4(), TODAY)


def restrict(monkeypatch, lesson_keys, *, may_read=False):
    asked = []

    def reading(user, placement):
        asked.append(placement)
        return may_read

    monkeypatch.setitem(registry._places, "restriction", lambda: Q(lesson_key__in=lesson_keys))
    monkeypatch.setitem(registry._places, "reading", reading)
    return asked


def test_course_one_may_not_read_is_missing(learner, monkeypatch):
    placement = make_quiz(1)
    hand_in(learner, placement)
    restrict(monkeypatch, [placement.lesson_key])

    with pytest.raises(Placement.DoesNotExist):
        plan_of(learner, placement)


def test_lesson_one_may_not_read_gives_no_question(learner, monkeypatch):
    course_key = uuid.uuid4()
    closed, other = make_quiz(1, course_key=course_key), make_quiz(1, course_key=course_key)
    for placement in (closed, other):
        hand_in(learner, placement)
    review(learner, closed, keys_of(closed)[0], 2, is_right=False)
    restrict(monkeypatch, [closed.lesson_key])

    assert list(states_of(learner, other, 2)) == keys_of(other)


def test_reader_of_a_closed_course_is_asked_about_once(learner, monkeypatch):
    course_key = uuid.uuid4()
    placements = [make_quiz(1, course_key=course_key) for _number in range(3)]
    for placement in placements:
        hand_in(learner, placement)
    asked = restrict(monkeypatch, [placement.lesson_key for placement in placements], may_read=True)

    assert len(states_of(learner, placements[0])) == 3
    assert len(asked) == 1


def test_other_learner_has_nothing_of_it(learner):
    placement = make_quiz(1)
    hand_in(learner, placement)

    assert plan_of(UserFactory.create(), placement, 2).is_empty


def test_courses_have_plans_of_their_own(learner):
    first, second = make_quiz(1), make_quiz(2)
    hand_in(learner, first)
    hand_in(learner, second, at(1))

    plans = get_review_plans(learner, day(2))

    assert {key: (plan.due_count, plan.next_on) for key, plan in plans.items()} == {
        first.course_key: (1, None),
        second.course_key: (0, day(3)),
    }


# Answering ------------------------------------------------------------------------


def test_right_answers_lead_through_the_gaps_to_learnt(learner):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)

    plans = [review(learner, placement, key, number) for number in (2, 9, 30)]

    assert [plan.states[key].due_on for plan in plans] == [day(9), day(30), None]
    assert states_of(learner, placement, 31) == {key: ReviewState(3, None)}
    assert ResponseEvent.objects.count() == 3


@pytest.mark.parametrize("kind", SCORED)
def test_every_kind_is_judged(learner, kind):
    placement = make_quiz(1, kinds=[kind])
    [key] = keys_of(placement)
    hand_in(learner, placement)

    assert review(learner, placement, key, 2).states[key] == ReviewState(1, day(9))


def test_plan_after_an_answer_is_what_is_stored(learner):
    placement = make_quiz(3)
    hand_in(learner, placement)
    first, second, _third = keys_of(placement)

    review(learner, placement, first, 2)
    plan = review(learner, placement, second, 2, is_right=False)

    stored = plan_of(learner, placement, 2)
    assert (stored.states, stored.answered, stored.list_due()) == (plan.states, plan.answered, plan.list_due())
    assert plan.answered == {first, second}


def test_answers_are_kept_in_one_open_practice_attempt_of_the_course(learner):
    placement = make_quiz(2)
    hand_in(learner, placement)
    for key in keys_of(placement):
        review(learner, placement, key, 2)

    attempt = Attempt.objects.get(mode=Mode.PRACTICE)
    assert (attempt.quiz_key, attempt.lesson_key) == (review_key(placement.course_key),) * 2
    assert (attempt.course_key, attempt.submitted_at, attempt.last_sequence) == (placement.course_key, None, 2)
    assert not Placement.objects.filter(pk=attempt.quiz_key).exists()


def test_same_answer_sent_again_is_stored_once(learner):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    for _number in range(3):
        review(learner, placement, key, 2)

    assert ResponseEvent.objects.count() == 1
    assert states_of(learner, placement, 2) == {key: ReviewState(1, day(9))}


def test_named_answer_follows_the_rules_of_every_other(learner):
    placement, event = make_quiz(1), uuid.uuid4()
    [key] = keys_of(placement)
    hand_in(learner, placement)
    for _number in range(2):
        review(learner, placement, key, 2, client_event_id=event)

    with pytest.raises(CannotSaveAnswer):
        review(learner, placement, key, 2, is_right=False, client_event_id=event)

    assert ResponseEvent.objects.count() == 1


def test_early_right_answer_is_stored_and_moves_nothing(learner):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)

    plan = review(learner, placement, key, 1)

    assert (plan.states, ResponseEvent.objects.count()) == ({key: ReviewState(0, day(2))}, 1)


def test_question_that_was_never_missed_is_not_judged(learner):
    placement, other = make_quiz(1), make_quiz(1)
    hand_in(learner, placement)

    with pytest.raises(BadResponse):
        review(learner, placement, keys_of(other)[0], 2)


def test_nothing_and_nonsense_are_not_stored(learner):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    asked = {
        "plan": plan_of(learner, placement, 2),
        "course_key": placement.course_key,
        "question_key": key,
        "learner": learner,
        "language": "ar",
        "now": at(2),
    }

    with pytest.raises(CannotAnswerPractice):
        answer_review(**asked, data=form())
    with pytest.raises(BadResponse):
        answer_review(**asked, data=form({f"q-{key}": "nonsense"}))

    assert ResponseEvent.objects.count() == 0


# Costs ----------------------------------------------------------------------------


def test_plans_cost_the_same_for_any_number_of_courses_and_attempts(learner, django_assert_num_queries):
    for count in (1, 3):
        for _number in range(count):
            placement = make_quiz(count)
            for again in range(count):
                hand_in(learner, placement, at(again))
            review(learner, placement, keys_of(placement)[0], 5)

        # attempts with marks, their questions, practice answers, published questions
        with django_assert_num_queries(4):
            get_review_plans(learner, day(5))
        with django_assert_num_queries(5):
            plan_of(learner, placement, 5)
