"""Joining a course, showing that a lesson is done, completing: each once, whatever arrives twice or together."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import CourseVersion
from courses.outline import Outline, OutlineLesson, OutlineModule
from learning.enums import Evidence, State
from learning.models import Enrolment, LessonProgress
from learning.operations import (
    CannotConfirm,
    CannotEnrol,
    confirm_lesson,
    enrol,
    open_lesson,
    record_passed_test,
    refresh_progress,
)
from learning.permissions import may_read_course, may_start_test
from learning.signals import course_completed
from quizzes.enums import Mode
from quizzes.models import Attempt, Grade
from quizzes.operations import submit_attempt
from tests.factories.accounts import UserFactory, make_editor, make_facilitator, make_manager
from tests.factories.courses import CourseVersionFactory, make_outline
from tests.factories.quizzes import form, make_attempt, make_quiz, right_fields

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


def make_version(required: int = 2, optional: int = 0, **fields: object) -> CourseVersion:
    course_key = uuid.uuid4()
    outline = make_outline(course_key, required=required, optional=optional)
    return CourseVersionFactory.create(course_key=course_key, outline_json=outline.as_json(), **fields)


def next_version(version: CourseVersion, *lessons: OutlineLesson) -> CourseVersion:
    """The course's next release, with these lessons in place of the others."""
    outline = Outline(str(version.course_key), (OutlineModule(version.outline.modules[0].key, lessons),))
    return CourseVersionFactory.create(course_key=version.course_key, number=version.number + 1, outline_json=outline.as_json())


def keys_of(version: CourseVersion) -> list[uuid.UUID]:
    return [uuid.UUID(lesson.key) for lesson in version.outline.lessons()]


def join(version: CourseVersion, learner=None) -> Enrolment:
    enrol(learner=learner or UserFactory.create(), course_key=version.course_key, now=NOW)
    return Enrolment.objects.select_related("version").latest("enrolled_at", "pk") if learner is None else get(learner)


def get(learner) -> Enrolment:
    return Enrolment.objects.select_related("version").get(learner=learner)


def stored(enrolment: Enrolment) -> tuple:
    return (
        Enrolment.objects.filter(pk=enrolment.pk)
        .values_list("state", "required_done", "required_total", "percent", "completed_at")
        .get()
    )


@pytest.fixture
def completed() -> list[uuid.UUID]:
    """What ``course_completed`` announces while the test runs."""
    heard: list[uuid.UUID] = []

    def listen(sender: object, enrolment_id: uuid.UUID, **kwargs: object) -> None:
        heard.append(enrolment_id)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


# Joining ---------------------------------------------------------------------------


def test_enrol_needs_a_release(db):
    learner = UserFactory.create()

    with pytest.raises(CannotEnrol):
        enrol(learner=learner, course_key=uuid.uuid4(), now=NOW)

    assert Enrolment.objects.count() == 0


def test_enrol_follows_the_latest_release(db):
    first = make_version(required=2)
    second = next_version(first, OutlineLesson(str(uuid.uuid4())), OutlineLesson(str(uuid.uuid4()), is_required=False))
    learner = UserFactory.create()

    enrolment = enrol(learner=learner, course_key=first.course_key, now=NOW)

    assert (enrolment.version, enrolment.required_total, enrolment.state) == (second, 1, State.NOT_STARTED)


def test_enrol_again_changes_nothing(db):
    version = make_version()
    learner = UserFactory.create()
    first = enrol(learner=learner, course_key=version.course_key, now=NOW)
    before = Enrolment.objects.filter(pk=first.pk).values().get()
    next_version(version, OutlineLesson(str(uuid.uuid4())))

    again = enrol(learner=learner, course_key=version.course_key, now=LATER)

    assert again == first
    assert Enrolment.objects.values().get() == before


def test_enrol_is_for_one_person_and_one_course(db):
    here, there = make_version(), make_version()
    one, other = UserFactory.create(), UserFactory.create()

    for learner, version in [(one, here), (one, there), (other, here)]:
        enrol(learner=learner, course_key=version.course_key, now=NOW)

    assert set(Enrolment.objects.values_list("learner", "course_key")) == {
        (one.pk, here.course_key),
        (one.pk, there.course_key),
        (other.pk, here.course_key),
    }


# Half past midnight in Hebron is still the day before in UTC.
NIGHT = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def test_enrol_notes_the_day_where_the_platform_lives(db):
    enrolment = enrol(learner=UserFactory.create(), course_key=make_version().course_key, now=NIGHT)

    assert enrolment.last_active_on == date(2026, 3, 2)


def test_evidence_notes_the_day_where_the_platform_lives(db):
    enrolment = join(make_version())

    confirm_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[0], now=NIGHT)

    enrolment.refresh_from_db()
    assert enrolment.last_active_on == date(2026, 3, 2)


# Opening ---------------------------------------------------------------------------


def test_open_lesson_writes_only_what_has_changed(db, django_assert_num_queries):
    enrolment = join(make_version())
    here, there = keys_of(enrolment.version)
    today = date(2026, 3, 2)

    with django_assert_num_queries(1):
        open_lesson(enrolment=enrolment, lesson_key=here, today=today)
    with django_assert_num_queries(0):
        open_lesson(enrolment=enrolment, lesson_key=here, today=today)
    with django_assert_num_queries(1):
        open_lesson(enrolment=enrolment, lesson_key=there, today=today)

    enrolment.refresh_from_db()
    assert (enrolment.resume_key, enrolment.last_active_on) == (there, today)


def test_open_lesson_is_no_progress(db):
    enrolment = join(make_version())

    open_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[0], today=date(2026, 3, 2))

    assert stored(enrolment) == (State.NOT_STARTED, 0, 2, 0, None)


# Reading ---------------------------------------------------------------------------


def test_confirmed_lesson_is_evidence_and_progress(db):
    enrolment = join(make_version(required=3))
    key = keys_of(enrolment.version)[1]

    progress = confirm_lesson(enrolment=enrolment, lesson_key=key, now=LATER)

    row = LessonProgress.objects.get()
    assert (row.enrolment, row.lesson_key, row.item_key, row.evidence, row.recorded_at) == (
        enrolment,
        key,
        key,
        Evidence.READ,
        LATER,
    )
    assert progress.done == {str(key)}
    assert stored(enrolment) == (State.IN_PROGRESS, 1, 3, 33, None)


def test_confirming_again_changes_nothing(db):
    enrolment = join(make_version())
    key = keys_of(enrolment.version)[0]
    confirm_lesson(enrolment=enrolment, lesson_key=key, now=NOW)
    before = LessonProgress.objects.values().get(), stored(enrolment)

    confirm_lesson(enrolment=enrolment, lesson_key=key, now=LATER)

    assert (LessonProgress.objects.values().get(), stored(enrolment)) == before


def test_confirming_an_optional_lesson_moves_no_percent(db):
    enrolment = join(make_version(required=2, optional=1))

    progress = confirm_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[2], now=NOW)

    assert progress.has_started
    assert stored(enrolment) == (State.IN_PROGRESS, 0, 2, 0, None)


def test_lesson_with_a_test_is_not_confirmed(db):
    version = make_version()
    lesson = OutlineLesson(str(uuid.uuid4()), tests=(str(uuid.uuid4()),))
    enrolment = join(next_version(version, lesson))

    with pytest.raises(CannotConfirm):
        confirm_lesson(enrolment=enrolment, lesson_key=uuid.UUID(lesson.key), now=NOW)

    assert LessonProgress.objects.count() == 0


@pytest.mark.parametrize("name", ["another course's lesson", "course", "module", "nothing"])
def test_key_of_something_else_is_not_confirmed(db, name):
    enrolment = join(make_version())
    outline = enrolment.version.outline
    key = {
        "another course's lesson": keys_of(make_version())[0],
        "course": uuid.UUID(outline.course_key),
        "module": uuid.UUID(outline.modules[0].key),
        "nothing": uuid.uuid4(),
    }[name]

    with pytest.raises(CannotConfirm):
        confirm_lesson(enrolment=enrolment, lesson_key=key, now=NOW)

    assert LessonProgress.objects.count() == 0
    assert stored(enrolment) == (State.NOT_STARTED, 0, 2, 0, None)


def test_lesson_of_a_later_release_can_be_confirmed(db):
    enrolment = join(make_version(required=1))
    added = OutlineLesson(str(uuid.uuid4()))
    next_version(enrolment.version, enrolment.version.outline.modules[0].lessons[0], added)

    confirm_lesson(enrolment=enrolment, lesson_key=uuid.UUID(added.key), now=NOW)

    # It is kept for the day when this person follows that release; what they follow now is untouched.
    assert LessonProgress.objects.get().lesson_key == uuid.UUID(added.key)
    assert stored(enrolment) == (State.NOT_STARTED, 0, 1, 0, None)


# Tests ----------------------------------------------------------------------------


@pytest.fixture
def tested(db) -> tuple[Enrolment, object]:
    """Somebody in a course of one lesson that is done by passing its test, and the test."""
    version = make_version(required=1)
    lesson_key = keys_of(version)[0]
    placement = make_quiz(3, course_key=version.course_key, lesson_key=lesson_key)
    released = next_version(version, OutlineLesson(str(lesson_key), tests=(str(placement.quiz_key),)))
    return join(released), placement


def hand_in(enrolment: Enrolment, placement: object, *, is_right: bool, now: datetime = NOW, capture: Callable) -> Grade:
    attempt = make_attempt(enrolment.learner, placement, now)
    data = form(right_fields(attempt) if is_right else {})
    with capture(execute=True):
        return submit_attempt(attempt_id=attempt.pk, learner=enrolment.learner, now=now, data=data, language="ar")


def test_passed_test_becomes_evidence(tested, django_capture_on_commit_callbacks):
    enrolment, placement = tested

    grade = hand_in(enrolment, placement, is_right=True, capture=django_capture_on_commit_callbacks)

    row = LessonProgress.objects.get()
    assert grade.is_passed
    assert (row.enrolment, row.lesson_key, row.item_key, row.evidence) == (
        enrolment,
        placement.lesson_key,
        placement.quiz_key,
        Evidence.PASSED,
    )
    assert stored(enrolment)[:4] == (State.COMPLETED, 1, 1, 100)


def test_test_not_passed_is_no_evidence(tested, django_capture_on_commit_callbacks):
    enrolment, placement = tested

    grade = hand_in(enrolment, placement, is_right=False, capture=django_capture_on_commit_callbacks)

    assert not grade.is_passed
    assert LessonProgress.objects.count() == 0
    assert stored(enrolment) == (State.NOT_STARTED, 0, 1, 0, None)


@pytest.mark.parametrize("order", [(False, True), (True, False), (True, True)])
def test_test_passed_once_counts_once_and_stays(tested, order, django_capture_on_commit_callbacks):
    enrolment, placement = tested

    for day, is_right in enumerate(order):
        hand_in(
            enrolment, placement, is_right=is_right, now=NOW + timedelta(days=day), capture=django_capture_on_commit_callbacks
        )

    assert Attempt.objects.count() == 2
    assert LessonProgress.objects.get().item_key == placement.quiz_key
    assert stored(enrolment)[:4] == (State.COMPLETED, 1, 1, 100)


def test_passed_practice_is_no_evidence(tested):
    enrolment, _placement = tested
    practice = make_quiz(1, mode=Mode.PRACTICE, course_key=enrolment.course_key, lesson_key=keys_of(enrolment.version)[0])

    assert may_start_test(enrolment.learner, practice) is None
    assert LessonProgress.objects.count() == 0


def test_passed_test_of_somebody_who_is_not_enrolled_is_nobodys_evidence(tested):
    enrolment, placement = tested
    attempt = make_attempt(enrolment.learner, placement)
    Enrolment.objects.filter(pk=enrolment.pk).delete()

    assert record_passed_test(attempt=attempt, now=NOW) is None
    assert LessonProgress.objects.count() == 0


def test_test_asks_for_an_enrolment(tested):
    enrolment, placement = tested

    refusal = may_start_test(UserFactory.create(), placement)

    assert (refusal.code, refusal.is_post) == ("not_enrolled", True)
    assert refusal.url.endswith(f"/me/courses/{placement.course_key}/join/")
    assert may_start_test(enrolment.learner, placement) is None


@pytest.mark.parametrize(
    ("make", "may_read"), [(UserFactory.create, False), (make_editor, True), (make_manager, True), (make_facilitator, True)]
)
def test_closed_course_is_read_by_the_enrolled_and_by_staff(tested, make, may_read):
    enrolment, _placement = tested

    assert may_read_course(make(), enrolment.course_key) is may_read
    assert may_read_course(enrolment.learner, enrolment.course_key) is True


# Completion -----------------------------------------------------------------------


def test_completion_is_stored_and_announced_once(db, completed, django_capture_on_commit_callbacks):
    enrolment = join(make_version(required=2))
    first, second = keys_of(enrolment.version)

    with django_capture_on_commit_callbacks(execute=True):
        confirm_lesson(enrolment=enrolment, lesson_key=first, now=NOW)
    assert completed == []
    with django_capture_on_commit_callbacks(execute=True):
        confirm_lesson(enrolment=enrolment, lesson_key=second, now=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_lesson(enrolment=get(enrolment.learner), lesson_key=second, now=LATER + timedelta(days=1))
        refresh_progress(enrolment=get(enrolment.learner), now=LATER + timedelta(days=2))

    assert completed == [enrolment.pk]
    assert stored(enrolment) == (State.COMPLETED, 2, 2, 100, LATER)


def test_completion_is_not_announced_when_it_is_rolled_back(db, completed, django_capture_on_commit_callbacks):
    from django.db import transaction

    enrolment = join(make_version(required=1))

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        confirm_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[0], now=NOW)
        raise RuntimeError

    assert completed == []
    assert stored(enrolment) == (State.NOT_STARTED, 0, 1, 0, None)


def test_lesson_added_after_completion_takes_nothing_back(db, completed, django_capture_on_commit_callbacks):
    enrolment = join(make_version(required=1))
    with django_capture_on_commit_callbacks(execute=True):
        confirm_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[0], now=NOW)
    added = OutlineLesson(str(uuid.uuid4()))
    enrolment = get(enrolment.learner)
    enrolment.version = next_version(enrolment.version, enrolment.version.outline.modules[0].lessons[0], added)
    enrolment.save()

    with django_capture_on_commit_callbacks(execute=True):
        refresh_progress(enrolment=enrolment, now=LATER)
        confirm_lesson(enrolment=enrolment, lesson_key=uuid.UUID(added.key), now=LATER)

    assert stored(enrolment) == (State.COMPLETED, 2, 2, 100, NOW)
    assert completed == [enrolment.pk]


def test_pending_lesson_removed_completes_whoever_has_done_the_rest(db, completed, django_capture_on_commit_callbacks):
    enrolment = join(make_version(required=2))
    confirm_lesson(enrolment=enrolment, lesson_key=keys_of(enrolment.version)[0], now=NOW)
    enrolment.version = next_version(enrolment.version, enrolment.version.outline.modules[0].lessons[0])
    enrolment.save()

    with django_capture_on_commit_callbacks(execute=True):
        refresh_progress(enrolment=enrolment, now=LATER)

    assert stored(enrolment) == (State.COMPLETED, 1, 1, 100, LATER)
    assert completed == [enrolment.pk]


# Together -------------------------------------------------------------------------


def run_together(*actions: Callable[[], object]) -> list[object]:
    """Runs the actions at the same moment, each on a connection of its own. Returns what each returned or raised."""
    barrier = threading.Barrier(len(actions))
    results: list[object] = [None] * len(actions)

    def run(index: int, action: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[index] = action()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, action)) for index, action in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_enrolling_together_leaves_one_enrolment(transactional_db):
    version = make_version()
    learner = UserFactory.create()

    results = run_together(*[lambda: enrol(learner=learner, course_key=version.course_key, now=NOW).pk] * 6)

    assert set(results) == {Enrolment.objects.get().pk}


def test_evidence_arriving_together_is_all_counted_and_completes_once(transactional_db, completed):
    for _round in range(4):
        version = make_version(required=4)
        learner = UserFactory.create()
        enrolment = enrol(learner=learner, course_key=version.course_key, now=NOW)

        # Each request has read the enrolment before any of them writes.
        mine = [get(learner) for _key in keys_of(version)]
        results = run_together(
            *(
                lambda own=own, key=key: confirm_lesson(enrolment=own, lesson_key=key, now=LATER).required_done
                for own, key in zip(mine, keys_of(version), strict=True)
            )
        )

        assert sorted(results) == [1, 2, 3, 4]
        assert stored(enrolment) == (State.COMPLETED, 4, 4, 100, LATER)
        assert completed.count(enrolment.pk) == 1


def test_same_evidence_arriving_together_is_counted_once(transactional_db, completed):
    version = make_version(required=1)
    learner = UserFactory.create()
    enrol(learner=learner, course_key=version.course_key, now=NOW)
    mine = [get(learner) for _number in range(6)]

    results = run_together(
        *(
            lambda own=own: confirm_lesson(enrolment=own, lesson_key=keys_of(version)[0], now=timezone.now()).percent
            for own in mine
        )
    )

    assert results == [100] * 6
    assert LessonProgress.objects.count() == 1
    assert len(completed) == 1
