"""What is stored about progress is what the evidence says; whatever differs is found."""

import uuid
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from courses.models import CourseVersion
from learning.enums import Evidence, State
from learning.models import Enrolment, LessonProgress
from learning.operations import confirm_lesson, enrol, find_differences, refresh_progress
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseVersionFactory, make_outline

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def make_version(required: int = 3) -> CourseVersion:
    course_key = uuid.uuid4()
    return CourseVersionFactory.create(
        course_key=course_key, outline_json=make_outline(course_key, required=required, optional=1).as_json()
    )


def make_learner(version: CourseVersion, done: int) -> Enrolment:
    """Somebody who has read the first ``done`` lessons, through the real operations."""
    enrol(learner=(learner := UserFactory.create()), course_key=version.course_key, now=NOW)
    enrolment = Enrolment.objects.select_related("version").get(learner=learner)
    for lesson in list(version.outline.lessons())[:done]:
        confirm_lesson(enrolment=enrolment, lesson_key=uuid.UUID(lesson.key), now=NOW)
    return Enrolment.objects.select_related("version").get(pk=enrolment.pk)


def test_differences_are_none_where_there_is_nobody(db):
    assert list(find_differences()) == []


def test_differences_are_none_on_healthy_data(db):
    version = make_version()

    states = {make_learner(version, done).state for done in range(5)}

    assert states == {State.NOT_STARTED, State.IN_PROGRESS, State.COMPLETED}
    assert list(find_differences()) == []


PLANTED = {
    "percent": {"percent": 34},
    "state": {"state": State.NOT_STARTED},
    "required_done": {"required_done": 2},
    "required_total": {"required_total": 4},
    "completed too early": {"state": State.COMPLETED},
}


@pytest.mark.parametrize("fault", PLANTED)
def test_difference_in_what_is_stored_is_found_and_mended(db, fault):
    version = make_version()
    make_learner(version, 0)
    wrong = make_learner(version, 1)
    Enrolment.objects.filter(pk=wrong.pk).update(**PLANTED[fault])

    found = list(find_differences())
    for enrolment in found:
        refresh_progress(enrolment=enrolment, now=NOW)

    assert found == [wrong]
    assert list(find_differences()) == []
    wrong.refresh_from_db()
    assert (wrong.state, wrong.required_done, wrong.required_total, wrong.percent) == (State.IN_PROGRESS, 1, 3, 33)


def test_evidence_that_was_never_counted_is_found_and_completes(db):
    version = make_version(required=1)
    late = make_learner(version, 0)
    key = uuid.UUID(next(version.outline.lessons()).key)
    LessonProgress.objects.create(enrolment=late, lesson_key=key, item_key=key, evidence=Evidence.READ)

    found = list(find_differences())
    for enrolment in found:
        refresh_progress(enrolment=enrolment, now=NOW)

    late.refresh_from_db()
    assert found == [late]
    assert (late.state, late.percent, late.completed_at) == (State.COMPLETED, 100, NOW)
    assert list(find_differences()) == []


def test_completion_without_its_moment_is_found(db):
    version = make_version()
    whole = make_learner(version, 3)
    Enrolment.objects.filter(pk=whole.pk).update(completed_at=None)

    assert list(find_differences()) == [whole]


def test_completion_whose_evidence_is_gone_stays_and_is_no_difference(db):
    version = make_version(required=1)
    whole = make_learner(version, 1)
    Enrolment.objects.filter(pk=whole.pk).update(required_done=0)
    LessonProgress.objects.all().delete()

    assert list(find_differences()) == []


# The command ------------------------------------------------------------------------


def run_command(*arguments: str) -> str:
    said = StringIO()
    call_command("recompute_progress", *arguments, stdout=said)
    return said.getvalue()


def test_command_says_how_many_rows_differ_and_mends_them(db):
    version = make_version()
    wrong = make_learner(version, 1)
    Enrolment.objects.update(percent=99)

    dry, wet, again = run_command("--dry-run"), run_command(), run_command()

    wrong.refresh_from_db()
    assert (dry, wet, again) == ("1\n", "1\n", "0\n")
    assert wrong.percent == 33


def test_command_only_counts_in_a_dry_run(db):
    make_learner(make_version(), 1)
    Enrolment.objects.update(percent=99)

    run_command("--dry-run")

    assert Enrolment.objects.get().percent == 99


# The cost ---------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_search_costs_the_same_for_any_number_of_people_in_a_batch(db, people, django_assert_num_queries):
    version = make_version()
    for done in range(people):
        make_learner(version, done)

    with django_assert_num_queries(4):
        assert list(find_differences()) == []


def test_search_goes_through_every_batch(db, django_assert_num_queries):
    version = make_version()
    everybody = [make_learner(version, 1) for _number in range(3)]
    Enrolment.objects.update(percent=99)

    # Two a batch, and one that finds no more.
    with django_assert_num_queries(7):
        found = list(find_differences(batch_size=2))

    assert {enrolment.pk for enrolment in found} == {enrolment.pk for enrolment in everybody}
    assert len(found) == 3
