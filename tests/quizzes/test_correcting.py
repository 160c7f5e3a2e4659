"""Correcting a mistake in a question: shown first, written once, never taking a pass away, explained by the basis for ever."""

import uuid
from datetime import timedelta

import pytest
from django.tasks import task_backends

from elearn.lib import clock
from quizzes.enums import CorrectionRule, CorrectionScope, GradeReason
from quizzes.grading import Basis
from quizzes.models import Correction, Grade, Question, QuestionVersion, QuestionWording
from quizzes.operations import CannotCorrect, correct_question, submit_attempt
from quizzes.operations.correcting import announce_gained_passes
from quizzes.queries import rejudge
from quizzes.queries.corrections import Plan, get_corrected_question, survey_changes
from quizzes.signals import attempt_regraded, question_corrected
from quizzes.tasks import announce_passes_of_correction
from tests.factories.accounts import UserFactory, make_editor
from tests.factories.quizzes import (
    KINDS,
    NOW,
    UNSCORED,
    change_body,
    form,
    make_attempt,
    make_body,
    make_groups,
    make_options,
    make_parts,
    make_placement,
    make_question,
    make_quiz,
    make_translation,
    publish,
    right_answer,
    right_fields,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def now():
    """Between what the test has published and what it will: words bear the real time."""
    return clock.now


def hand_in(placement, fields=None, *, right=None):
    """A submitted attempt by somebody new: everything right, or the fields given."""
    attempt = make_attempt(UserFactory.create(), placement)
    answers = right_fields(attempt)
    if right is not None:
        answers = {name: value for name, value in answers.items() if int(name[1:].split("-")[0]) <= right}
    data = form(answers if fields is None else fields)
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=LATER, data=data, language="ar")
    return attempt


def make_other_option_right(question, index=2):
    return change_body(question, options=make_options(question.translation_key, "ar", {index}, 3))


def plan_for(question, rule=CorrectionRule.VERSION, versions=None, until=LATER):
    found = get_corrected_question(question.translation_key, "ar")
    usable = [use.version.pk for use in found.uses if rule == CorrectionRule.FULL or not use.obstacle]
    return Plan(
        question_key=question.translation_key,
        rule=rule,
        version_ids=tuple(versions or usable),
        to_version=found.latest if rule == CorrectionRule.VERSION else None,
        until=until,
    )


def correct(plan, editor, moment, scope=CorrectionScope.ALL, chosen=(), **arguments):
    seen = arguments.pop("seen", None) or survey_changes(plan, now=moment).totals.digest
    wanted = {"correction_id": uuid.uuid4(), "reason": "خطأ في الجواب", **arguments}
    return correct_question(plan=plan, scope=scope, chosen=frozenset(chosen), seen=seen, user=editor, now=moment, **wanted)


def scores(attempt):
    return list(attempt.grades.order_by("number").values_list("score", "is_passed"))


def test_correction_judges_old_answers_by_the_new_version(editor, now):
    placement = make_quiz(2, pass_percent=100)
    first, _second = (Question.objects.get(translation_key=key) for key in placement.definition["questions"])
    right, wrong = hand_in(placement), hand_in(placement, right_fields_with(placement, first, 2))
    make_other_option_right(first)

    correction = correct(plan_for(first), editor, now())

    assert scores(right) == [(1.0, True), (0.5, True)]
    assert scores(wrong) == [(0.5, False), (1.0, True)]
    assert (correction.attempts_changed, correction.passes_gained) == (2, 1)
    grade = wrong.grades.get(number=2)
    assert (grade.reason, grade.correction, grade.graded_by) == (GradeReason.REGRADED, correction, editor)


def right_fields_with(placement, question, index):
    """Everything right but for the question, whose option ``index`` is chosen."""
    attempt = make_attempt(UserFactory.create(), placement)
    fields = right_fields(attempt)
    position = attempt.items.get(version__question_key=question.translation_key).position
    option = attempt.items.get(position=position).version.structure["options"][index]["id"]
    attempt.delete()
    return {**fields, f"q{position}": [option]}


def test_correction_gives_everybody_the_point(editor, now):
    placement = make_quiz(2)
    question = Question.objects.get(translation_key=placement.definition["questions"][1])
    blank, right = hand_in(placement, {}), hand_in(placement)

    correction = correct(plan_for(question, CorrectionRule.FULL), editor, now())

    assert scores(blank) == [(0.0, False), (0.5, False)]
    assert scores(right) == [(1.0, True)]
    assert (correction.to_version, correction.attempts_changed, correction.passes_gained) == (None, 1, 0)


def test_only_rises_leave_every_other_mark_alone(editor, now):
    placement = make_quiz(2, pass_percent=100)
    question = Question.objects.get(translation_key=placement.definition["questions"][0])
    right, wrong = hand_in(placement), hand_in(placement, right_fields_with(placement, question, 2))
    make_other_option_right(question)

    correct(plan_for(question), editor, now(), CorrectionScope.RISES)

    assert scores(right) == [(1.0, True)]
    assert scores(wrong) == [(0.5, False), (1.0, True)]


def test_chosen_attempts_change_and_no_other(editor, now):
    placement = make_quiz(1)
    question = Question.objects.get()
    attempts = [hand_in(placement, {}) for _number in range(3)]

    correct(plan_for(question, CorrectionRule.FULL), editor, now(), CorrectionScope.CHOSEN, [attempts[1].pk])

    assert [len(scores(attempt)) for attempt in attempts] == [1, 2, 1]


def test_survey_counts_what_would_change_and_writes_nothing(now, django_assert_num_queries):
    placement = make_quiz(2, pass_percent=100)
    question = Question.objects.get(translation_key=placement.definition["questions"][0])
    for fields in (None, right_fields_with(placement, question, 2), {}):
        hand_in(placement, fields)
    make_other_option_right(question)
    plan = plan_for(question)

    survey = survey_changes(plan, now=now(), size=10)

    totals = survey.totals
    assert (totals.judged, totals.rises, totals.falls, totals.stays, totals.gained, totals.kept) == (3, 1, 1, 1, 1, 1)
    assert [(number, change.old_score, change.score) for number, change in survey.numbered] == [(1, 1.0, 0.5), (2, 0.5, 1.0)]
    assert Grade.objects.count() == 3


def test_survey_costs_the_same_for_any_number_of_attempts(now, django_assert_num_queries):
    placement = make_quiz(1, kinds=["short_text"])
    question = Question.objects.get()
    for count in (1, 3):
        while Grade.objects.count() < count:
            hand_in(placement, {"q1": "كلمة"})
        change_body(question, accepted=f"كلمة\nأخرى {count}", accepts_slips=True)
        plan = plan_for(question)

        # words, numbers of versions; items, grades, answers of the batch; no further batch
        with django_assert_num_queries(6):
            assert survey_changes(plan, now=now()).totals.rises == count


def test_survey_pages_through_the_changes(now):
    placement = make_quiz(1)
    attempts = [hand_in(placement, {}) for _number in range(5)]
    plan = plan_for(Question.objects.get(), CorrectionRule.FULL)

    page = survey_changes(plan, now=now(), first=2, size=2)

    assert [(number, change.attempt_id) for number, change in page.numbered] == [(3, attempts[2].pk), (4, attempts[3].pk)]
    assert page.totals.changes == 5


@pytest.mark.parametrize("size", [1, 2, 500])
def test_batches_change_nothing_in_the_result(now, monkeypatch, size):
    placement = make_quiz(1)
    attempts = [hand_in(placement, {}) for _number in range(5)]
    plan = plan_for(Question.objects.get(), CorrectionRule.FULL)
    moment = now()
    whole = survey_changes(plan, now=moment, size=9)
    monkeypatch.setattr("quizzes.queries.corrections.BATCH_SIZE", size)

    batched = survey_changes(plan, now=moment, size=9)

    assert batched == whole
    assert [change.attempt_id for change in whole.rows] == [attempt.pk for attempt in attempts]


def test_same_correction_twice_adds_nothing(editor, now):
    placement = make_quiz(1)
    attempt = hand_in(placement, {})
    plan = plan_for(Question.objects.get(), CorrectionRule.FULL)
    key, moment = uuid.uuid4(), now()
    seen = survey_changes(plan, now=moment).totals.digest
    first = correct(plan, editor, moment, correction_id=key, seen=seen)

    again = correct(plan, editor, now(), correction_id=key, seen=seen)

    assert again == first
    assert len(scores(attempt)) == 2
    with pytest.raises(CannotCorrect, match="moved"):
        correct(plan, editor, now(), seen=seen)
    with pytest.raises(CannotCorrect, match="nothing"):
        correct(plan, editor, now())
    assert Correction.objects.count() == 1


def test_correction_is_refused_when_a_mark_has_moved_since(editor, now):
    placement = make_quiz(2)
    questions = [Question.objects.get(translation_key=key) for key in placement.definition["questions"]]
    attempt = hand_in(placement, {})
    plan = plan_for(questions[0], CorrectionRule.FULL)
    seen = survey_changes(plan, now=now()).totals.digest
    correct(plan_for(questions[1], CorrectionRule.FULL), editor, now())

    with pytest.raises(CannotCorrect, match="moved"):
        correct(plan, editor, now(), seen=seen)

    assert scores(attempt) == [(0.0, False), (0.5, False)]


def test_correction_is_refused_when_words_have_moved_since(editor, now):
    placement = make_quiz(1, kinds=["short_text"])
    question = Question.objects.get()
    hand_in(placement, {"q1": "كلمة"})
    change_body(question, accepted="كلمة", accepts_slips=True)
    plan = plan_for(question)
    seen = survey_changes(plan, now=now()).totals.digest
    change_body(question, accepted="كلمة\nثانية", accepts_slips=True)

    with pytest.raises(CannotCorrect, match="moved"):
        correct(plan, editor, now(), seen=seen)


def test_attempts_handed_in_after_the_preview_are_left_for_the_next_one(editor, now):
    placement = make_quiz(1)
    seen_attempt = hand_in(placement, {})
    plan = plan_for(Question.objects.get(), CorrectionRule.FULL, until=LATER)
    moment = now()
    seen = survey_changes(plan, now=moment).totals.digest
    late = make_attempt(UserFactory.create(), placement)
    submit_attempt(attempt_id=late.pk, learner=late.learner, now=LATER + timedelta(seconds=1))

    correct(plan, editor, now(), seen=seen)

    assert (len(scores(seen_attempt)), len(scores(late))) == (2, 1)


def test_correction_needs_a_reason(editor, now):
    hand_in(make_quiz(1), {})

    with pytest.raises(CannotCorrect, match="reason"):
        correct(plan_for(Question.objects.get(), CorrectionRule.FULL), editor, now(), reason=" \u200f ")


def test_later_correction_holds_and_builds_on_the_earlier_ones(editor, now):
    placement = make_quiz(2)
    questions = [Question.objects.get(translation_key=key) for key in placement.definition["questions"]]
    attempt = hand_in(placement, {})
    for question in questions:
        correct(plan_for(question, CorrectionRule.FULL), editor, now())
    make_other_option_right(questions[0])

    correct(plan_for(questions[0]), editor, now())

    assert scores(attempt) == [(0.0, False), (0.5, False), (1.0, True), (0.5, True)]
    assert Basis.from_json(attempt.grades.get(number=4).basis).full == frozenset({2})


def test_accepted_answer_that_was_missing_is_made_up_for(editor, now):
    """No new version: what is accepted is part of the words."""
    placement = make_quiz(1, kinds=["short_text"])
    question = Question.objects.get()
    attempt = hand_in(placement, {"q1": "كلمة"})
    change_body(question, accepted="كلمة", accepts_slips=True)

    correct(plan_for(question), editor, now())
    QuestionWording.objects.update(created_at=NOW - timedelta(days=1))

    assert QuestionVersion.objects.count() == 1
    assert scores(attempt) == [(0.0, False), (1.0, True)]


def test_words_added_after_a_correction_do_not_move_it(editor, now):
    placement = make_quiz(2, kinds=["short_text", "single_choice"])
    words, choice = (Question.objects.get(translation_key=key) for key in placement.definition["questions"])
    attempt = hand_in(placement, {"q1": "كلمة"})
    change_body(words, accepted="كلمة", accepts_slips=True)
    correct(plan_for(words), editor, now())
    change_body(words, accepted="غيرها", accepts_slips=True)
    newest = QuestionWording.objects.filter(version__question_key=words.translation_key).latest("pk")
    QuestionWording.objects.filter(pk=newest.pk).update(created_at=now() + timedelta(minutes=5))

    correct(plan_for(choice, CorrectionRule.FULL), editor, now() + timedelta(minutes=10))

    grades = list(attempt.grades.select_related("attempt").order_by("number"))
    assert [grade.points for grade in grades] == [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
    assert [list(rejudge(grade).points) for grade in grades] == [grade.points for grade in grades]


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (lambda question: change_body(question, options=make_options(question.translation_key, "ar", {1}, 3)), ""),
        (lambda question: change_body(question, options=make_options(question.translation_key, "ar", {1}, 4)), "parts"),
        (lambda question: change_kind(question, "true_false"), "kind"),
    ],
    ids=["another right answer", "another option", "another kind"],
)
def test_past_version_says_whether_its_answers_can_be_judged(change, obstacle):
    question = make_question()
    hand_in(make_placement([question]), {})
    change(question)

    latest, past = get_corrected_question(question.translation_key, "ar").uses

    assert (latest.is_latest, latest.attempts, latest.obstacle) == (True, 0, "same")
    assert (past.is_latest, past.attempts, past.obstacle) == (False, 1, obstacle)


def change_kind(question, kind):
    question.body = make_body(kind, question.translation_key)
    return publish(question)


def test_corrected_question_costs_the_same_for_any_number_of_versions(django_assert_num_queries):
    question = make_question()
    for index in (1, 2, 0):
        make_other_option_right(question, index)
        with django_assert_num_queries(3):
            get_corrected_question(question.translation_key, "en")


def collect(signal):
    heard = []

    def hear(**kwargs):
        heard.append(kwargs.get("grade") or kwargs.get("correction_id"))

    signal.connect(hear, weak=False)
    return heard, lambda: signal.disconnect(hear)


def test_gained_passes_are_announced_once_each_after_the_commit(editor, now, django_capture_on_commit_callbacks):
    placement = make_quiz(2)
    question = Question.objects.get(translation_key=placement.definition["questions"][1])
    gains, passed, below = hand_in(placement, right=1), hand_in(placement), hand_in(placement, {})
    heard, stop = collect(attempt_regraded)

    with django_capture_on_commit_callbacks(execute=True):
        correction = correct(plan_for(question, CorrectionRule.FULL), editor, now())
    stop()

    assert [grade.attempt_id for grade in heard] == [gains.pk]
    assert correction.passes_gained == 1
    assert (len(scores(passed)), len(scores(below))) == (1, 2)
    assert announce_gained_passes(correction_id=correction.pk) == 1


def test_many_gained_passes_wait_for_the_worker(editor, now, django_capture_on_commit_callbacks, monkeypatch, settings):
    settings.TASKS = {name: {"BACKEND": "django.tasks.backends.dummy.DummyBackend"} for name in settings.TASKS}
    monkeypatch.setattr("quizzes.receivers.MOST_PASSES_AT_ONCE", 1)
    placement = make_quiz(1)
    for _number in range(2):
        hand_in(placement, {})
    heard, stop = collect(attempt_regraded)

    with django_capture_on_commit_callbacks(execute=True):
        correction = correct(plan_for(Question.objects.get(), CorrectionRule.FULL), editor, now())
    before = len(heard)
    (waiting,) = task_backends["background"].results
    announce_passes_of_correction.func(*waiting.args)
    stop()

    assert (before, len(heard)) == (0, 2)
    assert (waiting.task.func, waiting.args) == (announce_passes_of_correction.func, [str(correction.pk)])


def test_refused_correction_announces_nothing(editor, now, django_capture_on_commit_callbacks):
    hand_in(make_quiz(1), {})
    heard, stop = collect(question_corrected)

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(CannotCorrect):
        correct(plan_for(Question.objects.get(), CorrectionRule.FULL), editor, now(), seen="something else")
    stop()

    assert (heard, callbacks) == ([], [])


# Judging again ---------------------------------------------------------------------------------


def mistaken_body(kind, key):
    """Fields of a question of this kind with a mistake in it: the same parts, others of them right. None: nothing can be right in it."""
    groups = {"matching": (1, 1, 0), "categorise": (2, 2)}
    match kind:
        case "single_choice":
            return {"options": make_options(key, "ar", {2}, 3)}
        case "multiple_choice":
            return {"options": make_options(key, "ar", {2, 3}, 4)}
        case "true_false":
            return {"answer": "false"}
        case "ordering":
            return {"items": make_body(kind, key)[0]["value"]["items"][::-1]}
        case "gap_fill":
            return {"text": "خطوة [[غيرها]] ثم [[سواها]]."}
        case "short_text":
            return {"accepted": "غيرها", "accepts_slips": True}
        case "numeric":
            return {"answer": "99", "traps": []}
        case "matching" | "categorise":
            made = make_groups(key, "ar", groups[kind])
            inside = [group["value"]["items"] for group in made]
            for group, items in zip(made, [inside[1], inside[0], *inside[2:]], strict=True):
                group["value"]["items"] = items
            return {"groups": made}
        case "scenario":
            parts = make_parts(key, "ar")
            parts[0]["value"]["options"] = make_options(uuid.uuid5(key, "part-0"), "ar", {1}, 3)
            return {"parts": parts}
    assert kind in UNSCORED, f"say what a mistake in {kind} is"
    return None


def retranslate(question):
    if question.locale.language_code == "en":
        change_body(question, stem="Something else")
    elif not question.get_translations().exists():
        make_translation(question)


BECAME = {
    "edited": lambda question: change_body(question, stem="سؤال آخر"),
    "retranslated": retranslate,
    "published again": publish,
    "unpublished": lambda question: question.unpublish(),
    "deleted": lambda question: question.delete(),
}


@pytest.mark.parametrize("rule", CorrectionRule.values)
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_grade_is_judged_again_the_same(kind, language, rule, editor, now):
    question, other = make_question(kind), make_question("single_choice")
    make_translation(question)
    meant = QuestionVersion.objects.get(question_key=question.translation_key).structure
    mistake = mistaken_body(kind, question.translation_key)
    change_body(question, **(mistake or {}))
    QuestionWording.objects.update(created_at=NOW - timedelta(days=1))
    attempt = make_attempt(UserFactory.create(), make_placement([question, other]))
    fields = right_answer(kind, meant, "q1")
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=LATER, data=form(fields), language=language)
    change_body(question)
    if mistake:
        correct(plan_for(question, rule), editor, now())
    correct(plan_for(other, CorrectionRule.FULL), editor, now())
    stored = [(grade.points, grade.score, grade.is_passed) for grade in attempt.grades.order_by("number")]

    for name, becomes in BECAME.items():
        for each in Question.objects.all():
            becomes(each)

        judged = [rejudge(grade) for grade in Grade.objects.filter(attempt=attempt).order_by("number")]
        assert [(list(result.points), result.score, result.is_passed) for result in judged] == stored, name
    assert not Question.objects.exists()
    assert [points[0] for points, _score, _passed in stored[1:]] == ([1.0, 1.0] if mistake else [None])
    assert stored[-1][1:] == (1.0, True)
