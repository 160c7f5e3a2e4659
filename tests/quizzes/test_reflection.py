"""Open reflections: ungraded they cost nothing, graded they wait for a person; what was written is kept as it was written."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from quizzes.grading import AnsweredItem, grade_attempt
from quizzes.kinds import BadResponse
from quizzes.kinds.open_reflection import LONGEST_REFLECTION
from quizzes.models import Grade
from quizzes.operations import save_answers, submit_attempt
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import NOW, form, list_items, make_attempt, make_criteria, make_placement, make_question, publish
from tests.quizzes.kinds import KEY, block_of, frozen

LATER = NOW + timedelta(hours=1)


def test_lines_are_kept_and_what_cannot_be_seen_is_not():
    kind, structure, _words = frozen("open_reflection")

    response = kind.parse(structure, form({"q1": " أولًا:\r\n\r\n  فكرة\u202e\x00ـ  \r\nثانيًا \ud800"}), "q1")

    assert response["text"].split("\n")[0] == "أولًا:"
    assert response["text"].count("\n") == 3
    assert not {"\u202e", "\x00", "\r", "\ud800", "ـ"} & set(response["text"])


@pytest.mark.parametrize("length", [LONGEST_REFLECTION, LONGEST_REFLECTION + 1, LONGEST_REFLECTION * 3])
def test_text_beyond_any_measure_is_refused(length):
    kind, structure, _words = frozen("open_reflection")

    if length == LONGEST_REFLECTION:
        assert len(kind.parse(structure, form({"q1": "س" * length}), "q1")["text"]) == length
    else:
        with pytest.raises(BadResponse):
            kind.parse(structure, form({"q1": "س" * length}), "q1")


@pytest.mark.parametrize(("words", "is_too_long"), [(1, False), (10, False), (11, True)])
def test_text_of_more_words_is_kept_and_the_page_says_how_many(words, is_too_long):
    kind, structure, texts = frozen("open_reflection", max_words=10)
    response = kind.parse(structure, form({"q1": "كلمة\n" * words}), "q1")

    shown = kind.present(structure, texts, response, seed=1)

    assert (shown["word_count"], shown["is_too_long"]) == (words, is_too_long)
    assert kind.is_complete(structure, response)


def test_criteria_are_shown_before_anything_is_written():
    kind, structure, words = frozen("open_reflection", is_graded=True)

    criteria = kind.present(structure, words, {}, seed=1)["criteria"]

    assert [
        (criterion["text"], [(level["text"], level["points"]) for level in criterion["levels"]]) for criterion in criteria
    ] == [
        ("خطوة 0", [("خطوة 0", 0), ("خطوة 2", 2)]),
        ("خطوة 1", [("خطوة 0", 0), ("خطوة 2", 2)]),
    ]


def test_ungraded_reflection_changes_no_mark():
    kind, structure, words = frozen("open_reflection")
    choice, options, texts = frozen("single_choice")
    right = AnsweredItem(choice, options, [texts], {"choice": options["options"][0]["id"]})

    result = grade_attempt([right, AnsweredItem(kind, structure, [words], {"text": "فكرة"})], 70)

    assert (result.points, result.score, result.awaiting) == ((1.0, None), 1.0, frozenset())


def test_graded_reflection_waits_for_a_person():
    kind, structure, words = frozen("open_reflection", is_graded=True)

    written = grade_attempt([AnsweredItem(kind, structure, [words], {"text": "فكرة"})], 70)
    empty = grade_attempt([AnsweredItem(kind, structure, [words], {})], 70)
    marked = grade_attempt([AnsweredItem(kind, structure, [words], {"text": "فكرة"}, 0.75)], 70)

    assert (written.points, written.awaiting) == ((0.0,), frozenset({0}))
    assert (empty.points, empty.awaiting) == ((0.0,), frozenset())
    assert (marked.points, marked.awaiting) == ((0.75,), frozenset())


@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({}, True),
        ({"criteria": []}, True),
        ({"is_graded": True}, True),
        ({"is_graded": True, "criteria": []}, False),
        ({"max_words": 9}, False),
        ({"max_words": None}, False),
        ({"explanation": ""}, False),
    ],
)
def test_reflection_is_checked_when_it_is_published(value, is_accepted):
    block = block_of("open_reflection", **value)

    if is_accepted:
        block.block.clean(block.value)
    else:
        with pytest.raises(ValidationError):
            block.block.clean(block.value)


@pytest.mark.parametrize("points", [(0, 0), (1,), (0, 11)])
def test_criterion_has_levels_of_which_one_earns_something(points):
    levels = list_items(KEY, ({"text": "مستوى", "points": number} for number in points))
    block = block_of("open_reflection", criteria=list_items(KEY, [{"text": "معيار", "levels": levels}]))

    with pytest.raises(ValidationError):
        block.block.clean(block.value)


def test_translation_whose_levels_earn_otherwise_does_not_fit():
    kind, structure, _words = frozen("open_reflection")
    criteria = make_criteria(KEY, "en")
    criteria[0]["value"]["levels"][0]["value"]["points"] = 1
    _kind, other, _words = frozen("open_reflection", "en", criteria=criteria)

    assert not kind.fits(structure, other)


# Pages ---------------------------------------------------------------------------


@pytest.fixture
def client():
    client = Client()
    client.learner = UserFactory.create()
    client.force_login(client.learner)
    return client


def make_reflection(**value):
    question = make_question("open_reflection")
    raw = question.body.get_prep_value()
    raw[0]["value"].update(value)
    question.body = raw
    return publish(question)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_gate")
@pytest.mark.parametrize(("is_graded", "outcome"), [(False, "noted"), (True, "awaiting")])
def test_result_says_what_becomes_of_a_reflection(client, is_graded, outcome):
    attempt = make_attempt(client.learner, make_placement([make_reflection(is_graded=is_graded)]))
    save_answers(attempt_id=attempt.pk, learner=client.learner, data=form({"q1": "سطر\nسطر"}), language="ar", now=NOW)
    submit_attempt(attempt_id=attempt.pk, learner=client.learner, now=LATER)

    page = client.get(f"/ar/quizzes/attempts/{attempt.pk}/result/").content.decode()

    assert f"review--{outcome}" in page
    assert "سطر\nسطر" in page
    assert Grade.objects.get().basis == ({"awaiting": [1]} if is_graded else {})


@pytest.mark.django_db
@pytest.mark.usefixtures("open_gate")
def test_page_says_that_the_saved_answer_is_long(client):
    attempt = make_attempt(client.learner, make_placement([make_reflection(max_words=10)]))
    url = f"/en/quizzes/attempts/{attempt.pk}/"

    before = client.get(url).content.decode()
    client.post(url, {"q1": "كلمة " * 12, "intent": "save"})
    after = client.get(url).content.decode()

    assert "At most 10 words." in before
    assert "The saved answer is longer" not in before
    assert "The saved answer is longer: 12 words." in after
