"""Statistics as they are stored: made from the rows of attempts, equal to the reference, replaced by each refresh."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.management import call_command

from quizzes import tasks
from quizzes.enums import Mode
from quizzes.models import Attempt, AttemptItem, Grade, ItemStatistics, QuestionVersion, ResponseEvent, TestStatistics
from quizzes.operations import refresh_statistics, submit_attempt
from quizzes.queries import rejudge
from quizzes.queries.first_attempts import first_attempts, iterate_sittings
from quizzes.queries.refreshing import ASKED, FAILED, get_refresh_state, is_refresh_due
from quizzes.tasks import make_statistics
from tests.data.simulation import BY_PERSON, DRAWN_TEST, FIXED, OPEN, simulate
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, change_body, form, make_attempt, make_placement, make_question, make_quiz, right_fields
from tests.factories.simulated import write_simulation
from tests.quizzes import reference_analysis as reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(days=90)
ITEM_NAMES = [field.name for field in ItemStatistics._meta.concrete_fields if field.name not in ("version", "computed_at")]


@pytest.fixture(autouse=True)
def nothing_asked_for():
    cache.delete_many([ASKED, FAILED])


def hand_in(learner, placement, now=NOW, fields=None):
    attempt = make_attempt(learner, placement, now)
    data = form(right_fields(attempt) if fields is None else fields)
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=now + timedelta(minutes=5), data=data, language="ar")
    return attempt


def stored_items():
    return {str(row.pk): [getattr(row, name) for name in ITEM_NAMES] for row in ItemStatistics.objects.all()}


# Against the reference -------------------------------------------------------------------


def test_stored_figures_equal_the_reference():
    simulation = simulate(people=70, items=12)
    rows = write_simulation(simulation)

    made = refresh_statistics(now=LATER)

    assert (made.attempts, made.items, made.tests) == (140, 12, 2)
    for item in simulation.items:
        wanted = reference.item_figures(simulation, item)
        choices = {rows.choice_key(item, option): figures for option, figures in wanted.pop("choices").items()}
        stored = ItemStatistics.objects.get(pk=rows.versions[item.number].pk)
        assert reference.differences(vars(stored), wanted) == {}, item
        assert [choice["key"] for choice in stored.choices] == list(choices)
        assert [reference.differences(choice, choices[choice["key"]]) for choice in stored.choices] == [{}] * len(choices)
    for name in (FIXED, DRAWN_TEST):
        stored = TestStatistics.objects.get(pk=rows.placements[name].pk)
        assert reference.differences(vars(stored), reference.test_figures(simulation, name)) == {}


def test_simulated_rows_are_what_the_engine_would_have_judged():
    simulation = simulate(people=12, items=12)
    rows = write_simulation(simulation)
    by_hand = {rows.versions[number].pk for number in (OPEN, BY_PERSON)}

    for attempt in rows.attempts:
        versions = attempt.items.order_by("position").values_list("version", flat=True)
        grade = attempt.grades.latest("number")
        judged = zip(versions, grade.points, rejudge(grade).points, strict=True)
        assert [
            (version, share, again) for version, share, again in judged if version not in by_hand and abs(share - again) > 1e-9
        ] == []


# Which attempts count ----------------------------------------------------------------------


def test_only_the_first_submitted_graded_attempt_counts():
    learner, placement = UserFactory.create(), make_quiz(1)
    first = hand_in(learner, placement)
    hand_in(learner, placement, NOW + timedelta(days=1), {})
    make_attempt(UserFactory.create(), placement)

    assert list(first_attempts()) == [first]


def test_practice_before_the_test_makes_the_test_no_second_attempt():
    learner, placement = UserFactory.create(), make_quiz(1)
    fields = {"course_key": placement.course_key, "lesson_key": placement.lesson_key, "rules": {}, "seed": 1}
    Attempt.objects.create(
        learner=learner, quiz_key=placement.pk, mode=Mode.PRACTICE, number=1, submitted_at=NOW, started_at=NOW, **fields
    )

    second = hand_in(learner, placement)

    assert second.number == 2
    assert list(first_attempts()) == [second]


def test_attempts_of_erased_learners_count_if_they_were_first():
    placement = make_quiz(1)
    learners = UserFactory.create_batch(2)
    firsts = [hand_in(learner, placement) for learner in learners]
    hand_in(learners[0], placement, NOW + timedelta(days=1))
    Attempt.objects.update(learner=None)

    assert set(first_attempts()) == set(firsts)


def test_the_effective_grade_counts():
    placement = make_quiz(2)
    attempt = hand_in(UserFactory.create(), placement)
    Grade.objects.create(attempt=attempt, number=2, score=0.5, points=[0.5, 0.5], is_passed=True, pass_percent=70)

    refresh_statistics(now=LATER)

    assert list(ItemStatistics.objects.values_list("facility", flat=True)) == [0.5, 0.5]


def test_the_last_answer_counts():
    placement = make_quiz(1)
    learner = UserFactory.create()
    attempt = make_attempt(learner, placement)
    item = attempt.items.get()
    ids = [option["id"] for option in item.version.structure["options"]]
    for sequence, response in enumerate([{"choice": ids[1]}, {"choice": ids[0]}], start=1):
        ResponseEvent.objects.create(
            attempt=attempt, item=item, client_event_id=uuid.uuid4(), sequence=sequence, response=response, language="ar",
            response_hash="", received_at=NOW + timedelta(seconds=10 * sequence),
        )  # fmt: skip
    Attempt.objects.update(last_sequence=2)
    submit_attempt(attempt_id=attempt.pk, learner=learner, now=NOW + timedelta(minutes=1))

    refresh_statistics(now=LATER)

    row = ItemStatistics.objects.get()
    assert [(choice["key"], choice["count"]) for choice in row.choices] == [(ids[0], 1), (ids[1], 0), (ids[2], 0)]
    assert (row.facility, row.median_seconds, row.skip_rate) == (1.0, 20.0, 0.0)


@pytest.mark.parametrize("size", [1, 2, 500])
def test_batches_change_nothing(size):
    placement = make_quiz(2)
    for _number in range(5):
        hand_in(UserFactory.create(), placement)
    every = {pk: version for pk, version in AttemptItem.objects.values_list("pk", "version")}

    sittings = list(iterate_sittings(batch=size))

    assert len(sittings) == 5
    assert sorted(str(answer.version) for sitting in sittings for answer in sitting.answers) == sorted(map(str, every.values()))


def test_batch_costs_the_same_for_any_number_of_attempts(django_assert_num_queries):
    placement = make_quiz(2)
    for count in (1, 3):
        while Attempt.objects.count() < count:
            hand_in(UserFactory.create(), placement)
        # Attempts, items, answers, grades, versions; then attempts once more, of which there are none left.
        with django_assert_num_queries(6):
            list(iterate_sittings())


# What a refresh writes ------------------------------------------------------------------------


def test_each_version_has_a_row_of_its_own():
    question = make_question("true_false")
    placement = make_placement([question])
    hand_in(UserFactory.create(), placement)
    change_body(question, answer="false")
    hand_in(UserFactory.create(), placement)

    refresh_statistics(now=LATER)

    rows = ItemStatistics.objects.order_by("version__number").values_list("version__number", "first_attempts", "question_key")
    assert list(rows) == [(1, 1, question.translation_key), (2, 1, question.translation_key)]
    assert TestStatistics.objects.get().form == "drawn"


def test_refreshing_again_changes_nothing_but_the_time():
    placement = make_quiz(3, kinds=["single_choice", "true_false", "short_text"])
    for _number in range(3):
        hand_in(UserFactory.create(), placement)
    refresh_statistics(now=LATER)
    before = stored_items()

    refresh_statistics(now=LATER + timedelta(hours=1))

    assert stored_items() == before
    assert set(ItemStatistics.objects.values_list("computed_at", flat=True)) == {LATER + timedelta(hours=1)}


def test_rows_without_attempts_are_removed():
    placement = make_quiz(2)
    hand_in(UserFactory.create(), placement)
    refresh_statistics(now=LATER)
    Attempt.objects.all().delete()

    made = refresh_statistics(now=LATER + timedelta(hours=1))

    assert (made.attempts, made.items, made.tests) == (0, 0, 0)
    assert (ItemStatistics.objects.count(), TestStatistics.objects.count()) == (0, 0)


def test_kind_that_is_no_longer_installed_keeps_its_other_figures():
    placement = make_quiz(1)
    hand_in(UserFactory.create(), placement)
    QuestionVersion.objects.update(kind="gone")

    refresh_statistics(now=LATER)

    row = ItemStatistics.objects.get()
    assert (row.facility, row.choices) == (1.0, [])


def test_command_says_what_it_made(capsys):
    placement = make_quiz(2)
    hand_in(UserFactory.create(), placement)

    call_command("refresh_statistics")

    assert capsys.readouterr().out == "2 versions, 1 tests, 1 first attempts\n"


# Asking for a refresh ----------------------------------------------------------------------------


@pytest.fixture
def waiting(monkeypatch):
    """The worker is away: what is asked for waits."""
    asked = []
    monkeypatch.setattr(tasks, "make_statistics", SimpleNamespace(enqueue=lambda: asked.append("statistics")))
    return asked


def test_refresh_is_asked_for_once(waiting):
    assert [tasks.ask_for_statistics(now=NOW), tasks.ask_for_statistics(now=NOW)] == [True, False]
    assert waiting == ["statistics"]
    assert get_refresh_state().asked_at == NOW


def test_refresh_that_is_done_can_be_asked_for_again():
    hand_in(UserFactory.create(), make_quiz(1))

    assert [tasks.ask_for_statistics(now=NOW), tasks.ask_for_statistics(now=NOW)] == [True, True]
    state = get_refresh_state()
    assert (state.asked_at, state.failed_at, state.as_of is None) == (None, None, False)


def test_refresh_that_fails_is_remembered_until_somebody_asks_again(monkeypatch, waiting):
    monkeypatch.setattr(tasks, "refresh_statistics", lambda **kwargs: 1 / 0)
    hand_in(UserFactory.create(), make_quiz(1))
    tasks.ask_for_statistics(now=NOW)

    with pytest.raises(ZeroDivisionError):
        make_statistics.func()

    state = get_refresh_state()
    assert (state.asked_at, state.failed_at is None) == (None, False)
    assert is_refresh_due(state, LATER) is False
    tasks.ask_for_statistics(now=NOW)
    assert get_refresh_state().failed_at is None


def test_refresh_is_due_once_old_figures_lack_an_attempt():
    assert is_refresh_due(get_refresh_state(), NOW) is False
    placement = make_quiz(1)
    hand_in(UserFactory.create(), placement, NOW)
    assert is_refresh_due(get_refresh_state(), NOW) is True

    refresh_statistics(now=NOW + timedelta(hours=1))

    assert is_refresh_due(get_refresh_state(), NOW + timedelta(hours=9)) is False
    hand_in(UserFactory.create(), placement, NOW + timedelta(hours=1, minutes=10))
    assert is_refresh_due(get_refresh_state(), NOW + timedelta(hours=1, minutes=30)) is False
    assert is_refresh_due(get_refresh_state(), NOW + timedelta(hours=2)) is True
