"""A benchmark that cannot say "over" says nothing."""

import pytest

from tests.bench.table import Bound, Line, Table


@pytest.mark.parametrize(
    ("figure", "bound", "verdict"),
    [
        (5, Bound.MOST, "pass"),
        (5.01, Bound.MOST, "over"),
        (5, Bound.LEAST, "pass"),
        (4.99, Bound.LEAST, "over"),
        (None, Bound.MOST, "over"),
    ],
)
def test_line_is_judged_by_its_budget(figure: float | None, bound: Bound, verdict: str) -> None:
    assert Line("x", figure, "ms", 5, bound).verdict == verdict


def test_line_without_a_budget_is_not_judged() -> None:
    assert str(Line("bare view", 4079.4, "requests/s")).split() == ["bare", "view", "4079", "requests/s"]


def test_line_names_figure_budget_and_verdict() -> None:
    assert str(Line("save one answer", 8.25, "ms CPU", 8)).split("  ")[0] == "save one answer"
    assert str(Line("save one answer", 8.25, "ms CPU", 8)).split()[3:] == ["8.25", "ms", "CPU", "≤", "8", "ms", "CPU", "over"]


def test_group_that_fails_is_a_line_that_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table()

    with table.section("Reports"):
        raise RuntimeError("no such page")

    assert capsys.readouterr().out.splitlines()[-1].split() == ["Reports", "failed", "over"]
    assert table.count_over() == 1
