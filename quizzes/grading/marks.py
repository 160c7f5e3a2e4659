"""The share of its point that one answer earns, between 0 and 1."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from elearn.lib.arabic import fold, is_within_one_edit

SHORTEST_WORD_WITH_SLIPS = 6


def name_outcome(share: float) -> str:
    """``right``, ``partly`` or ``wrong``."""
    return "right" if share == 1 else "partly" if share else "wrong"


def mark_choice(right: str, chosen: str | None) -> float:
    """All or nothing."""
    return 1.0 if chosen is not None and chosen == right else 0.0


def mark_choices(right: Collection[str], chosen: Collection[str]) -> float:
    """Right choices less wrong ones, over the number of right ones, never below 0.

    So choosing everything earns nothing unless everything is right (the "right minus wrong" rule for multiple response items).
    """
    if not right:
        return 1.0 if not chosen else 0.0
    hits = len(set(chosen) & set(right))
    misses = len(set(chosen) - set(right))
    return max(0.0, (hits - misses) / len(right))


def mark_order(right: Sequence[str], given: Sequence[str]) -> float:
    """Kendall's rank correlation of the two orders (M. Kendall, Biometrika 30, 1938), never below 0.

    The share of pairs in the right relative order less the share in the wrong one: the right order earns 1, a random one 0 on average.
    An order that does not hold each item once earns 0.
    """
    if sorted(given) != sorted(right):
        return 0.0
    place = {item: index for index, item in enumerate(given)}
    count = len(right)
    pairs = count * (count - 1) // 2
    if not pairs:
        return 1.0
    agreeing = sum(place[first] < place[second] for index, first in enumerate(right) for second in right[index + 1 :])
    return max(0.0, (2 * agreeing - pairs) / pairs)


def mark_text(accepted: Iterable[str], refused: Iterable[str], given: str, *, accepts_slips: bool = False) -> float:
    """Whether ``given`` is one of the accepted answers once both are folded.

    With ``accepts_slips`` one wrong, missing or extra letter is forgiven in answers of six letters or more, unless the word
    is on the refused list: near words with another meaning are the very mistakes a question asks about.
    """
    answer = fold(given)
    if not answer:
        return 0.0
    wanted = {fold(word) for word in accepted}
    if answer in wanted:
        return 1.0
    if not accepts_slips or answer in {fold(word) for word in refused}:
        return 0.0
    near = any(len(word) >= SHORTEST_WORD_WITH_SLIPS and is_within_one_edit(answer, word) for word in wanted)
    return 1.0 if near else 0.0


def mark_places(right: Mapping[str, str], given: Mapping[str, str]) -> float:
    """The share of items that stand in their group; nothing is taken off for the others."""
    if not right:
        return 0.0
    return sum(given.get(item) == group for item, group in right.items()) / len(right)


def mark_parts(shares: Collection[float]) -> float:
    """The mean of what the parts earn."""
    return min(1.0, sum(shares) / len(shares)) if shares else 0.0
