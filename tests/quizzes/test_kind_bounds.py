"""What holds of every kind, whatever is sent: an answer is refused or marked between 0 and 1; what was frozen stays what it was."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.hashing import hash_json
from quizzes.kinds import BadResponse
from tests.factories.quizzes import KINDS, form, right_answer
from tests.quizzes.kinds import block_of, frozen

NASTY = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Nd"]), max_size=30),
    st.sampled_from(["", "\x00", "\ud800", "1" * 5000, "ا" * 100_000, "-1", "٣", "²", "NaN", "1e999", "true", "\u202e"]),
)


def names_and_values(name):
    """The fields that a form of this kind has, and every value that one of them may hold."""
    kind, structure, words = frozen(name)
    fields = kind.form_fields(structure, kind.parse(structure, form(right_answer(name, structure, "q1")), "q1"), "q1")
    shown = json.dumps(structure)
    values = sorted({value for _field, value in fields} | {text for text in shown.split('"') if len(text) == 36})
    return kind, structure, words, sorted({field for field, _value in fields} | {"q1", "q1-", "q1-x"}), values


@pytest.mark.parametrize("name", KINDS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_any_form_is_refused_or_marked_within_bounds(name, data):
    kind, structure, words, fields, values = names_and_values(name)
    answers = st.lists(st.one_of(st.sampled_from(values), NASTY), max_size=3)
    sent = data.draw(st.dictionaries(st.one_of(st.sampled_from(fields), NASTY), answers, max_size=len(fields)))
    try:
        response = kind.parse(structure, form(sent), "q1")
    except BadResponse:
        return

    assert 0 <= kind.mark(structure, [words], response) <= 1
    assert 0 <= kind.mark(structure, [], response) <= 1
    assert json.loads(json.dumps(response, ensure_ascii=False).encode()) == response
    assert "\x00" not in json.dumps(response, ensure_ascii=False)
    assert kind.is_complete(structure, response) <= bool(response)
    again: dict[str, list[str]] = {}
    for field, value in kind.form_fields(structure, response, "q2"):
        again.setdefault(field, []).append(value)
    assert kind.parse(structure, form(again), "q2") == response
    keys = kind.chosen_keys(structure, response)
    assert len(set(keys)) == len(keys)
    assert set(keys) <= {choice.key for choice in kind.list_choices(structure, words)}
    kind.present(structure, words, response, seed=1)
    kind.reveal_judged(structure, words, response, in_force=[words], seed=1)


@pytest.mark.parametrize("name", KINDS)
def test_choices_are_keyed_once_and_the_right_ones_come_first(name):
    kind, structure, words = frozen(name)

    choices = kind.list_choices(structure, words)

    assert len({choice.key for choice in choices}) == len(choices)
    assert [choice.is_right for choice in choices] == sorted((choice.is_right for choice in choices), reverse=True)
    assert all(choice.text for choice in choices)


@pytest.mark.parametrize("name", KINDS)
def test_order_of_keys_in_a_database_changes_nothing(name):
    """PostgreSQL keeps the keys of an object in an order of its own."""
    kind, structure, words = frozen(name)
    reversed_keys = json.loads(json.dumps(structure, sort_keys=True), object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    assert kind.present(reversed_keys, words, {}, seed=3) == kind.present(structure, words, {}, seed=3)
    assert kind.list_choices(reversed_keys, words) == kind.list_choices(structure, words)


@pytest.mark.parametrize("name", KINDS)
def test_translation_of_the_same_parts_fits(name):
    kind, structure, _words = frozen(name)
    _kind, translated, _words = frozen(name, "en")

    assert kind.fits(structure, translated)
    assert hash_json(structure) == hash_json(translated)


@pytest.mark.parametrize("name", KINDS)
def test_what_a_question_is_made_of_is_accepted_by_its_own_form(name):
    block = block_of(name)

    assert block.block.clean(block.value)["stem"] == f"سؤال {name}"


@pytest.mark.parametrize("name", KINDS)
def test_question_without_words_is_refused_unless_it_is_a_draft(name):
    block = block_of(name, stem=" ", explanation="")
    block.value["stem"] = ""

    with pytest.raises(ValidationError):
        block.block.clean(block.value)


FROZEN = {
    "single_choice": "6486fd66985436d74cb7de94ef0c2d9d83bf7d2a1f18d799ed1c9d631f47c8f5",
    "multiple_choice": "edddda119f3e50827181494db091b7391a358a10fc84cd9966f3b5bd1a08440b",
    "true_false": "607b18e2bee2633162b1b81c926b4017f75bc45a78330c141280ad50f24f1c8b",
    "ordering": "c0ed796ee647d0e02b502116c7c7fe18917cf11457b4f94aa1472726470fcb70",
    "short_text": "0bb0368bf1f8488a9a128fa7389b111ee06eda40a2a975e7b821c34b2d15ed78",
}
WORDED = {
    "single_choice": "987bafad9b6cf079f1e8b77c50826564ba2421257ef5072d0b2675805cbafec8",
    "multiple_choice": "1a21d33c56796496a514e033e4a1be1cec8e2658ba0e08da81238972645d7226",
    "true_false": "8c09ce84903aaee0c0aaf83daef07f92d8c93f7cf81de6afa64746acd494bf68",
    "ordering": "b9e1a9d3eea0e62b6b3aa7b56f870996f6411872bfbbb12d57be227a1945341b",
}


@pytest.mark.parametrize("name", FROZEN)
def test_questions_published_long_ago_keep_their_version(name):
    """Another structure for an unchanged question would part its statistics in two."""
    _kind, structure, _words = frozen(name)

    assert hash_json({"kind": name, "structure": structure}) == FROZEN[name]


@pytest.mark.parametrize("name", WORDED)
def test_questions_published_long_ago_keep_their_words(name):
    _kind, _structure, words = frozen(name)

    assert hash_json(words) == WORDED[name]
