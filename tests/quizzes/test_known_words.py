"""Real words near an accepted answer are frozen with it, and frozen anew as the glossary and the bank grow."""

import uuid

import pytest

from courses.models import GlossaryTerm
from quizzes import registry
from quizzes.hashing import hash_json
from quizzes.models import Question, QuestionVersion, QuestionWording
from quizzes.operations import freeze_question, protect_near_words, submit_attempt
from quizzes.queries import rejudge
from quizzes.queries.known_words import KnownWords
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import (
    NOW,
    form,
    make_attempt,
    make_body,
    make_locale,
    make_placement,
    make_question,
    make_translation,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]


def make_written(accepted, *, accepts_slips=True, **fields):
    key = uuid.uuid4()
    body = make_body("short_text", key, accepted=accepted, refused="", accepts_slips=accepts_slips)
    return make_question("short_text", translation_key=key, body=body, **fields)


def make_term(name, language="ar", *, live=True):
    term = GlossaryTerm(
        slug=f"term-{uuid.uuid4().hex[:8]}", name=name, definition="تعريف", locale=make_locale(language), live=False
    )
    term.save()
    if live:
        term.save_revision().publish()
    return term


def reserved_of(question, language="ar"):
    """What the words that new attempts get reserve."""
    wordings = QuestionWording.objects.filter(version__question_key=question.translation_key, language=language)
    return wordings.order_by("created_at", "pk").last().words.get("reserved", [])


def test_terms_and_answers_near_an_accepted_one_are_frozen_with_it():
    make_term("المساعدة")
    make_term("المناصرة")
    make_term("المسايدة", live=False)
    make_written("المسائدة", accepts_slips=False)

    question = make_written("المساندة")

    assert reserved_of(question) == ["المسائدة", "المساعدة"]


def test_words_are_reserved_whatever_their_language():
    make_term("Advocasy", "en")

    question = make_written("المساندة\nadvocacy")

    assert reserved_of(question) == ["Advocasy"]


def test_question_that_forgives_nothing_freezes_no_words_of_others():
    make_term("المساعدة")

    question = make_written("المساندة", accepts_slips=False)

    assert "reserved" not in QuestionWording.objects.get(version__question_key=question.translation_key).words


def test_own_translation_is_no_other_question():
    question = make_written("المساندة")
    make_translation(question, accepted="المساعدة")

    assert (reserved_of(question), reserved_of(question, "en")) == ([], [])


def test_term_published_later_is_reserved_from_then_on():
    question = make_written("المساندة")
    assert reserved_of(question) == []

    make_term("المساعدة")

    assert reserved_of(question) == ["المساعدة"]
    assert QuestionVersion.objects.filter(question_key=question.translation_key).count() == 1


def test_answer_of_a_question_published_later_is_reserved_from_then_on():
    question = make_written("المساندة")

    make_written("المساعدة", accepts_slips=False)

    assert reserved_of(question) == ["المساعدة"]


def test_answers_in_a_case_and_in_gaps_are_protected_too():
    gaps = make_question(
        "gap_fill", body=make_body("gap_fill", uuid.uuid4(), text="[[المساندة]] و[[التشبيك]]", accepts_slips=True)
    )
    parts = make_body("short_text", uuid.uuid4(), accepted="المساندة", accepts_slips=True)
    parts += make_body("short_text", uuid.uuid4(), accepted="المسانيد\nالمساندات", accepts_slips=False)
    case = make_question("scenario", body=make_body("scenario", uuid.uuid4(), parts=parts))

    make_term("المساعدة")

    assert reserved_of(gaps) == ["المساعدة"]
    words = QuestionWording.objects.filter(version__question_key=case.translation_key).order_by("created_at", "pk").last().words
    assert [words["parts"][part["id"]].get("reserved", []) for part in parts] == [["المساعدة"], []]


def test_other_part_of_a_case_is_another_question():
    parts = make_body("short_text", uuid.uuid4(), accepted="المساندة", accepts_slips=True)
    parts += make_body("short_text", uuid.uuid4(), accepted="المساعدة", accepts_slips=False)
    case = make_question("scenario", body=make_body("scenario", uuid.uuid4(), parts=parts))

    [wording] = QuestionWording.objects.filter(version__question_key=case.translation_key)
    assert wording.words["parts"][parts[0]["id"]]["reserved"] == ["المساعدة"]


def test_translation_is_frozen_anew_as_well():
    question = make_written("المناصرة")
    make_translation(question, accepted="advocacy", accepts_slips=True)

    make_term("Advocasy", "en")

    assert (reserved_of(question), reserved_of(question, "en")) == ([], ["Advocasy"])


def test_word_far_from_every_answer_freezes_nothing():
    make_written("المساندة")
    before = QuestionWording.objects.count()

    make_term("المناصرة")
    make_term("التشبيك")

    assert QuestionWording.objects.count() == before


@pytest.mark.parametrize("count", [1, 3])
def test_new_word_costs_one_query_where_no_question_is_near(count, django_assert_num_queries):
    for _number in range(count):
        make_written("المساندة")
        make_written("التشبيك", accepts_slips=False)

    # Beside it a savepoint and its release.
    with django_assert_num_queries(3):
        protect_near_words(words=["الحملة الإلكترونية"])


@pytest.mark.parametrize(("count", "queries"), [(1, 10), (3, 20)])
def test_new_word_costs_the_same_for_each_question_that_is_near(count, queries, django_assert_num_queries):
    for _number in range(count):
        make_written("المساندة")
    GlossaryTerm.objects.create(slug="term", name="المساعدة", definition="تعريف", locale=make_locale("ar"))

    with django_assert_num_queries(queries):
        protect_near_words(words=["المساعدة"])

    assert [reserved_of(question) for question in Question.objects.all()] == [["المساعدة"]] * count


@pytest.mark.parametrize("count", [1, 3])
def test_known_words_are_read_in_two_queries(count, django_assert_num_queries):
    for number in range(count):
        make_written(f"كلمة {number}", accepts_slips=False)
        make_term(f"مصطلح {number}")
    known = KnownWords()

    with django_assert_num_queries(2):
        words = [known.besides(None), known.besides(uuid.uuid4())]

    assert words[0] == [f"مصطلح {number}" for number in range(count)] + [f"كلمة {number}" for number in range(count)]
    assert words[0] == words[1]


def test_nothing_is_reserved_if_nothing_above_says_so(monkeypatch):
    monkeypatch.delitem(registry._places, "reserved_words")

    assert registry.reserved_words() == []


def test_second_registration_is_refused():
    with pytest.raises(ValueError):
        registry.register_reserved_words(list)


# What stays as it was -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "structure"),
    [
        ({"accepts_slips": False}, {"accepts_slips": False}),
        ({"accepts_slips": True, "strictness": "folded"}, {"accepts_slips": True}),
        ({"accepts_slips": True, "strictness": "letters"}, {"accepts_slips": True, "strictness": "letters"}),
    ],
)
def test_structure_from_before_there_was_a_strictness_keeps_its_hash(value, structure):
    body = make_body("short_text", uuid.uuid4(), **value)

    question = make_question("short_text", body=body)

    version = QuestionVersion.objects.get(question_key=question.translation_key)
    assert version.structure == structure
    assert version.structure_hash == hash_json({"kind": "short_text", "structure": structure})


def test_question_published_before_there_was_a_strictness_gets_no_new_version():
    question = make_written("المناصرة", accepts_slips=False)
    version = QuestionVersion.objects.get()
    assert version.structure_hash == "cebf5b74366b34eda2edf829dfe6df86407cf8531ff6fd143886dce74b760833"
    words = version.wordings.get().words
    assert set(words) == {"stem", "explanation", "accepted", "refused", "lesson_key", "anchor"}

    publish(question)

    assert (QuestionVersion.objects.count(), QuestionWording.objects.count()) == (1, 1)


def submit_with(question, typed):
    attempt = make_attempt(UserFactory.create(), make_placement([question]))
    submit_attempt(attempt_id=attempt.pk, learner=attempt.learner, now=NOW, data=form({"q1": typed}), language="ar")
    attempt.refresh_from_db()
    return attempt


def test_grade_stays_when_a_word_becomes_a_term_and_new_attempts_are_judged_by_it():
    question = make_written("المساندة")
    QuestionWording.objects.update(created_at=NOW)
    before = submit_with(question, "المساعدة")
    assert before.grades.get().score == 1.0

    make_term("المساعدة")
    after = submit_with(question, "المساعدة")

    assert rejudge(before.grades.get()).score == 1.0
    QuestionWording.objects.update(created_at=NOW)
    assert submit_with(question, "المساعدة").grades.get().score == 0.0
    assert after.grades.count() == 1


@pytest.mark.parametrize(("accepted", "near"), [("المساندة", "المساعدة"), ("التشبيك", "التشكيك"), ("الدفاع", "الدافع")])
def test_corrections_hold_for_learners(accepted, near):
    make_term(near)
    question = make_written(accepted)

    assert submit_with(question, near).grades.get().score == 0.0
    assert submit_with(question, accepted).grades.get().score == 1.0


def test_draft_reserves_nothing():
    question = make_written("المساندة")
    other = make_written("الضغط", accepts_slips=False)
    other.body = make_body("short_text", other.translation_key, accepted="المساعدة")
    other.save_revision()
    Question.objects.filter(pk=other.pk).update(live=False)

    freeze_question(question=question)

    assert reserved_of(question) == []
