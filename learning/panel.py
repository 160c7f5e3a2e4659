"""Progress drawn as Palestinian cross-stitch: a plain function of which lessons are done. Imports neither Django nor Wagtail.

One unit of the drawing is one stitch. Every required lesson is a motif in its module's row; optional lessons share the diamonds of the outer
border, which is whole when there are none; corners, frame and ground are always whole. So a panel whose required lessons are all done has no
unsewn motif, whatever the optional ones. State shows twice, for eyes and printers without colour: what is sewn has crosses and no outline, what is
not has an outline and no crosses. Without any style sheet both states are still told apart, in the colour of the text.

The grids are drawn for this project after motifs that carry these names in Palestinian embroidery; they copy no chart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape, quoteattr

MOTIF = 13
PITCH = 16
UNIT = 7
UNIT_PITCH = 8
MARGIN = 5
FEWEST_COLUMNS = 4
PREFIX = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class PanelLesson:
    is_done: bool
    is_required: bool


@dataclass(frozen=True)
class PanelRow:
    """A module: its title, used only by ``count_rows``, and its lessons in order."""

    label: str
    lessons: tuple[PanelLesson, ...]

    @property
    def required(self) -> tuple[PanelLesson, ...]:
        return tuple(lesson for lesson in self.lessons if lesson.is_required)


@dataclass(frozen=True)
class Motif:
    """A grid of stitches: ``#`` in the first thread, ``o`` in the second, ``.`` bare cloth.

    ``regions`` holds the places where the name is best documented; empty means several regions, without one to single out.
    """

    code: str
    name_ar: str
    name_en: str
    regions_ar: tuple[str, ...]
    regions_en: tuple[str, ...]
    thread: str
    accent: str
    grid: tuple[str, ...]


MOTIFS = (
    Motif(
        "cypress",
        "السرو",
        "Cypress",
        ("يافا", "غزة", "بئر السبع"),
        ("Jaffa", "Gaza", "Beersheba"),
        "olive",
        "red",
        (
            "......#......",
            "......#......",
            ".....###.....",
            ".....#.#.....",
            "....##.##....",
            "....#.#.#....",
            "...##.#.##...",
            "...#.#.#.#...",
            "...##.#.##...",
            "....#####....",
            "......o......",
            ".....ooo.....",
            "...oo.o.oo...",
        ),
    ),
    Motif(
        "moon",
        "القمر",
        "Moon",
        ("بيت لحم",),
        ("Bethlehem",),
        "red",
        "indigo",
        (
            "...##...##...",
            ".o.##...##.o.",
            "...###.###...",
            "##..##.##..##",
            "####..o..####",
            ".####.o.####.",
            "....ooooo....",
            ".####.o.####.",
            "####..o..####",
            "##..##.##..##",
            "...###.###...",
            ".o.##...##.o.",
            "...##...##...",
        ),
    ),
    Motif(
        "pashas-tent",
        "خيمة الباشا",
        "Pasha’s tent",
        ("الخليل",),
        ("Hebron",),
        "indigo",
        "red",
        (
            ".............",
            ".....o.o.....",
            "......o......",
            "......#......",
            ".....###.....",
            "....##.##....",
            "...##.o.##...",
            "..##.ooo.##..",
            ".##.oo.oo.##.",
            "##.oo.#.oo.##",
            "#.oo.###.oo.#",
            "#############",
            "#.#.#.#.#.#.#",
        ),
    ),
    Motif(
        "wheat-ears",
        "السنابل",
        "Ears of wheat",
        (),
        (),
        "red",
        "olive",
        (
            "......#......",
            ".....#.#.....",
            "..#...#...#..",
            ".#.#.#.#.#.#.",
            "..#...#...#..",
            ".#.#.#.#.#.#.",
            "..#...#...#..",
            ".#.#.#.#.#.#.",
            "..#...#...#..",
            "..o..#.#..o..",
            "..oo..o..oo..",
            "...oo.o.oo...",
            "....ooooo....",
        ),
    ),
)
DIAMOND = ("...#...", "..###..", ".##o##.", "##ooo##", ".##o##.", "..###..", "...#...")
CORNER = ("#######", "#..o..#", "#.#o#.#", "#ooooo#", "#.#o#.#", "#..o..#", "#######")
GROUND = ("..#..", ".#.#.", "#.o.#", ".#.#.", "..#..")


def motif_names() -> tuple[Motif, ...]:
    """The motifs in the order in which modules take them, with names and regions in both languages, for a caption."""
    return MOTIFS


def count_rows(rows: Sequence[PanelRow]) -> list[tuple[str, int, int]]:
    """The panel in figures: label, required lessons done, required lessons, a module each; modules that require nothing are left out."""
    return [(row.label, sum(lesson.is_done for lesson in row.required), len(row.required)) for row in rows if row.required]


def draw_panel(rows: Sequence[PanelRow], *, title: str, prefix: str = "t", is_rtl: bool = True) -> str:
    """The panel as an SVG element, named ``title`` for screen readers; its figures must stand near it as text (``count_rows``).

    Classes are those of ``css/components/panel.css``. ``prefix`` keeps ids apart when a page shows several panels: a letter, then
    letters, digits, hyphens or underscores; anything else raises ValueError.
    """
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"not a prefix for ids: {prefix!r}")
    motif_rows = [row.required for row in rows if row.required]
    optional = [lesson for row in rows for lesson in row.lessons if not lesson.is_required]
    lines = max(len(motif_rows), 1)
    columns = max([FEWEST_COLUMNS, *map(len, motif_rows)])
    while border_length(columns, lines) < len(optional):
        columns += 1
    sheet = Sheet(columns, lines, prefix, is_rtl)
    body = "".join(
        (
            *sheet.draw_symbols(),
            sheet.draw_frame(),
            *(sheet.draw_row(number, row) for number, row in enumerate(motif_rows)),
            *sheet.draw_border(optional),
        )
    )
    name = escape(NOT_XML.sub("", title))
    width, height = sheet.width, sheet.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="panel__cloth" role="img" aria-labelledby="{prefix}-title"'
        f' viewBox="-1 -1 {width + 2} {height + 2}" width="{(width + 2) * 4}" height="{(height + 2) * 4}"'
        f' fill="none" stroke="none" stroke-width=".46" stroke-linecap="round" stroke-linejoin="round">'
        f'<title id="{prefix}-title">{name}</title>{body}</svg>'
    )


def border_length(columns: int, lines: int) -> int:
    """How many diamonds the border of such a panel has."""
    return 2 * (2 * columns + 1) + 2 * (2 * lines + 1)


@dataclass(frozen=True)
class Sheet:
    """The cloth: places in stitches. From the edge inwards: border, one bare stitch, margin with its frame, motifs."""

    columns: int
    lines: int
    prefix: str
    is_rtl: bool

    @property
    def width(self) -> int:
        return PITCH * self.columns - PITCH + MOTIF + 2 * (MARGIN + 1 + UNIT)

    @property
    def height(self) -> int:
        return PITCH * self.lines - PITCH + MOTIF + 2 * (MARGIN + 1 + UNIT)

    def place(self, x: int, size: int) -> int:
        """``x`` counted from the side where reading starts, as SVG counts it."""
        return self.width - x - size if self.is_rtl else x

    def use(self, symbol: str, x: int, y: int, size: int, extra: str = "") -> str:
        return f'<use href="#{self.prefix}-{symbol}" x="{self.place(x, size)}" y="{y}"{extra}/>'

    def draw_symbols(self) -> Iterator[str]:
        shown = MOTIFS[: self.lines]
        for code, grid in (*((motif.code, motif.grid) for motif in shown), ("diamond", DIAMOND)):
            yield (
                f'<symbol id="{self.prefix}-{code}" overflow="visible">'
                f'<path class="panel__line" stroke="currentColor" stroke-width=".24" d="{outline_path(grid)}"/>'
                f'<path d="{stitch_path(grid, "#")}"/><path class="panel__accent" d="{stitch_path(grid, "o")}"/></symbol>'
            )
        for code, grid in (("corner", CORNER), ("ground", GROUND)):
            yield f'<symbol id="{self.prefix}-{code}" overflow="visible"><path d="{stitch_path(grid, "#o")}"/></symbol>'

    def draw_frame(self) -> str:
        """What is always whole: the four corners and a running stitch inside the border."""
        far_x, far_y = self.width - UNIT, self.height - UNIT
        corners = "".join(self.use("corner", x, y, UNIT) for x, y in ((0, 0), (far_x, 0), (0, far_y), (far_x, far_y)))
        inset = UNIT + 2.5
        return (
            f'<g class="panel__frame" stroke="currentColor">{corners}<rect x="{inset}" y="{inset}"'
            f' width="{self.width - 2 * inset}" height="{self.height - 2 * inset}" stroke-dasharray="1.2 .8"/></g>'
        )

    def draw_row(self, number: int, lessons: Sequence[PanelLesson]) -> str:
        """A module's motifs, centred, its first lesson where reading starts; the ground fills what is left on both sides."""
        motif = MOTIFS[number % len(MOTIFS)]
        start = UNIT + 1 + MARGIN
        y = start + PITCH * number
        empty = self.columns - len(lessons)
        motifs = "".join(
            self.use(motif.code, start + UNIT_PITCH * empty + PITCH * index, y, MOTIF, SEWN if lesson.is_done else "")
            for index, lesson in enumerate(lessons)
        )
        middle = (MOTIF - len(GROUND)) // 2
        half = range(empty)
        last = self.width - start - len(GROUND)
        ground = "".join(
            self.use("ground", x, y + middle, len(GROUND))
            for x in (*(start + UNIT_PITCH * index for index in half), *(last - UNIT_PITCH * index for index in reversed(half)))
        )
        ground = f'<g class="panel__ground" stroke="currentColor">{ground}</g>' if ground else ""
        return f'<g class="panel__{motif.thread}-{motif.accent}">{motifs}</g>{ground}'

    def draw_border(self, optional: Sequence[PanelLesson]) -> Iterator[str]:
        """The diamonds of the border, shared out among the optional lessons in order; all sewn when there are none."""
        places = list(self.border_places())
        yield '<g class="panel__red-indigo">'
        if not optional:
            yield f'<g class="panel__whole" stroke="currentColor">{self.draw_diamonds(places)}</g>'
        for index, lesson in enumerate(optional):
            share = places[len(places) * index // len(optional) : len(places) * (index + 1) // len(optional)]
            yield f"<g{SEWN if lesson.is_done else ''}>{self.draw_diamonds(share)}</g>"
        yield "</g>"

    def draw_diamonds(self, places: Sequence[tuple[int, int]]) -> str:
        return "".join(self.use("diamond", x, y, UNIT) for x, y in places)

    def border_places(self) -> Iterator[tuple[int, int]]:
        """Along the top from where reading starts, down, back along the bottom, and up."""
        across = [UNIT_PITCH + UNIT_PITCH * index for index in range(2 * self.columns + 1)]
        down = [UNIT_PITCH + UNIT_PITCH * index for index in range(2 * self.lines + 1)]
        yield from ((x, 0) for x in across)
        yield from ((self.width - UNIT, y) for y in down)
        yield from ((x, self.height - UNIT) for x in reversed(across))
        yield from ((0, y) for y in reversed(down))


SEWN = ' class="panel__sewn" stroke="currentColor"'


def draw_border(
    columns: int, lines: int, *, counts: Sequence[int], palette: Mapping[str, str] | None = None, prefix: str = "b"
) -> str:
    """A finished panel as a frame of ``columns`` by ``lines`` motifs (both even, at least 4) around an empty middle, for print.

    ``counts`` are the required lessons of each module: module after module, from the middle of the top edge down both sides alike to
    the middle of the bottom, each gets its share of the places. With ``palette`` (a colour for ``red``, ``indigo`` and ``olive``) colours are
    written as attributes, for renderers without style sheets. Everything is sewn. The drawing is 16 × columns − 3 stitches wide.
    """
    width, height = PITCH * columns - PITCH + MOTIF, PITCH * lines - PITCH + MOTIF
    used = sorted(set(share_places(counts, columns + lines - 2)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {width + 2} {height + 2}" width="{width + 2}"'
        f' height="{height + 2}" fill="none" stroke="currentColor" stroke-width=".46" stroke-linecap="round">'
    ]
    for motif in (MOTIFS[number] for number in used):
        accent = paint("accent", motif.accent, palette)
        parts.append(
            f'<symbol id="{prefix}-{motif.code}" overflow="visible"><g{paint("thread", motif.thread, palette)}>'
            f'<path d="{stitch_path(motif.grid, "#")}"/></g><path{accent} d="{stitch_path(motif.grid, "o")}"/></symbol>'
        )
    half = half_frame(columns, lines)
    for number, (column, line) in zip(share_places(counts, len(half)), half, strict=True):
        for x in (column, columns - 1 - column):
            parts.append(f'<use href="#{prefix}-{MOTIFS[number].code}" x="{PITCH * x}" y="{PITCH * line}"/>')
    return "".join((*parts, "</svg>"))


def paint(role: str, thread: str, palette: Mapping[str, str] | None) -> str:
    if palette is None:
        return f' class="panel__{role}-{thread}"'
    return f" stroke={quoteattr(palette[thread])}"


def half_frame(columns: int, lines: int) -> list[tuple[int, int]]:
    """(column, line) from the middle of the top edge to the left, down the side and back to the middle of the bottom."""
    across = range(columns // 2)
    return [
        *((column, 0) for column in reversed(across)),
        *((0, line) for line in range(1, lines - 1)),
        *((column, lines - 1) for column in across),
    ]


def share_places(counts: Sequence[int], places: int) -> list[int]:
    """The motif of each of ``places`` in order: module after module, each as many as its part of all lessons, rounded."""
    total = sum(counts)
    if not total:
        return [place * len(MOTIFS) // max(places, 1) for place in range(places)]
    owners = [module for module, count in enumerate(counts) for _ in range(count)]
    return [owners[(2 * place + 1) * total // (2 * places)] % len(MOTIFS) for place in range(places)]


@cache
def stitch_path(grid: tuple[str, ...], threads: str) -> str:
    """The crosses of the cells in ``threads``, as lines along both diagonals: arms that follow one another are one line."""
    size = len(grid)
    parts = []
    for start in range(1 - size, size):
        falling = [(start + y, y) for y in range(size)]
        rising = [(start + size - 1 - y, y) for y in range(size)]
        for cells, is_falling in ((falling, True), (rising, False)):
            for first, length in runs([0 <= x < size and grid[y][x] in threads for x, y in cells]):
                x, y = cells[first]
                parts.append(f"M{x} {y}l{length} {length}" if is_falling else f"M{x + 1} {y}l-{length} {length}")
    return "".join(parts)


@cache
def outline_path(grid: tuple[str, ...]) -> str:
    """The outer edge of the motif, as horizontal and vertical lines; bare cells that it encloses count as inside."""
    width, height = len(grid[0]), len(grid)
    outside = cells_outside(grid)
    across = [
        f"M{start} {y}h{length}"
        for y in range(height + 1)
        for start, length in runs([((x, y) in outside) != ((x, y - 1) in outside) for x in range(width)])
    ]
    down = [
        f"M{x} {start}v{length}"
        for x in range(width + 1)
        for start, length in runs([((x, y) in outside) != ((x - 1, y) in outside) for y in range(height)])
    ]
    return "".join((*across, *down))


def cells_outside(grid: Sequence[str]) -> set[tuple[int, int]]:
    """Bare cells that can be reached from the edge of the cloth without crossing a stitch, and one row of cells all around."""
    width, height = len(grid[0]), len(grid)
    outside = {(-1, -1)}
    waiting = [(-1, -1)]
    while waiting:
        x, y = waiting.pop()
        for cell in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            across, down = cell
            is_on_cloth = -1 <= across <= width and -1 <= down <= height
            is_inside = 0 <= across < width and 0 <= down < height
            if is_on_cloth and cell not in outside and not (is_inside and grid[down][across] != "."):
                outside.add(cell)
                waiting.append(cell)
    return outside


def runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and length of each run of true marks."""
    start = None
    for index, mark in enumerate((*marks, False)):
        if mark and start is None:
            start = index
        elif not mark and start is not None:
            yield start, index - start
            start = None
