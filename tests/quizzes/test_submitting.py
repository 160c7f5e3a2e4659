"""Handing in: once, judged from what was frozen, the same for ever."""

import uuid
from datetime import timedelta

import pytest

from quizzes.definitions import QuizDefinition
from quizzes.enums import GradeReason
from quizzes.models import Attempt, Grade, Question, QuestionWording, ResponseEvent
from quizzes.operations import CannotSaveAnswer, CannotSubmitAttempt, save_answers, submit_attempt
from quizzes.operations.answers import advance_sequence
from quizzes.operations.submitting import close_attempt
from quizzes.queries import counted_grade, counted_grades, get_standing, rejudge
from quizzes.signals import attempt_submitted
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    KINDS,
    NOW,
    SCORED,
    UNSCORED,
    change_body,
    form,
    make_attempt,
    make_groups,
    make_options,
    make_parts,
    make_placement,
    make_question,
    make_quiz,
    make_translation,
    publish,
    right_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def announced():
    ids = []

    def note(sender, grade, **kwargs):
        ids.append(grade.attempt_id)

    attempt_submitted.connect(note)
    yield ids
    attempt_submitted.disconnect(note)


def answer(attempt, fields):
    return save_answers(attempt_id=attempt.pk, learner=attempt.learner, data=form(fields), language="ar", now=NOW)


def submit(attempt, now=LATER, **options):
    return submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=now, **options)


def answered_attempt(learner, placement, right):
    """An attempt whose first ``right`` questions are answered rightly, the rest not at all."""
    attempt = make_attempt(learner, placement)
    fields = {name: value for name, value in right_fields(attempt).items() if int(name[1:].split("-")[0]) <= right}
    answer(attempt, fields)
    return attempt


@pytest.mark.parametrize(("right", "score", "is_passed"), [(0, 0.0, False), (6, 0.6, False), (7, 0.7, True), (10, 1.0, True)])
def test_grade_counts_right_answers_against_the_pass_mark(learner, right, score, is_passed):
    attempt = answered_attempt(learner, make_quiz(10, kinds=SCORED), right)

    grade = submit(attempt)

    assert (grade.score, grade.is_passed, grade.pass_percent) == (score, is_passed, 70)
    assert grade.points == [1.0] * right + [0.0] * (10 - right)
    assert (grade.number, grade.reason, grade.graded_at) == (1, GradeReason.SUBMITTED, LATER)
    assert Attempt.objects.get(pk=attempt.pk).submitted_at == LATER


def test_partial_answers_earn_a_part(learner):
    attempt = make_attempt(learner, make_quiz(2, kinds=["multiple_choice", "ordering"]))
    fields = right_fields(attempt)
    fields["q1"] = fields["q1"][:1]
    places = [name for name in fields if name.startswith("q2-")]
    fields[places[0]], fields[places[1]] = fields[places[1]], fields[places[0]]
    answer(attempt, fields)

    grade = submit(attempt)

    assert grade.points == pytest.approx([0.5, 4 / 6])


def test_pass_mark_is_the_one_in_force_at_the_start(learner):
    placement = make_quiz(2, pass_percent=50)
    attempt = answered_attempt(learner, placement, 1)
    placement.definition = {**placement.definition, "pass_percent": 100}
    placement.save()

    assert (submit(attempt).is_passed, submit(attempt).pass_percent) == (True, 50)


def test_second_submission_returns_the_same_grade(learner):
    attempt = answered_attempt(learner, make_quiz(2), 2)
    first = submit(attempt)

    second = submit(attempt, now=LATER + timedelta(days=1), data=form({"q1": "nonsense"}))

    assert second == first
    assert Grade.objects.count() == 1
    assert Attempt.objects.get(pk=attempt.pk).submitted_at == LATER


def test_row_closed_meanwhile_is_noticed_without_a_lock(learner):
    attempt = make_attempt(learner, make_quiz(1))
    Attempt.objects.update(submitted_at=NOW)

    assert close_attempt(attempt, LATER, answers=1) is False
    with pytest.raises(CannotSaveAnswer):
        advance_sequence(attempt, by=1)
    assert Attempt.objects.values_list("submitted_at", "last_sequence").get() == (NOW, 0)


def test_place_in_the_sequence_taken_meanwhile_is_noticed_without_a_lock(learner):
    attempt = make_attempt(learner, make_quiz(1))
    Attempt.objects.update(last_sequence=1)

    with pytest.raises(CannotSaveAnswer):
        advance_sequence(attempt, by=1)


def test_submission_is_announced_once_after_the_commit(learner, announced, django_capture_on_commit_callbacks):
    attempt = answered_attempt(learner, make_quiz(1), 1)

    with django_capture_on_commit_callbacks(execute=True):
        submit(attempt)
        submit(attempt)
        assert announced == []

    assert announced == [attempt.pk]


def test_receiver_that_fails_does_not_lose_the_grade(learner, django_capture_on_commit_callbacks):
    def fail(sender, **kwargs):
        raise RuntimeError

    attempt = answered_attempt(learner, make_quiz(1), 1)
    attempt_submitted.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            grade = submit(attempt)
    finally:
        attempt_submitted.disconnect(fail)

    assert Grade.objects.get() == grade


def test_attempt_of_somebody_else_is_missing(learner):
    attempt = answered_attempt(learner, make_quiz(1), 1)

    with pytest.raises(Attempt.DoesNotExist):
        submit_attempt(attempt_id=attempt.pk, learner=UserFactory.create(), now=NOW)


def test_form_is_saved_and_judged_together(learner):
    attempt = make_attempt(learner, make_quiz(len(KINDS), kinds=KINDS))

    grade = submit(attempt, data=form(right_fields(attempt)), language="en", needs_all=True)

    assert grade.score == 1.0
    assert [event.language for event in ResponseEvent.objects.all()] == ["en"] * len(KINDS)
    assert Attempt.objects.get(pk=attempt.pk).last_sequence == len(KINDS)


def test_unfinished_attempt_is_asked_about_and_its_answers_are_kept(learner):
    attempt = make_attempt(learner, make_quiz(3))
    fields = right_fields(attempt)
    del fields["q2"]

    with pytest.raises(CannotSubmitAttempt) as refused:
        submit(attempt, data=form(fields), language="ar", needs_all=True)

    assert refused.value.positions == [2]
    assert ResponseEvent.objects.count() == 2
    assert Attempt.objects.get(pk=attempt.pk).submitted_at is None
    assert submit(attempt).points == [1.0, 0.0, 1.0]


def test_short_answer_is_accepted_in_either_language(learner):
    question = make_question("short_text")
    make_translation(question)
    QuestionWording.objects.update(created_at=NOW - timedelta(days=1))
    attempt = make_attempt(learner, make_placement([question]))
    answer(attempt, right_fields(attempt, language="en"))

    assert submit(attempt).score == 1.0


def grade_after(change, learner, kinds=KINDS):
    """The grade of a whole attempt but for its first question, and what judging it anew gives after ``change``."""
    attempt = make_attempt(learner, make_quiz(len(kinds), kinds=kinds))
    answer(attempt, {name: value for name, value in right_fields(attempt).items() if name != "q1"})
    grade = submit(attempt)
    for question in Question.objects.all():
        change(question)
    return grade, rejudge(Grade.objects.get(pk=grade.pk))


def make_everything_else_right(question):
    if question.kind in {"single_choice", "multiple_choice"}:
        change_body(question, options=make_options(question.translation_key, "ar", {2}, 3))
    elif question.kind == "true_false":
        change_body(question, answer="false")
    elif question.kind == "short_text":
        change_body(question, accepted="غيرها", accepts_slips=False)
    elif question.kind == "gap_fill":
        change_body(question, text="[[غيرها]]")
    elif question.kind == "numeric":
        change_body(question, answer="7")
    elif question.kind in {"matching", "categorise"}:
        change_body(question, groups=make_groups(uuid.uuid4(), "ar", (1, 2)))
    elif question.kind == "scenario":
        change_body(question, parts=make_parts(uuid.uuid4(), "ar", ["true_false", "ordering"]))
    elif question.kind == "open_reflection":
        change_body(question, is_graded=True)
    else:
        items = question.body.get_prep_value()[0]["value"]["items"]
        change_body(question, items=items[::-1])


@pytest.mark.parametrize(
    "change",
    [
        make_everything_else_right,
        lambda question: question.unpublish(),
        lambda question: question.delete(),
        lambda question: make_translation(question),
        lambda question: publish(question),
    ],
    ids=["edited", "unpublished", "deleted", "translated", "published again"],
)
def test_judging_anew_gives_the_same_whatever_became_of_the_questions(learner, change):
    grade, again = grade_after(change, learner)

    assert (list(again.points), again.score, again.is_passed) == (grade.points, grade.score, grade.is_passed)
    assert (grade.score, grade.points[0]) == (round((len(SCORED) - 1) / len(SCORED), 6), 0.0)
    assert [kind for kind, share in zip(KINDS, grade.points, strict=True) if share is None] == sorted(UNSCORED)


def test_words_added_after_the_judgement_change_nothing(learner):
    question = make_question("short_text")
    attempt = make_attempt(learner, make_placement([question]))
    answer(attempt, {"q1": "advocacy"})
    grade = submit(attempt)
    make_translation(question)
    QuestionWording.objects.filter(language="ar").update(created_at=NOW - timedelta(days=1))
    QuestionWording.objects.filter(language="en").update(created_at=LATER + timedelta(minutes=1))

    assert (grade.score, rejudge(Grade.objects.get(pk=grade.pk)).score) == (0.0, 0.0)


def test_submitting_costs_the_same_for_any_number_of_questions(learner, django_assert_num_queries):
    for count in (1, 3, 10, 20):
        attempt = answered_attempt(learner, make_quiz(count, kinds=["short_text", "single_choice"]), count)

        # SAVEPOINT, questions, answers, closing, words, grade, RELEASE
        with django_assert_num_queries(7):
            submit(attempt)


def test_submitting_a_form_costs_the_same_for_any_number_of_questions(learner, django_assert_num_queries):
    for count in (1, 3, 10, 20):
        attempt = make_attempt(learner, make_quiz(count, kinds=["short_text", "single_choice"]))
        data = form(right_fields(attempt))

        # SAVEPOINT, questions, answers, closing, events, words, grade, RELEASE
        with django_assert_num_queries(8):
            submit(attempt, data=data, language="ar", needs_all=True)


def test_best_attempt_counts(learner):
    placement = make_quiz(4)
    grades = []
    for right in (2, 4, 1):
        attempt = answered_attempt(learner, placement, right)
        grades.append(submit(attempt))

    assert counted_grade(learner, placement.quiz_key) == grades[1]
    assert counted_grade(UserFactory.create(), placement.quiz_key) is None


def test_later_grade_of_an_attempt_is_in_effect(learner):
    placement = make_quiz(2)
    attempt = answered_attempt(learner, placement, 1)
    first = submit(attempt)
    second = Grade.objects.create(
        attempt=attempt, number=2, score=1.0, points=[1.0, 1.0], is_passed=True, pass_percent=70, reason=GradeReason.REGRADED
    )

    assert counted_grade(learner, placement.quiz_key) == second
    assert submit(attempt) == second
    assert first.score == 0.5


def test_counted_grades_of_several_tests_cost_one_query(learner, django_assert_num_queries):
    for count in (1, 3):
        placements = [make_quiz(1) for _ in range(count)]
        grades = [submit(answered_attempt(learner, placement, 1)) for placement in placements]

        with django_assert_num_queries(1):
            found = counted_grades(learner, [placement.quiz_key for placement in placements])

        assert found == {placement.quiz_key: grade for placement, grade in zip(placements, grades, strict=True)}


def test_standing_tells_what_was_made_and_what_is_left(learner):
    placement = make_quiz(2, attempts=3, wait_minutes=60)
    submit(answered_attempt(learner, placement, 1), now=NOW)
    definition = QuizDefinition.from_json(placement.definition)

    standing = get_standing(learner, definition, NOW + timedelta(minutes=1))

    assert (standing.used, standing.left, standing.opens_at) == (1, 2, NOW + timedelta(hours=1))
    assert (standing.refusal, standing.can_start) == ("waiting", False)
    assert [(past.number, past.earned, past.total, past.is_passed) for past in standing.past] == [(1, 1.0, 2, False)]
    assert get_standing(learner, definition, NOW + timedelta(hours=1)).can_start is True


def test_standing_costs_the_same_for_any_number_of_attempts(learner, django_assert_num_queries):
    placement = make_quiz(1)
    definition = QuizDefinition.from_json(placement.definition)
    for count in (1, 3):
        while Attempt.objects.count() < count:
            submit(answered_attempt(learner, placement, 1))

        with django_assert_num_queries(2):
            assert get_standing(learner, definition, LATER).used == count
