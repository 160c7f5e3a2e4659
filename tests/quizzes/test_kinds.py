"""Each kind: what is frozen, how an answer is read, what is shown before and after."""

import uuid

import pytest
from hypothesis import given, strategies as st

from quizzes.kinds import BadResponse, get_kind, get_kinds
from tests.factories.quizzes import KINDS, SCORED, SECRET, form, option_id, right_answer
from tests.quizzes.kinds import KEY, frozen


def ids(*indexes):
    return [option_id(KEY, index) for index in indexes]


def flat(value):
    """Every string and number inside a context."""
    if isinstance(value, dict):
        return [text for item in value.items() for text in flat(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in flat(item)]
    return [str(value)]


def test_kinds_are_found_in_the_order_editors_are_offered_them():
    assert list(get_kinds()) == list(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_structure_holds_no_words(name):
    _kind, structure, words = frozen(name)

    assert not set(flat(structure)) & {words["stem"], words["explanation"]}
    assert SECRET not in " ".join(flat(structure))


@pytest.mark.parametrize("name", KINDS)
def test_asked_question_holds_nothing_that_tells_right_from_wrong(name):
    kind, structure, words = frozen(name)

    shown = kind.present(structure, words, {}, seed=3)

    assert SECRET not in " ".join(flat(shown))
    assert not [text for text in flat(shown) if "correct" in text or "right" in text or "answer" in text]


@pytest.mark.parametrize("name", KINDS)
def test_judged_question_explains(name):
    kind, structure, words = frozen(name)

    shown = kind.reveal(structure, words, {}, seed=3)

    assert SECRET in " ".join([*flat(shown), words["explanation"]])


@pytest.mark.parametrize("name", KINDS)
def test_right_answer_earns_the_whole_point(name):
    kind, structure, words = frozen(name)
    response = kind.parse(structure, form(right_answer(name, structure, "q1")), "q1")

    assert kind.is_complete(structure, response)
    assert kind.is_scored(structure) is (name in SCORED)
    assert kind.mark(structure, [words], response) == (1.0 if name in SCORED else 0.0)


@pytest.mark.parametrize("name", KINDS)
def test_no_answer_is_empty_and_earns_nothing(name):
    kind, structure, words = frozen(name)
    response = kind.parse(structure, form(), "q1")

    assert response == {}
    assert not kind.is_complete(structure, response)
    assert kind.mark(structure, [words], response) == 0.0


@pytest.mark.parametrize("name", KINDS)
def test_answer_survives_the_way_through_form_fields(name):
    kind, structure, _words = frozen(name)
    response = kind.parse(structure, form(right_answer(name, structure, "q1")), "q1")
    fields: dict[str, list[str]] = {}
    for key, value in kind.form_fields(structure, response, "q9"):
        fields.setdefault(key, []).append(value)

    assert kind.parse(structure, form(fields), "q9") == response


@pytest.mark.parametrize("name", KINDS)
def test_order_of_options_is_fixed_by_the_seed(name):
    kind, structure, words = frozen(name)

    assert kind.present(structure, words, {}, seed=5) == kind.present(structure, words, {}, seed=5)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("single_choice", {"q1": "nonsense"}),
        ("single_choice", {"q1": str(uuid.uuid4())}),
        ("single_choice", {"q1": "\x00"}),
        ("single_choice", {"q1": "\ud800"}),
        ("multiple_choice", {"q1": [option_id(KEY, 0), "x"]}),
        ("true_false", {"q1": "yes"}),
        ("true_false", {"q1": "True"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "0"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "5"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "-1"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "00015"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "1" * 5000}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "²"}),
        ("ordering", {f"q1-{option_id(KEY, 0)}": "1.0"}),
        ("short_text", {"q1": "ا" * 501}),
        ("short_text", {"q1": "ا" * 1_000_000}),
    ],
)
def test_answer_that_no_form_can_send_is_refused(name, fields):
    kind, structure, _words = frozen(name)

    with pytest.raises(BadResponse):
        kind.parse(structure, form(fields), "q1")


@pytest.mark.parametrize("typed", ["٣", "۳", "3"])
def test_place_is_read_in_any_digits(typed):
    kind, structure, _words = frozen("ordering")

    assert kind.parse(structure, form({f"q1-{option_id(KEY, 0)}": typed}), "q1") == {"places": {option_id(KEY, 0): 3}}


def test_typed_answer_is_cleaned_of_what_cannot_be_seen():
    kind, structure, _words = frozen("short_text")

    response = kind.parse(structure, form({"q1": "\u202eالمنا\x00صـرة\ud800\u2066 "}), "q1")

    assert response == {"text": "المناصرة"}


@given(st.text(max_size=700))
def test_typed_answer_is_refused_or_can_be_stored(typed):
    kind, structure, words = frozen("short_text")
    try:
        response = kind.parse(structure, form({"q1": typed}), "q1")
    except BadResponse:
        return

    stored = response.get("text", "")
    stored.encode()
    assert "\x00" not in stored
    assert kind.mark(structure, [words], response) in {0.0, 1.0}


@given(st.dictionaries(st.sampled_from(ids(0, 1, 2, 3)), st.text(max_size=6), max_size=4))
def test_order_is_refused_or_marked_within_bounds(typed):
    kind, structure, words = frozen("ordering")
    try:
        response = kind.parse(structure, form({f"q1-{key}": value for key, value in typed.items()}), "q1")
    except BadResponse:
        return

    assert 0 <= kind.mark(structure, [words], response) <= 1
    assert len(kind.present(structure, words, response, seed=1)["items"]) == 4


def test_order_half_done_is_kept_and_not_whole():
    kind, structure, words = frozen("ordering")
    first, second = ids(0, 1)

    response = kind.parse(structure, form({f"q1-{first}": "1", f"q1-{second}": "1"}), "q1")

    assert response == {"places": {first: 1, second: 1}}
    assert not kind.is_complete(structure, response)
    assert kind.mark(structure, [words], response) == 0.0


def test_order_never_starts_as_the_right_one():
    kind, structure, _words = frozen("ordering")

    assert all(kind.start_order(structure, seed) != structure["order"] for seed in range(200))


def test_short_answer_is_accepted_in_any_language_in_force():
    kind, structure, arabic = frozen("short_text")
    _kind, _structure, english = frozen("short_text", "en")

    assert kind.mark(structure, [arabic], {"text": "advocacy"}) == 0.0
    assert kind.mark(structure, [arabic, english], {"text": "advocacy"}) == 1.0
    assert kind.mark(structure, [arabic, english], {"text": "المناظرة"}) == 0.0


@pytest.mark.parametrize(
    ("name", "other", "fits"),
    [
        ("single_choice", {}, True),
        ("single_choice", {"options": []}, False),
        ("true_false", {}, True),
        ("true_false", {"answer": "false"}, False),
        ("ordering", {}, True),
        ("ordering", {"items": []}, False),
        ("short_text", {"accepts_slips": False}, True),
    ],
)
def test_translation_fits_while_it_has_the_same_parts_and_the_same_right_ones(name, other, fits):
    kind, structure, _words = frozen(name)
    _kind, translated, _words = frozen(name, "en", **other)

    assert kind.fits(structure, translated) is fits


def test_translation_fits_whatever_the_order_of_its_options():
    kind, structure, _words = frozen("multiple_choice")

    assert kind.fits(structure, {"options": structure["options"][::-1]})


# Sample answers, for previews -------------------------------------------------------


OUTCOMES = {"unanswered": (0, 0), "wrong": (0, 0), "partly": (0.001, 0.999), "right": (1, 1)}
NEVER_PARTLY = {"single_choice", "true_false", "short_text", "numeric"}


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", KINDS)
def test_sample_answer_earns_what_its_outcome_says(name, outcome, language):
    kind, structure, words = frozen(name, language)
    answer = kind.sample_answer(structure, words, outcome)

    if outcome != "unanswered" and (name not in SCORED or (outcome == "partly" and name in NEVER_PARTLY)):
        assert answer is None
        return
    least, most = OUTCOMES[outcome]
    assert least <= kind.mark(structure, [words], answer) <= most
    assert bool(answer) is kind.is_complete(structure, answer) is (outcome != "unanswered")


@pytest.mark.parametrize("name", KINDS)
def test_sample_answer_is_one_that_a_form_can_send(name):
    kind, structure, words = frozen(name)
    for outcome in OUTCOMES:
        answer = kind.sample_answer(structure, words, outcome) or {}
        fields: dict[str, list[str]] = {}
        for key, value in kind.form_fields(structure, answer, "q1"):
            fields.setdefault(key, []).append(value)

        assert kind.parse(structure, form(fields), "q1") == answer


@given(st.lists(st.booleans(), min_size=2, max_size=10))
def test_sample_answer_to_any_options_is_right_or_missing(flags):
    kind, words = get_kind("multiple_choice"), {}
    structure = {"options": [{"id": str(index), "correct": flag} for index, flag in enumerate(flags)]}

    shares = {
        outcome: kind.mark(structure, [words], answer)
        for outcome in OUTCOMES
        if (answer := kind.sample_answer(structure, words, outcome)) is not None
    }

    assert all(OUTCOMES[outcome][0] <= share <= OUTCOMES[outcome][1] for outcome, share in shares.items())
    assert ("right" in shares, "partly" in shares, "wrong" in shares) == (any(flags), sum(flags) > 1, not all(flags))
