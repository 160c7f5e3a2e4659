"""The lines of ``make bench``. Plain Python."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from traceback import print_exc

NAME_WIDTH = 62


class Bound(Enum):
    MOST = "≤"
    LEAST = "≥"


@dataclass(frozen=True)
class Line:
    """One figure. Without a budget it is there to be read beside the others. ``figure`` is None where measuring failed."""

    name: str
    figure: float | None
    unit: str = ""
    budget: float | None = None
    bound: Bound = Bound.MOST

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return "over"
        if self.budget is None:
            return ""
        is_within = self.figure <= self.budget if self.bound is Bound.MOST else self.figure >= self.budget
        return "pass" if is_within else "over"

    def __str__(self) -> str:
        figure = "failed" if self.figure is None else f"{show(self.figure)} {self.unit}".strip()
        budget = "" if self.budget is None else f"{self.bound.value} {show(self.budget)} {self.unit}".strip()
        return f"{self.name:<{NAME_WIDTH}} {figure:>18}   {budget:<18} {self.verdict}".rstrip()


def show(number: float) -> str:
    """Three digits that mean something; whole numbers as they are."""
    if number == round(number):
        return f"{number:.0f}"
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


@dataclass
class Table:
    """Prints each line as soon as it is known."""

    lines: list[Line] = field(default_factory=list)

    def most(self, name: str, figure: float, budget: float, unit: str = "") -> None:
        self.add(Line(name, figure, unit, budget))

    def least(self, name: str, figure: float, budget: float, unit: str = "") -> None:
        self.add(Line(name, figure, unit, budget, Bound.LEAST))

    def tell(self, name: str, figure: float, unit: str = "") -> None:
        self.add(Line(name, figure, unit))

    def add(self, line: Line) -> None:
        self.lines.append(line)
        print(line, flush=True)

    @contextmanager
    def section(self, title: str) -> Iterator[None]:
        """A group of lines. What cannot be measured is a line that says so; the other groups go on."""
        print(f"\n{title}", flush=True)
        try:
            yield
        except Exception:
            print_exc()
            self.add(Line(title, None))

    def count_over(self) -> int:
        return sum(line.verdict == "over" for line in self.lines)
