"""A quiz is known by its block's id: the same in every language, another one in every copy. Publishing says where it stands."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from courses.models import ItemTitle, LessonPage
from courses.operations import release_course
from quizzes import registry
from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.models import Placement
from tests.factories.accounts import UserFactory
from tests.factories.pages import (
    NOW,
    make_course,
    make_lesson,
    make_module,
    make_page,
    make_tree,
    publish,
    quiz,
    section,
    stream,
    translate,
)
from tests.factories.quizzes import make_attempt, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    """A published lesson with a practice and a test."""
    module = make_module(make_course())
    return make_lesson(module, body=[section(), quiz([make_question()]), section(), quiz([make_question()], "graded")])


def keys(page: Page) -> list[uuid.UUID]:
    return [uuid.UUID(block.id) for block in page.quiz_blocks()]


def draft_keys(page: Page) -> list[uuid.UUID]:
    return keys(LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object())


def live_keys() -> set[uuid.UUID]:
    return set(Placement.objects.live().values_list("quiz_key", flat=True))


# Copying ----------------------------------------------------------------------------


@pytest.mark.parametrize("keeps_live", [True, False])
@pytest.mark.parametrize("copies_revisions", [True, False])
def test_copied_lesson_gets_quizzes_of_its_own(lesson, keeps_live, copies_revisions):
    before = keys(lesson)

    made = lesson.copy(update_attrs={"slug": "copy"}, keep_live=keeps_live, copy_revisions=copies_revisions)

    copy = LessonPage.objects.get(pk=made.pk)
    assert set(keys(copy)) & set(before) == set()
    assert draft_keys(copy) == keys(copy)
    assert len(set(keys(copy))) == 2
    assert keys(LessonPage.objects.get(pk=lesson.pk)) == before
    assert live_keys() == {*before, *(keys(copy) if keeps_live else [])}


def test_copied_lesson_can_be_published(lesson):
    made = lesson.copy(update_attrs={"slug": "copy"}, keep_live=False)

    LessonPage.objects.get(pk=made.pk).get_latest_revision().publish()

    copy = LessonPage.objects.get(pk=made.pk)
    assert live_keys() == {*keys(lesson), *keys(copy)}
    assert {placement.lesson_key for placement in Placement.objects.filter(pk__in=keys(copy))} == {copy.translation_key}


def test_copied_lesson_keeps_the_ids_of_everything_else(lesson):
    made = lesson.copy(update_attrs={"slug": "copy"})

    others = [[block.id for block in page.body if block.block_type != "quiz"] for page in (lesson, made)]
    assert others[0] == others[1]


def test_copy_of_a_copy_gets_others_again(lesson):
    copy = lesson.copy(update_attrs={"slug": "copy"})

    second = copy.copy(update_attrs={"slug": "copy-2"})

    assert len({*keys(lesson), *keys(copy), *keys(second)}) == 6


def test_copied_module_gives_every_quiz_another_key(lesson):
    module = lesson.get_parent().specific
    make_lesson(module, body=[quiz([make_question()])])
    before = live_keys()

    copy = module.copy(recursive=True, update_attrs={"slug": "copy"})

    copied = LessonPage.objects.child_of(copy)
    fresh = {key for page in copied for key in keys(page)}
    assert (len(before), len(fresh), copied.count()) == (3, 3, 2)
    assert fresh & before == set()
    assert live_keys() == before | fresh
    assert [draft_keys(page) == keys(page) for page in copied] == [True, True]


def test_attempt_at_a_copy_is_no_attempt_at_the_original(lesson, monkeypatch):
    monkeypatch.setitem(registry._places, "gate", lambda user, placement: None)
    copy = lesson.copy(update_attrs={"slug": "copy"})
    learner = UserFactory.create()

    attempts = [make_attempt(learner, Placement.objects.get(pk=keys(page)[1])) for page in (lesson, copy)]

    assert attempts[0].pk != attempts[1].pk
    assert [attempt.lesson_key for attempt in attempts] == [lesson.translation_key, copy.translation_key]


# Aliases ----------------------------------------------------------------------------


def test_alias_in_the_same_language_does_not_stop_its_source_from_being_published(lesson):
    lesson.create_alias(update_slug="alias")

    changed = publish(lesson, body=[section("جديد"), *lesson.body.get_prep_value()])

    assert live_keys() >= set(keys(changed))
    assert {str(placement.lesson_key) for placement in Placement.objects.filter(pk__in=keys(changed))} == {
        str(lesson.translation_key)
    }


def test_alias_in_the_same_language_shows_its_sources_quizzes(lesson):
    alias = lesson.create_alias(update_slug="alias")

    assert keys(LessonPage.objects.get(pk=alias.pk)) == keys(lesson)


# Translating ------------------------------------------------------------------------


def test_translated_lesson_keeps_its_quizzes(lesson):
    english = translate(lesson, title="English")

    assert keys(english) == keys(lesson)
    assert draft_keys(english) == keys(lesson)
    assert live_keys() == set(keys(lesson))


def test_translation_decides_nothing_while_its_source_is_published(lesson):
    english = translate(lesson)
    raw = english.body.get_prep_value()
    raw[3]["value"]["pass_percent"] = 10

    publish(english, body=raw)

    assert {placement.definition["pass_percent"] for placement in Placement.objects.live()} == {70}


def test_copied_course_keeps_quizzes_apart_in_both_languages(lesson):
    """Copying the course of one language, as the CMS does, touches no quiz of the other."""
    translate(lesson)
    course = lesson.get_parent().get_parent().specific

    copy = course.copy(recursive=True, update_attrs={"slug": "copy"})

    copied = LessonPage.objects.descendant_of(copy).get()
    assert set(keys(copied)) & set(keys(lesson)) == set()
    assert {placement.course_key for placement in Placement.objects.filter(pk__in=keys(copied))} == {copy.translation_key}


# Placements -------------------------------------------------------------------------


def test_publishing_places_the_quizzes(lesson):
    course = lesson.get_parent().get_parent()
    practice, test = keys(lesson)

    rows = {placement.quiz_key: placement for placement in Placement.objects.all()}

    assert set(rows) == {practice, test}
    assert {(row.lesson_key, row.course_key, row.is_live) for row in rows.values()} == {
        (lesson.translation_key, course.specific.translation_key, True)
    }
    assert {key: row.mode for key, row in rows.items()} == {practice: Mode.PRACTICE, test: Mode.GRADED}


def test_placement_holds_the_rules_of_the_block():
    questions = [make_question() for _number in range(3)]
    rules = {"draw": 2, "pass_percent": 60, "attempts": 3, "wait_minutes": 15, "is_shuffled": True}
    lesson = make_lesson(make_module(make_course()), body=[quiz(questions, "graded", **rules)])

    definition = QuizDefinition.from_json(Placement.objects.get().definition)

    assert definition == QuizDefinition(
        quiz_key=keys(lesson)[0],
        mode=Mode.GRADED,
        question_keys=tuple(question.translation_key for question in questions),
        **rules,
    )


def test_draft_places_nothing():
    module = make_module(make_course())

    make_lesson(module, body=[quiz([make_question()])], is_live=False)

    assert Placement.objects.count() == 0


def test_changed_draft_changes_no_placement(lesson):
    fresh = LessonPage.objects.get(pk=lesson.pk)
    fresh.body = stream(LessonPage, "body", [section()])

    fresh.save_revision()

    assert live_keys() == set(keys(lesson))


def test_quiz_that_leaves_the_text_leaves_life(lesson):
    practice, test = keys(lesson)

    publish(lesson, body=lesson.body.get_prep_value()[:2])

    assert live_keys() == {practice}
    assert Placement.objects.filter(pk=test).exists()


def test_quizzes_follow_unpublishing_and_publishing(lesson):
    placed = set(keys(lesson))

    lesson.unpublish()
    withdrawn = live_keys()
    publish(lesson)

    assert (withdrawn, live_keys()) == (set(), placed)


@pytest.mark.parametrize("ancestor", ["lesson", "module", "course"])
def test_quizzes_leave_with_whatever_is_deleted(lesson, ancestor):
    other = make_lesson(
        make_module(make_course(lesson.get_parent().get_parent().get_parent().specific)), body=[quiz([make_question()])]
    )
    page = {"lesson": lesson, "module": lesson.get_parent(), "course": lesson.get_parent().get_parent()}[ancestor]

    Page.objects.get(pk=page.pk).delete()

    assert live_keys() == set(keys(other))
    assert Placement.objects.count() == 3


def test_quizzes_stay_when_a_translation_goes(lesson):
    english = translate(lesson)

    english.unpublish()
    unpublished = live_keys()
    LessonPage.objects.get(pk=english.pk).delete()

    assert (unpublished, live_keys()) == (set(keys(lesson)), set(keys(lesson)))


def test_quizzes_of_a_module_that_is_unpublished_with_all_below_leave(lesson):
    lesson.get_parent().specific.unpublish()
    alone = live_keys()

    lesson.refresh_from_db()
    lesson.unpublish()

    assert (alone, live_keys()) == (set(keys(lesson)), set())


def test_quiz_follows_its_lesson_into_another_course(lesson):
    other = make_course(lesson.get_parent().get_parent().get_parent().specific)
    module = make_module(other)

    LessonPage.objects.get(pk=lesson.pk).move(module, pos="last-child")

    assert set(Placement.objects.live().values_list("course_key", flat=True)) == {other.translation_key}
    assert ItemTitle.objects.get(item_key=lesson.translation_key).path == LessonPage.objects.get(pk=lesson.pk).url


def test_titles_follow_a_changed_address(lesson, django_capture_on_commit_callbacks):
    module = lesson.get_parent().specific

    with django_capture_on_commit_callbacks(execute=True):
        publish(module, slug="renamed")

    assert ItemTitle.objects.get(item_key=lesson.translation_key).path == LessonPage.objects.get(pk=lesson.pk).url
    assert "/renamed/" in ItemTitle.objects.get(item_key=lesson.translation_key).path


# The editor's form ---------------------------------------------------------------------


def test_quiz_of_another_lesson_is_refused(lesson):
    other = make_lesson(lesson.get_parent().specific)
    other.body = stream(LessonPage, "body", lesson.body.get_prep_value())

    with pytest.raises(ValidationError) as refusal:
        other.full_clean()

    assert set(refusal.value.message_dict) == {"body"}


def test_quiz_of_a_lesson_that_is_gone_is_refused_too(lesson):
    other = make_lesson(lesson.get_parent().specific)
    raw = lesson.body.get_prep_value()
    LessonPage.objects.get(pk=lesson.pk).delete()
    other.body = stream(LessonPage, "body", raw)

    with pytest.raises(ValidationError):
        other.full_clean()


def test_own_quizzes_are_accepted(lesson):
    lesson.full_clean()
    translate(lesson).full_clean()


@pytest.mark.parametrize(
    ("rules", "field"),
    [({"draw": 3}, "draw"), ({"pass_percent": 101}, "pass_percent"), ({"attempts": -1}, "attempts"), ({"title": ""}, "title")],
)
def test_rules_that_cannot_hold_are_refused(rules, field):
    page = LessonPage(title="درس", slug="lesson")
    page.body = stream(LessonPage, "body", [quiz([make_question(), make_question()], "graded", **rules)])

    with pytest.raises(ValidationError) as refusal:
        page.body.stream_block.clean(page.body)

    assert field in str(refusal.value.block_errors[0].block_errors)


def test_question_that_stands_twice_is_refused():
    question = make_question()
    value = stream(LessonPage, "body", [quiz([question, question])])

    with pytest.raises(ValidationError):
        value.stream_block.clean(value)


# The outline ------------------------------------------------------------------------


def test_released_outline_names_the_tests(lesson):
    course = lesson.get_parent().get_parent().specific
    _practice, test = keys(lesson)

    version = release_course(course=course, user=None, now=NOW)

    assert [entry.tests for entry in version.outline.lessons()] == [(str(test),)]


def test_alias_of_another_language_keeps_the_key():
    _course, _module, (lesson,) = make_tree()
    lesson = publish(lesson, body=[quiz([make_question()])])

    english = lesson.copy_for_translation(translate(make_page_twin(lesson)).locale, copy_parents=True, alias=True)

    assert keys(english.specific) == keys(lesson)


def make_page_twin(lesson: LessonPage) -> Page:
    """Something else of the same site, to have the other language."""
    return make_page(LessonPage, lesson.get_parent().specific, body=[section()])
