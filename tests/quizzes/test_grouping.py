"""Matching, and sorting into groups."""

import pytest
from django.core.exceptions import ValidationError

from quizzes.kinds import BadResponse
from tests.factories.quizzes import form, list_items, make_groups
from tests.quizzes.kinds import KEY, block_of, frozen

BOTH = ["matching", "categorise"]


def groups_of(*groups):
    """Raw groups of (label, texts)."""
    return list_items(
        KEY,
        (
            {"label": label, "items": list_items(KEY, ({"text": text, "explanation": ""} for text in texts))}
            for label, texts in groups
        ),
    )


@pytest.mark.parametrize("name", BOTH)
def test_each_item_in_its_group_earns_its_share(name):
    kind, structure, words = frozen(name, groups=make_groups(KEY, "ar", (2, 1, 1, 0)))
    items = kind.item_ids(structure)
    astray = kind.group_ids(structure)[-1]
    shares = []
    for wrong in range(5):
        places = {item: astray if index < wrong else structure["right"][item] for index, item in enumerate(items)}
        response = kind.parse(structure, form({f"q1-{item}": group for item, group in places.items()}), "q1")
        shares.append(kind.mark(structure, [words], response))

    assert shares == [1.0, 0.75, 0.5, 0.25, 0.0]


@pytest.mark.parametrize("name", BOTH)
def test_half_an_answer_is_kept_and_not_whole(name):
    kind, structure, words = frozen(name)
    first = kind.item_ids(structure)[0]

    response = kind.parse(structure, form({f"q1-{first}": structure["right"][first]}), "q1")

    assert response == {"places": {first: structure["right"][first]}}
    assert not kind.is_complete(structure, response)
    assert kind.mark(structure, [words], response) == 1 / len(structure["right"])


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("group", ["nonsense", "\x00", "\ud800"])
def test_group_that_is_not_there_is_refused(name, group):
    kind, structure, _words = frozen(name)

    with pytest.raises(BadResponse):
        kind.parse(structure, form({f"q1-{kind.item_ids(structure)[0]}": group}), "q1")


def test_order_of_groups_is_shuffled_in_matching_only():
    orders = {}
    for name in BOTH:
        kind, structure, words = frozen(name, groups=make_groups(KEY, "ar", (1, 1, 1, 1)))
        shown = [kind.present(structure, words, {}, seed=seed)["groups"] for seed in range(30)]
        orders[name] = len({tuple(group["label"] for group in groups) for groups in shown})

    assert orders["matching"] > 10
    assert orders["categorise"] == 1


def test_order_of_matching_says_nothing_about_what_belongs_together():
    kind, structure, words = frozen("matching", groups=make_groups(KEY, "ar", (1, 1, 1, 1)))
    meetings = [0] * 4
    for seed in range(400):
        shown = kind.present(structure, words, {}, seed=seed)
        places = {group["id"]: place for place, group in enumerate(shown["groups"])}
        for place, item in enumerate(shown["items"]):
            meetings[(places[structure["right"][item["id"]]] - place) % 4] += 1

    assert all(300 < count < 500 for count in meetings)


def test_review_names_the_group_given_and_the_right_one():
    kind, structure, words = frozen("categorise")
    first, second, *_others = kind.item_ids(structure)
    wrong = next(group for group in kind.group_ids(structure) if group != structure["right"][first])

    shown = kind.reveal(structure, words, {"places": {first: wrong}}, seed=1)
    items = {item["id"]: item for item in shown["items"]}

    assert (items[first]["given_label"], items[first]["right_label"], items[first]["is_right"]) == (
        words["groups"][wrong],
        words["groups"][structure["right"][first]],
        False,
    )
    assert (items[second]["given_label"], items[second]["is_right"]) == ("", False)


@pytest.mark.parametrize("name", BOTH)
def test_translation_whose_item_belongs_elsewhere_does_not_fit(name):
    kind, structure, _words = frozen(name)
    items = kind.item_ids(structure)
    others = kind.group_ids(structure)[::-1]

    assert kind.fits(structure, {**structure, "groups": structure["groups"][::-1]})
    assert not kind.fits(structure, {**structure, "right": dict.fromkeys(items, others[0])})
    assert not kind.fits(structure, {**structure, "groups": structure["groups"][:1]})


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("groups", "is_accepted"),
    [
        ([("أ", ["1"]), ("ب", ["2"])], True),
        ([("أ", ["1", "2"]), ("ب", [])], True),
        ([("أ", ["1"]), ("ب", [])], False),
        ([("أ", ["1", "2"])], False),
        ([("أحمد", ["1"]), ("احمد", ["2"])], False),
        ([("أ", ["1"]), ("ب", ["1"])], False),
        ([("أ", [str(number) for number in range(12)]), ("ب", [])], True),
        ([("أ", [str(number) for number in range(13)]), ("ب", [])], False),
        ([("", ["1"]), ("ب", ["2"])], False),
    ],
)
def test_groups_are_checked_when_a_question_is_published(name, groups, is_accepted):
    block = block_of(name, groups=groups_of(*groups))

    if is_accepted:
        assert len(block.block.clean(block.value)["groups"]) == len(groups)
    else:
        with pytest.raises(ValidationError):
            block.block.clean(block.value)


def test_draft_may_be_half_written():
    block = block_of("matching", groups=groups_of(("", [])))
    block.block.defer_required_validation()
    try:
        assert block.block.clean(block.value)["stem"] == "سؤال matching"
    finally:
        block.block.restore_deferred_validation()
