"""A case with several questions: each part is asked, marked and explained by its own kind."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from quizzes.frozen import FrozenQuestion
from quizzes.kinds import BadResponse, get_kind, get_kinds
from quizzes.models import Question
from quizzes.templatetags.quizzes import parts_of
from tests.factories.quizzes import KINDS, SCORED, form, make_parts, right_answer
from tests.quizzes.kinds import KEY, block_of, frozen

OTHERS = [kind for kind in KINDS if kind != "scenario"]
SCORED_OTHERS = [kind for kind in SCORED if kind != "scenario"]


def case_of(*kinds, language="ar"):
    return frozen("scenario", language, parts=make_parts(KEY, language, kinds))


def right_response(kind, structure, language="ar"):
    return kind.parse(structure, form(right_answer("scenario", structure, "q1", language)), "q1")


def test_parts_may_be_of_every_other_kind():
    block = Question._meta.get_field("body").stream_block.child_blocks["scenario"]

    assert set(block.child_blocks["parts"].child_blocks) == set(get_kinds()) - {"scenario"}


@pytest.mark.parametrize("part", OTHERS)
def test_part_is_frozen_as_a_question_of_its_kind_would_be(part):
    _kind, structure, words = case_of(part, "true_false")
    alone = get_kind(part)
    body = make_parts(KEY, "ar", [part])[0]
    value = Question._meta.get_field("body").to_python([body])[0].value

    assert structure["parts"][0] == {"id": body["id"], "kind": part, "structure": alone.structure(value)}
    assert words["parts"][body["id"]] == alone.words(value)


@pytest.mark.parametrize("right", range(4))
def test_mark_is_the_mean_of_the_parts(right):
    kind, structure, words = case_of("single_choice", "numeric", "ordering")
    response = right_response(kind, structure)
    for part in structure["parts"][right:]:
        del response["parts"][part["id"]]

    assert kind.mark(structure, [words], response) == pytest.approx(right / 3)
    assert kind.is_complete(structure, response) is (right == 3)


def test_part_that_is_not_scored_is_left_out_of_the_mean():
    kind, structure, words = case_of("true_false", "open_reflection")
    response = right_response(kind, structure)

    assert kind.is_scored(structure)
    assert kind.mark(structure, [words], response) == 1.0


def test_case_of_reflections_alone_is_not_scored():
    kind, structure, words = case_of("open_reflection", "open_reflection")

    assert not kind.is_scored(structure)
    assert kind.mark(structure, [words], right_response(kind, structure)) == 0.0


def test_words_are_read_only_if_a_part_is_marked_by_them():
    assert [
        case_of(*kinds)[0].needs_words(case_of(*kinds)[1]) for kinds in (["true_false", "ordering"], ["true_false", "numeric"])
    ] == [
        False,
        True,
    ]


def test_part_is_accepted_in_any_language_in_force_and_the_review_agrees():
    kind, structure, arabic = case_of("short_text", "true_false")
    _kind, _structure, english = case_of("short_text", "true_false", language="en")
    response = right_response(kind, structure, "en")
    frozen_question = FrozenQuestion(kind, structure, {"ar": arabic, "en": english}, response, seed=1)

    share = kind.mark(structure, [arabic, english], response)
    review = frozen_question.review("ar", 1, "q1", share, ("", ""))

    assert share == 1.0
    assert [part["outcome"] for part in parts_of(review)] == ["right", "right"]


def test_review_says_of_each_part_how_it_went():
    kind, structure, words = case_of("single_choice", "multiple_choice", "true_false", "open_reflection")
    first, second, third, fourth = [part["id"] for part in structure["parts"]]
    response = right_response(kind, structure)
    response["parts"][first] = {"choice": structure["parts"][0]["structure"]["options"][2]["id"]}
    response["parts"][second]["choices"].pop()
    del response["parts"][third]

    shown = kind.reveal(structure, words, response, seed=1)["parts"]

    assert {part["id"]: part["outcome"] for part in shown} == {
        first: "wrong",
        second: "partly",
        third: "unanswered",
        fourth: "noted",
    }


def test_fields_of_a_part_bear_the_name_that_is_read():
    kind, structure, words = case_of("ordering", "single_choice")
    asked = FrozenQuestion(kind, structure, {"ar": words}, {}, seed=1).ask("ar", 4, "q4")

    names = [part["name"] for part in parts_of(asked)]

    assert names == [f"q4-{part['id']}" for part in structure["parts"]]
    assert kind.parse(structure, form({names[1]: structure["parts"][1]["structure"]["options"][1]["id"]}), "q4") == {
        "parts": {structure["parts"][1]["id"]: {"choice": structure["parts"][1]["structure"]["options"][1]["id"]}}
    }


def test_one_bad_part_makes_the_whole_answer_bad():
    kind, structure, _words = case_of("single_choice", "numeric")

    with pytest.raises(BadResponse):
        kind.parse(structure, form({f"q1-{structure['parts'][0]['id']}": "nonsense"}), "q1")


def test_choices_of_a_part_are_told_apart_from_those_of_another():
    kind, structure, words = case_of("true_false", "true_false")
    first, second = [part["id"] for part in structure["parts"]]

    keys = [choice.key for choice in kind.list_choices(structure, words)]

    assert keys == [f"{first}:true", f"{second}:true", f"{first}:false", f"{second}:false"]
    assert kind.chosen_keys(structure, right_response(kind, structure)) == [f"{first}:true", f"{second}:true"]


def test_translation_fits_while_every_part_does():
    kind, structure, _words = case_of("single_choice", "numeric")
    parts = structure["parts"]
    wrong = {**parts[1], "structure": {**parts[1]["structure"], "answer": "7"}}

    assert kind.fits(structure, {"parts": parts[::-1]})
    assert not kind.fits(structure, {"parts": parts[:1]})
    assert not kind.fits(structure, {"parts": [parts[0], wrong]})
    assert not kind.fits(structure, {"parts": [parts[0], {**parts[1], "kind": "short_text"}]})
    assert not kind.fits(structure, {"parts": [parts[0], {**parts[1], "id": str(uuid.uuid4())}]})


@pytest.mark.parametrize(
    ("kinds", "is_accepted"),
    [(["true_false"], False), (["true_false"] * 2, True), (["true_false"] * 6, True), (["true_false"] * 7, False)],
)
def test_case_has_two_to_six_parts(kinds, is_accepted):
    block = block_of("scenario", parts=make_parts(KEY, "ar", kinds))

    if is_accepted:
        block.block.clean(block.value)
    else:
        with pytest.raises(ValidationError):
            block.block.clean(block.value)


def test_graded_reflection_stands_alone():
    parts = make_parts(KEY, "ar", ["true_false", "open_reflection"])
    parts[1]["value"]["is_graded"] = True
    block = block_of("scenario", parts=parts)

    with pytest.raises(ValidationError):
        block.block.clean(block.value)
    kind = get_kind("scenario")
    assert not kind.needs_person(kind.structure(block.value))


@pytest.mark.parametrize("kinds", [("true_false", kind) for kind in SCORED_OTHERS])
def test_sample_of_a_case_is_a_sample_of_its_parts(kinds):
    kind, structure, words = case_of(*kinds)

    shares = [
        kind.mark(structure, [words], kind.sample_answer(structure, words, outcome)) for outcome in ("wrong", "partly", "right")
    ]

    assert shares[0] == 0
    assert 0 < shares[1] < 1
    assert shares[2] == 1
