"""A person's mark for an open answer: who may give it, the list of what waits, the grade it adds."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, strategies as st

from elearn.lib import clock
from learning.enums import CohortRole
from learning.models import CohortMember
from learning.permissions import may_mark
from quizzes import registry
from quizzes.definitions import QuizDefinition
from quizzes.enums import CorrectionRule, CorrectionScope, GradeReason, MarkingState
from quizzes.grading import Basis
from quizzes.grading.rubric import Criterion, missing_criteria, share_of
from quizzes.models import Attempt, Grade
from quizzes.operations import CannotMark, correct_question, mark_answer, submit_attempt
from quizzes.queries import get_standing, rejudge
from quizzes.queries.corrections import Plan, get_corrected_question, survey_changes
from quizzes.queries.marking import PAGE_SIZE, Place, find_next, get_marking_sheet, get_queue, list_places
from quizzes.signals import attempt_regraded
from tests.factories.accounts import UserFactory, make_administrator, make_editor, make_facilitator, make_manager
from tests.factories.learning import CohortFactory, EnrolmentFactory
from tests.factories.quizzes import NOW, form, make_attempt, make_body, make_placement, make_question, make_quiz, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
LATER = NOW + timedelta(minutes=10)
MARKED_AT = LATER + timedelta(days=1)
QUEUE = "/cms/quizzes/marking/"
ALL = Attempt.objects.all


@pytest.fixture
def marker():
    return make_administrator(language="en")


def make_reflection(**fields):
    """Graded by two criteria of 0 or 2 points."""
    key = uuid.uuid4()
    body = make_body("open_reflection", key, is_graded=True, max_words=50, **fields)
    return make_question("open_reflection", translation_key=key, body=body)


def make_test(reflections=1, *, others=1, **rules):
    questions = [make_reflection() for _number in range(reflections)] + [make_question() for _number in range(others)]
    return make_placement(questions, **rules)


def hand_in(placement, learner=None, *, at=LATER, text="جوابي", fields=None):
    attempt = make_attempt(learner or UserFactory.create(), placement)
    answers = {**right_fields(attempt), **{f"q{item.position}": [text] for item in open_items(attempt)}}
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=at, data=form(fields or answers), language="ar")
    attempt.refresh_from_db()
    return attempt


def open_items(attempt):
    return attempt.items.filter(version__kind="open_reflection").select_related("version")


def levels_of(sheet, *points):
    """The level of each criterion with so many points."""
    return {
        criterion.key: next(key for key, worth in criterion.levels.items() if worth == wanted)
        for criterion, wanted in zip(sheet.rubric, points, strict=True)
    }


def give(attempt, marker, *points, position=1, seen=None, now=MARKED_AT, comment="أحسنتم"):
    sheet = get_marking_sheet(ALL(), attempt.pk, position)
    return mark_answer(
        sheet=sheet,
        seen=sheet.number if seen is None else seen,
        levels=levels_of(sheet, *points),
        comment=comment,
        marker=marker,
        now=now,
    )


@pytest.fixture
def regraded():
    heard = []

    def hear(grade, **kwargs):
        heard.append(grade)

    attempt_regraded.connect(hear)
    yield heard
    attempt_regraded.disconnect(hear)


# The share of a rubric ----------------------------------------------------------------------------


RUBRIC = (Criterion("a", {"a0": 0, "a1": 1, "a2": 2}), Criterion("b", {"b0": 0, "b3": 3}))


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        ({"a": "a0", "b": "b0"}, 0.0),
        ({"a": "a1", "b": "b0"}, 0.2),
        ({"a": "a0", "b": "b3"}, 0.6),
        ({"a": "a2", "b": "b3"}, 1.0),
    ],
)
def test_share_is_points_chosen_of_points_that_can_be_had(chosen, share):
    assert share_of(RUBRIC, chosen) == share


@pytest.mark.parametrize("chosen", [{}, {"a": "a0"}, {"a": "a0", "b": "a1"}, {"a": "a0", "b": "b0", "c": "c0"}])
def test_share_needs_a_level_of_each_criterion_and_no_other(chosen):
    with pytest.raises(ValueError):
        share_of(RUBRIC, chosen)


def test_missing_criteria_are_named_in_their_order():
    assert missing_criteria(RUBRIC, {"a": "b0"}) == ["a", "b"]
    assert missing_criteria(RUBRIC, {"a": "a0", "b": "b0"}) == []


@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=6), max_size=6), st.data())
def test_share_is_bounded_and_the_best_levels_earn_everything(points, data):
    rubric = tuple(
        Criterion(f"c{number}", {f"l{index}": worth for index, worth in enumerate(worths)})
        for number, worths in enumerate(points)
    )
    chosen = {criterion.key: data.draw(st.sampled_from(sorted(criterion.levels))) for criterion in rubric}
    best = {criterion.key: max(criterion.levels, key=criterion.levels.__getitem__) for criterion in rubric}

    assert 0 <= share_of(rubric, chosen) <= share_of(rubric, best) == 1


# The grade ---------------------------------------------------------------------------------------


def test_open_answer_waits_and_is_no_pass_before_its_mark():
    attempt = hand_in(make_test(pass_percent=70))

    grade = attempt.grades.get()

    assert (grade.points, grade.score, grade.is_passed, grade.basis) == ([0.0, 1.0], 0.5, False, {"awaiting": [1]})


def test_pass_mark_that_is_reached_without_the_open_answer_is_a_pass_at_once():
    attempt = hand_in(make_test(others=3, pass_percent=70))

    assert attempt.grades.get().is_passed


def test_mark_adds_a_grade_and_leaves_the_first(marker, regraded, django_capture_on_commit_callbacks):
    attempt = hand_in(make_test(pass_percent=70))

    with django_capture_on_commit_callbacks(execute=True):
        grade = give(attempt, marker, 2, 0)

    assert (grade.number, grade.reason, grade.points, grade.score, grade.is_passed) == (
        2,
        GradeReason.MARKED,
        [0.5, 1.0],
        0.75,
        True,
    )
    assert (grade.graded_by, grade.graded_at) == (marker, MARKED_AT)
    basis = Basis.from_json(grade.basis)
    assert (basis.awaiting, basis.marks[1].share, basis.marks[1].comment) == (frozenset(), 0.5, "أحسنتم")
    assert attempt.grades.get(number=1).points == [0.0, 1.0]
    assert regraded == [grade]


def test_mark_that_makes_no_pass_announces_nothing(marker, regraded, django_capture_on_commit_callbacks):
    placement = make_test(2, others=0, pass_percent=70)
    attempt = hand_in(placement)

    with django_capture_on_commit_callbacks(execute=True):
        give(attempt, marker, 2, 2)
        give(attempt, marker, 0, 0, position=2)

    assert regraded == []
    assert [grade.is_passed for grade in attempt.grades.order_by("number")] == [False, False, False]


def test_lower_mark_takes_no_pass_away_and_is_announced_once(marker, regraded, django_capture_on_commit_callbacks):
    attempt = hand_in(make_test(pass_percent=70))

    with django_capture_on_commit_callbacks(execute=True):
        grades = [give(attempt, marker, 2, 2), give(attempt, marker, 0, 0), give(attempt, marker, 2, 2)]

    assert [(grade.score, grade.is_passed) for grade in grades] == [(1.0, True), (0.5, True), (1.0, True)]
    assert regraded == grades[:1]


def test_second_of_two_markers_is_told(marker):
    attempt = hand_in(make_test())
    give(attempt, marker, 2, 2, seen=1)

    with pytest.raises(CannotMark, match="moved"):
        give(attempt, marker, 0, 0, seen=1)

    assert attempt.grades.count() == 2


def test_mark_of_another_answer_meanwhile_is_no_obstacle(marker):
    attempt = hand_in(make_test(2, others=0))
    give(attempt, marker, 2, 2, seen=1)

    grade = give(attempt, marker, 0, 2, position=2, seen=1)

    assert grade.points == [1.0, 0.5]
    assert sorted(Basis.from_json(grade.basis).marks) == [1, 2]


def test_mark_needs_a_level_of_every_criterion(marker):
    attempt = hand_in(make_test())
    sheet = get_marking_sheet(ALL(), attempt.pk, 1)
    first, second = (criterion.key for criterion in sheet.rubric)

    with pytest.raises(CannotMark) as refused:
        mark_answer(sheet=sheet, seen=1, levels={first: "x"}, comment="", marker=marker, now=MARKED_AT)

    assert (refused.value.code, refused.value.criteria) == ("incomplete", [first, second])


def test_answer_that_everybody_got_the_point_for_takes_no_mark(marker):
    placement = make_test()
    attempt = hand_in(placement)
    question_key = uuid.UUID(placement.definition["questions"][0])
    question = get_corrected_question(question_key, "ar")
    plan = Plan(question_key, CorrectionRule.FULL, (question.latest.pk,), None, LATER)
    correct_question(
        correction_id=uuid.uuid4(),
        plan=plan,
        scope=CorrectionScope.ALL,
        chosen=frozenset(),
        seen=survey_changes(plan, now=clock.now()).totals.digest,
        reason="خطأ",
        user=marker,
        now=clock.now(),
    )

    with pytest.raises(CannotMark, match="settled"):
        give(attempt, marker, 0, 0)

    assert question.uses[0].obstacle == "person"
    assert attempt.grades.get(number=2).basis == {"full": [1]}


def test_every_marked_grade_is_judged_again_the_same(marker):
    attempt = hand_in(make_test(2, others=1, pass_percent=50))
    for points, position in [((2, 0), 1), ((2, 2), 2), ((0, 0), 1)]:
        give(attempt, marker, *points, position=position)

    grades = list(Grade.objects.filter(attempt=attempt).select_related("attempt").order_by("number"))

    assert [(list(result.points), result.score, result.is_passed) for result in map(rejudge, grades)] == [
        (grade.points, grade.score, grade.is_passed) for grade in grades
    ]
    assert [grade.score for grade in grades] == [0.333333, 0.5, 0.833333, 0.666667]


def test_history_says_what_waits(marker):
    placement = make_test()
    learner = UserFactory.create()
    attempt = hand_in(placement, learner)
    definition = QuizDefinition.from_json(placement.definition)
    before = get_standing(learner, definition, LATER).past[0]
    give(attempt, marker, 2, 2)
    after = get_standing(learner, definition, LATER).past[0]

    assert (before.is_awaiting, before.is_passed, after.is_awaiting, after.is_passed) == (True, False, False, True)


# The list ----------------------------------------------------------------------------------------


def test_oldest_attempt_comes_first_and_marked_ones_leave(marker):
    placement = make_test()
    late, early, marked = (hand_in(placement, at=LATER + timedelta(hours=hours)) for hours in (2, 1, 0))
    hand_in(placement, fields=right_fields_of_choice(placement))
    give(marked, marker, 0, 0)

    queue = get_queue(ALL(), MarkingState.WAITING, Place(), "", "ar")
    done = get_queue(ALL(), MarkingState.MARKED, Place(), "", "ar")

    assert [(row.attempt_id, row.count, row.position) for row in queue.rows] == [(early.pk, 1, 1), (late.pk, 1, 1)]
    assert (queue.total, queue.next) == (2, "")
    assert [row.attempt_id for row in done.rows] == [marked.pk]


def right_fields_of_choice(placement):
    """What answers the closed question only."""
    attempt = make_attempt(UserFactory.create(), placement)
    fields = right_fields(attempt)
    attempt.delete()
    return {"q2": fields["q2"]}


def test_list_costs_the_same_for_any_number_of_rows(django_assert_num_queries):
    placement = make_test()
    for count in (1, 3):
        while Grade.objects.count() < count:
            hand_in(placement)

        # how many, the page with its people, titles, grades
        with django_assert_num_queries(4):
            assert len(get_queue(ALL(), MarkingState.WAITING, Place(), "", "ar").rows) == count
        # tests, courses, titles
        with django_assert_num_queries(3):
            list_places(ALL(), "ar")


def test_list_goes_on_where_the_last_page_ended():
    placement = make_test()
    attempts = [hand_in(placement, at=LATER + timedelta(minutes=number // 2)) for number in range(PAGE_SIZE + 3)]
    ordered = sorted(attempts, key=lambda attempt: (Attempt.objects.get(pk=attempt.pk).submitted_at, attempt.pk))

    first = get_queue(ALL(), MarkingState.WAITING, Place(), "", "ar")
    second = get_queue(ALL(), MarkingState.WAITING, Place(), first.next, "ar")

    assert [row.attempt_id for row in first.rows + second.rows] == [attempt.pk for attempt in ordered]
    assert (len(first.rows), first.total, second.next) == (PAGE_SIZE, PAGE_SIZE + 3, "")


@pytest.mark.parametrize("token", ["x", "2026-01-01_x", "_", "2026-01-01T00:00:00_00000000-0000-0000-0000-000000000000"])
def test_senseless_place_in_the_list_is_its_beginning(token):
    hand_in(make_test())

    assert len(get_queue(ALL(), MarkingState.WAITING, Place(), token, "ar").rows) == 1


def test_list_is_limited_to_a_course_or_a_test():
    here, there = make_test(), make_test()
    attempts = {placement: hand_in(placement) for placement in (here, there)}

    def listed(key):
        return [row.attempt_id for row in get_queue(ALL(), MarkingState.WAITING, Place(key), "", "ar").rows]

    assert listed(here.quiz_key) == listed(here.course_key) == [attempts[here].pk]
    assert listed(uuid.uuid4()) == []
    assert sorted(choice.key for choice in list_places(ALL(), "ar")) == sorted([here.course_key, there.course_key])


def test_next_answer_is_of_the_same_attempt_then_of_a_later_one_then_of_any(marker):
    two, one = make_test(2, others=0), make_test()
    first = hand_in(one, at=LATER)
    current = hand_in(two, at=LATER + timedelta(hours=1))
    last = hand_in(one, at=LATER + timedelta(hours=2))
    found = []
    for attempt, position in [(current, 1), (current, 2), (last, 1), (first, 1)]:
        give(attempt, marker, 0, 0, position=position)
        found.append(find_next(ALL(), Place(), attempt))

    assert found == [(current.pk, 2), (last.pk, 1), (first.pk, 1), None]


def test_attempt_of_a_deleted_account_waits_for_nobody():
    attempt = hand_in(make_test())
    attempt.learner.delete()

    assert get_queue(ALL(), MarkingState.WAITING, Place(), "", "ar").rows == []
    with pytest.raises(Attempt.DoesNotExist):
        get_marking_sheet(ALL(), attempt.pk, 1)


@pytest.mark.parametrize("position", [2, 3, 9])
def test_sheet_is_for_open_answers_only(position):
    attempt = hand_in(make_test(2, others=1), fields={"q1": ["جواب"]})

    with pytest.raises(Attempt.DoesNotExist):
        get_marking_sheet(ALL(), attempt.pk, position)


# Who may -----------------------------------------------------------------------------------------


@pytest.fixture
def people():
    cohort = CohortFactory.create()
    learner = UserFactory.create()
    EnrolmentFactory.create(learner=learner, cohort=cohort, course_key=cohort.course_key)
    people = {
        "facilitator": make_facilitator(language="en"),
        "manager": make_manager(language="en"),
        "foreign manager": make_manager(language="en"),
        "editor": make_editor(language="en"),
        "learner": learner,
    }
    for name, role in (("facilitator", CohortRole.FACILITATOR), ("manager", CohortRole.MANAGER)):
        CohortMember.objects.create(cohort=cohort, user=people[name], role=role)
    CohortMember.objects.create(cohort=CohortFactory.create(), user=people["foreign manager"], role=CohortRole.MANAGER)
    return cohort, people


def test_people_of_a_cohort_mark_its_learners_in_its_course(people, marker):
    cohort, who = people
    attempt = hand_in(make_test(course_key=cohort.course_key), who["learner"])
    hand_in(make_test(), who["learner"])
    who["administrator"] = marker

    conditions = {name: may_mark(user) for name, user in who.items()}
    found = {
        name: None if condition is None else list(Attempt.objects.filter(condition).order_by("started_at", "number"))
        for name, condition in conditions.items()
    }

    own = [attempt]
    assert {name: rows for name, rows in found.items() if name != "administrator"} == {
        "facilitator": own,
        "manager": own,
        "foreign manager": [],
        "editor": None,
        "learner": None,
    }
    assert len(found["administrator"]) == 2


def test_nobody_of_a_cohort_marks_their_own_answers(people):
    cohort, who = people
    EnrolmentFactory.create(learner=who["manager"], cohort=cohort, course_key=cohort.course_key)
    hand_in(make_test(course_key=cohort.course_key), who["manager"])

    assert list(Attempt.objects.filter(may_mark(who["manager"]))) == []
    assert Attempt.objects.filter(may_mark(who["facilitator"])).count() == 1


def test_who_may_mark_is_registered_once():
    with pytest.raises(ValueError):
        registry.register_marking(lambda user: None)


# The pages ---------------------------------------------------------------------------------------


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def mark_page(attempt, position=1):
    return f"{QUEUE}{attempt.pk}/{position}/"


def fields_of(page, *points):
    """The form of a page with the levels of so many points chosen, read from what the page offers."""
    names = list(dict.fromkeys(re.findall(r'name="(criterion-[^"]+)"', page)))
    fields = {"seen": re.search(r'name="seen" value="(\d+)"', page)[1], "comment": "أحسنتم <b>"}
    for name, wanted in zip(names, points, strict=True):
        values = re.findall(rf'name="{name}" value="([^"]+)"', page)
        fields[name] = values[0 if wanted == 0 else 1]
    return fields


def test_marker_reads_an_answer_and_the_next_one_opens(people, django_capture_on_commit_callbacks):
    cohort, who = people
    client = signed_in(who["facilitator"])
    placement = make_test(course_key=cohort.course_key)
    first = hand_in(placement, who["learner"], text="جواب <script>")
    other = UserFactory.create()
    EnrolmentFactory.create(learner=other, cohort=cohort, course_key=cohort.course_key)
    second = hand_in(placement, other, at=LATER + timedelta(hours=1))

    listing = client.get(QUEUE).content.decode()
    page = client.get(mark_page(first)).content.decode()
    response = client.post(mark_page(first), fields_of(page, 2, 0))

    assert re.findall(r'href="(/cms/quizzes/marking/[^"?]+/\d+/)"', listing) == [mark_page(first), mark_page(second)]
    assert who["learner"].get_short_name() in page
    assert "جواب &lt;script&gt;" in page
    assert (response.status_code, response.headers["Location"]) == (302, mark_page(second))
    assert first.grades.get(number=2).points == [0.5, 1.0]
    last = client.post(mark_page(second), fields_of(client.get(mark_page(second)).content.decode(), 2, 2))
    assert last.headers["Location"] == QUEUE
    assert "No answer is waiting for a mark." in client.get(QUEUE).content.decode()
    assert mark_page(first) in client.get(f"{QUEUE}?state=marked").content.decode()


def test_learner_reads_levels_and_comment(marker):
    learner = UserFactory.create(language="en")
    attempt = hand_in(make_test(pass_percent=100), learner)
    client = signed_in(learner)
    url = f"/en/quizzes/attempts/{attempt.pk}/result/"
    waiting = client.get(url).content.decode()
    give(attempt, marker, 2, 0, comment="جيد <img src=x>")

    page = client.get(url).content.decode()

    assert "Waiting for a person’s mark: the mark so far is provisional" in waiting
    assert "Below the pass mark" not in waiting
    assert "جيد &lt;img src=x&gt;" in page
    assert re.findall(r'<dd dir="auto">(.*?)</dd>', page) == ["خطوة 2", "خطوة 0"]
    assert "A person marked an answer on" in page and "1.5 of 2 instead of 1." in page
    assert "Waiting for a person" not in page


def test_second_marker_keeps_what_was_chosen_and_may_replace_the_mark(marker):
    attempt = hand_in(make_test())
    client = signed_in(marker)
    fields = fields_of(client.get(mark_page(attempt)).content.decode(), 2, 2)
    give(attempt, marker, 0, 0)

    refused = client.post(mark_page(attempt), fields)
    page = refused.content.decode()
    again = client.post(mark_page(attempt), fields | {"seen": fields_of(page, 2, 2)["seen"]})

    assert refused.status_code == 409
    assert "Somebody else has marked this answer meanwhile" in page
    assert "أحسنتم &lt;b&gt;" in page
    assert page.count("checked") == 2
    assert again.status_code == 302
    assert [grade.points[0] for grade in attempt.grades.order_by("number")] == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("change", [{"seen": "x"}, {"seen": ""}, {"comment": "ا" * 2001}, {"criterion": "x"}, {"criterion": ""}])
def test_mark_that_is_not_whole_is_asked_for_again(marker, change):
    attempt = hand_in(make_test())
    client = signed_in(marker)
    fields = fields_of(client.get(mark_page(attempt)).content.decode(), 2, 2)
    first = next(name for name in fields if name.startswith("criterion"))
    fields |= {first: change["criterion"]} if "criterion" in change else change

    response = client.post(mark_page(attempt), fields)

    assert response.status_code == 422
    assert "The mark is not saved yet" in response.content.decode()
    assert attempt.grades.count() == 1


def test_foreign_answer_is_missing_in_the_same_words(people):
    cohort, who = people
    attempt = hand_in(make_test(course_key=cohort.course_key), who["learner"])
    client = signed_in(who["foreign manager"])

    answers = [client.get(f"{QUEUE}{key}/1/") for key in (attempt.pk, uuid.uuid4())]
    posted = client.post(mark_page(attempt), {})

    assert [answer.status_code for answer in (*answers, posted)] == [404, 404, 404]
    assert attempt.grades.count() == 1


def test_menu_shows_the_list_to_those_who_mark(people):
    _cohort, who = people

    shown = {name: QUEUE in signed_in(who[name]).get("/cms/").content.decode() for name in ("facilitator", "editor")}

    assert shown == {"facilitator": True, "editor": False}


def test_closed_tests_never_wait():
    hand_in(make_quiz(2))

    assert get_queue(ALL(), MarkingState.WAITING, Place(), "", "ar").total == 0
