"""Changes of several questions: every language, draft and waiting revision is kept in step, and a later publication undoes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import TaskState
from wagtail_localize.models import Translation, TranslationSource

from quizzes.enums import Use
from quizzes.models import Question, QuestionVersion, QuestionWording
from quizzes.operations import bank
from quizzes.operations.bank import CannotDeleteQuestions
from tests.factories.accounts import UserFactory, make_administrator, make_editor
from tests.factories.bank import make_statistics
from tests.factories.quizzes import (
    KINDS,
    ObjectiveFactory,
    QuestionFactory,
    make_attempt,
    make_body,
    make_locale,
    make_placement,
    make_question,
    make_translation,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_editor()


def reread(question):
    return Question.objects.get(pk=question.pk)


def test_tag_reaches_every_language_and_is_found(user):
    arabic = make_question(tags=["سهل"])
    english = make_translation(arabic)

    changed = bank.add_tag(question_keys=[arabic.translation_key], tag="حملة", user=user)

    assert changed == 1
    assert (reread(arabic).tags, reread(english).tags) == (["سهل", "حملة"], ["حملة"])
    assert Question.objects.tagged("حمله").count() == 2


def test_tag_in_another_spelling_is_not_added_twice(user):
    question = make_question(tags=["حملة"])
    revisions = question.revisions.count()

    assert bank.add_tag(question_keys=[question.translation_key], tag="حملـه", user=user) == 0
    assert (reread(question).tags, question.revisions.count()) == (["حملة"], revisions)


def test_tag_is_removed_whatever_its_spelling(user):
    question = make_question(tags=["حملة", "سهل"])

    assert bank.remove_tag(question_keys=[question.translation_key], tag="حمله", user=user) == 1
    assert reread(question).tags == ["سهل"]


def test_change_leaves_a_draft_a_draft_and_reaches_it(user):
    question = make_question()
    question.body[0].value["stem"] = "مسودة"
    question.save_revision()

    bank.set_use(question_keys=[question.translation_key], use=Use.PRACTICE, user=user)

    row = reread(question)
    draft = row.get_latest_revision_as_object()
    assert (row.use, row.stem, row.live, row.has_unpublished_changes) == ("practice", "سؤال single_choice", True, True)
    assert (draft.use, draft.body[0].value["stem"]) == ("practice", "مسودة")
    assert row.latest_revision.user == user


def test_change_of_what_is_published_is_published(user):
    question = make_question()

    bank.set_use(question_keys=[question.translation_key], use=Use.PRACTICE, user=user)

    row = reread(question)
    assert (row.has_unpublished_changes, row.live_revision, row.latest_revision.content["use"]) == (
        False,
        row.latest_revision,
        "practice",
    )


def test_later_publication_of_the_draft_keeps_the_change(user):
    question = make_question()
    question.save_revision()

    bank.add_tag(question_keys=[question.translation_key], tag="جديد", user=user)
    reread(question).latest_revision.publish()

    assert reread(question).tags == ["جديد"]


def test_later_publication_of_the_translation_keeps_the_change(user):
    """The translators' source holds a copy of what is the same in every language."""
    arabic = make_question()
    locale = make_locale("en")
    source, _made = TranslationSource.update_or_create_from_instance(arabic)
    Translation.objects.create(source=source, target_locale=locale)
    source.create_or_update_translation(locale, fallback=True)

    bank.add_tag(question_keys=[arabic.translation_key], tag="جديد", user=user)
    source.refresh_from_db()
    source.create_or_update_translation(locale, fallback=True)

    assert [question.tags for question in Question.objects.filter(translation_key=arabic.translation_key)] == [["جديد"]] * 2


def test_scheduled_revision_carries_the_change_to_its_hour(user):
    question = make_question()
    question.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = question.save_revision()
    scheduled.publish()

    bank.add_tag(question_keys=[question.translation_key], tag="جديد", user=user)

    waiting = question.revisions.exclude(approved_go_live_at=None).get()
    assert (waiting.content["tags"], waiting == reread(question).latest_revision) == (["جديد"], True)


def test_revision_under_review_carries_the_change_to_its_approval(user):
    question = QuestionFactory.create()
    question.save_revision()
    question = reread(question)
    question.get_workflow().start(question, user)

    bank.set_use(question_keys=[question.translation_key], use=Use.PRACTICE, user=user)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    assert state.revision == reread(question).latest_revision
    state.approve(user=make_administrator())

    row = reread(question)
    assert (row.live, row.use, row.has_unpublished_changes) == (True, "practice", False)


def test_lesson_brings_its_course_and_empties_the_section(user):
    question = make_question(lesson_key=uuid.uuid4(), anchor="why")
    lesson, course = uuid.uuid4(), uuid.uuid4()

    bank.set_lesson(question_keys=[question.translation_key], lesson_key=lesson, course_key=course, user=user)

    row = reread(question)
    assert (row.lesson_key, row.course_key, row.anchor) == (lesson, course, "")
    assert QuestionWording.objects.order_by("pk").last().words["lesson_key"] == str(lesson)
    assert QuestionVersion.objects.count() == 1


def test_lesson_that_stays_keeps_its_section(user):
    lesson = uuid.uuid4()
    question = make_question(lesson_key=lesson, anchor="why")

    assert bank.set_lesson(question_keys=[question.translation_key], lesson_key=lesson, course_key=None, user=user) == 0
    assert reread(question).anchor == "why"


def test_objective_is_named_by_each_language_in_its_own(user):
    objective = ObjectiveFactory.create()
    arabic = make_question()
    english = make_translation(arabic)
    twin = objective.copy_for_translation(english.locale)
    twin.save()

    bank.set_objective(question_keys=[arabic.translation_key], objective=objective, user=user)

    assert (reread(arabic).objective, reread(english).objective) == (objective, twin)
    bank.set_objective(question_keys=[arabic.translation_key], objective=None, user=user)
    assert (reread(arabic).objective, reread(english).objective) == (None, None)


def test_other_questions_are_left_alone(user):
    question, other = make_question(), make_question()
    before = other.latest_revision_id

    bank.add_tag(question_keys=[question.translation_key], tag="جديد", user=user)

    assert (reread(other).tags, reread(other).latest_revision_id) == ([], before)


# Publishing and deleting -----------------------------------------------------------


def test_unfinished_question_is_not_published_with_the_others(user):
    body = make_body("single_choice", uuid.uuid4())
    body[0]["value"]["options"][0]["value"]["explanation"] = ""
    unfinished = QuestionFactory.create(body=body)
    finished = QuestionFactory.create()
    live = make_question()
    before = live.live_revision_id

    result = bank.publish_questions(questions=[unfinished, finished, live], user=user)

    assert (result.published, result.unfinished) == ([finished], [unfinished])
    assert [reread(question).live for question in (unfinished, finished, live)] == [False, True, True]
    assert reread(live).live_revision_id == before
    assert QuestionVersion.objects.filter(question_key=finished.translation_key).exists()


def test_last_draft_is_what_is_published(user):
    question = make_question()
    question.body[0].value["stem"] = "مسودة"
    question.save_revision()

    bank.publish_questions(questions=[reread(question)], user=user)

    assert reread(question).stem == "مسودة"


def test_source_takes_its_translations_out_of_sight_and_a_translation_goes_alone(user):
    first, second = make_question(), make_question()
    first_english, second_english = make_translation(first), make_translation(second)

    assert bank.unpublish_questions(questions=[first], user=user) == 2
    assert bank.unpublish_questions(questions=[second_english], user=user) == 1
    assert [reread(row).live for row in (first, first_english, second, second_english)] == [False, False, True, False]


def test_question_is_deleted_in_every_language_and_its_versions_stay(user):
    question = make_question()
    make_translation(question)

    assert bank.delete_questions(question_keys=[question.translation_key], user=user) == 1
    assert (Question.objects.count(), QuestionVersion.objects.count(), QuestionWording.objects.count()) == (0, 1, 2)


def test_question_that_a_quiz_names_is_not_deleted_nor_are_those_with_it(user):
    used, free = make_question(), make_question()
    make_placement([used])

    with pytest.raises(CannotDeleteQuestions) as error:
        bank.delete_questions(question_keys=[used.translation_key, free.translation_key], user=user)

    assert list(error.value.uses) == [used.translation_key]
    assert Question.objects.count() == 2


def test_question_that_was_only_attempted_is_deleted_and_the_attempt_keeps_it(user, open_gate):
    question = make_question()
    placement = make_placement([question])
    attempt = make_attempt(UserFactory.create(), placement)
    placement.is_live = False
    placement.save()

    bank.delete_questions(question_keys=[question.translation_key], user=user)

    assert attempt.items.get().version.question_key == question.translation_key


# Copying ---------------------------------------------------------------------------


def ids_in(part):
    """Every id of a block or an item in a raw body."""
    if isinstance(part, dict):
        own = {part["id"]} if "id" in part and "value" in part else set()
        return own.union(*(ids_in(inner) for inner in part.values()))
    return set().union(*(ids_in(inner) for inner in part)) if isinstance(part, list) else set()


def without_ids(part):
    if isinstance(part, dict):
        return {name: without_ids(inner) for name, inner in part.items() if name != "id"}
    return [without_ids(inner) for inner in part] if isinstance(part, list) else part


@pytest.mark.parametrize("kind", KINDS)
def test_copy_has_all_the_words_and_none_of_the_identities(user, kind):
    origin = make_question(
        kind, tags=["سهل"], bloom="apply", lesson_key=uuid.uuid4(), anchor="why", misconception="x", source_refs=["S001"]
    )
    make_translation(origin)

    copy = bank.duplicate_question(question=origin, user=user)

    copy = reread(copy)
    assert without_ids(copy.body.get_prep_value()) == without_ids(origin.body.get_prep_value())
    assert ids_in(copy.body.get_prep_value()) & ids_in(origin.body.get_prep_value()) == set()
    assert copy.translation_key != origin.translation_key
    assert [getattr(copy, name) for name in bank.COPIED] == [getattr(reread(origin), name) for name in bank.COPIED]
    assert (copy.live, copy.locale, copy.first_published_at, copy.latest_revision.user) == (False, origin.locale, None, user)
    assert Question.objects.filter(translation_key=copy.translation_key).count() == 1


def test_versions_and_statistics_do_not_follow_a_copy(user):
    origin = make_question()
    make_statistics(origin)

    copy = bank.duplicate_question(question=origin, user=user)

    assert not QuestionVersion.objects.filter(question_key=copy.translation_key).exists()
    publish(reread(copy))
    version = QuestionVersion.objects.get(question_key=copy.translation_key)
    assert (version.number, hasattr(version, "statistics")) == (1, False)


def test_copy_takes_the_words_last_saved(user):
    origin = make_question()
    origin.body[0].value["stem"] = "مسودة"
    origin.save_revision()

    assert reread(bank.duplicate_question(question=reread(origin), user=user)).stem == "مسودة"


def test_ids_that_name_a_part_follow_it():
    first = str(uuid.uuid4())
    raw = [{"type": "x", "id": first, "value": {"group": first, "words": {first: "a"}}}]

    renamed = bank.with_new_ids(raw)[0]

    assert renamed["value"] == {"group": renamed["id"], "words": {renamed["id"]: "a"}}
    assert renamed["id"] != first
