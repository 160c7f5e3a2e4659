import gzip
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies as st

from learning.panel import (
    CORNER,
    DIAMOND,
    GROUND,
    MOTIF,
    MOTIFS,
    UNIT,
    PanelLesson,
    PanelRow,
    count_rows,
    draw_border,
    draw_panel,
    motif_names,
    share_places,
)

SVG = "{http://www.w3.org/2000/svg}"
lessons = st.builds(PanelLesson, is_done=st.booleans(), is_required=st.booleans())
panel_rows = st.lists(
    st.builds(PanelRow, label=st.text(max_size=20), lessons=st.lists(lessons, max_size=12).map(tuple)), max_size=12
)


def make_row(done: int, required: int, *, optional: int = 0, optional_done: int = 0) -> PanelRow:
    return PanelRow(
        "وحدة",
        (
            *(PanelLesson(index < done, is_required=True) for index in range(required)),
            *(PanelLesson(index < optional_done, is_required=False) for index in range(optional)),
        ),
    )


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def sewn(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [element for element in root.iter() if "panel__sewn" in element.get("class", "").split()]


def motif_uses(root: ElementTree.Element) -> list[ElementTree.Element]:
    codes = {motif.code for motif in MOTIFS}
    return [use for use in root.iter(f"{SVG}use") if use.get("href", "").split("-", 1)[1] in codes]


@given(rows=panel_rows, title=st.text(), is_rtl=st.booleans())
def test_panel_is_well_formed_named_and_free_of_style(rows, title, is_rtl):
    svg = draw_panel(rows, title=title, is_rtl=is_rtl)

    root = read(svg)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root.get("aria-labelledby") == root[0].get("id")
    assert not any("style" in element.attrib for element in root.iter())
    paints = {element.get(name) for element in root.iter() for name in ("fill", "stroke", "color") if element.get(name)}
    assert paints <= {"none", "currentColor"}


@given(rows=panel_rows)
def test_panel_sews_once_for_each_lesson_done(rows):
    root = read(draw_panel(rows, title=""))

    done = [lesson for row in rows for lesson in row.lessons if lesson.is_done]
    required = [lesson for row in rows for lesson in row.lessons if lesson.is_required]
    assert len(sewn(root)) == len(done)
    assert len(motif_uses(root)) == len(required)


@given(rows=panel_rows)
def test_panel_has_no_hole_once_all_required_lessons_are_done(rows):
    finished = [
        PanelRow(row.label, tuple(PanelLesson(lesson.is_required, lesson.is_required) for lesson in row.lessons)) for row in rows
    ]

    root = read(draw_panel(finished, title=""))

    assert all(use in sewn(root) for use in motif_uses(root))


@given(rows=panel_rows, row=st.integers(0, 11), lesson=st.integers(0, 11))
def test_panel_never_loses_a_stitch_when_one_more_lesson_is_done(rows, row, lesson):
    after = [
        PanelRow(
            old.label,
            tuple(
                PanelLesson(item.is_done or (number, index) == (row, lesson), item.is_required)
                for index, item in enumerate(old.lessons)
            ),
        )
        for number, old in enumerate(rows)
    ]

    def places(given_rows: list[PanelRow]) -> set[tuple[str | None, ...]]:
        root = read(draw_panel(given_rows, title=""))
        return {(use.get("href"), use.get("x"), use.get("y")) for part in sewn(root) for use in part.iter(f"{SVG}use")}

    assert places(rows) <= places(after)


@given(rows=panel_rows)
def test_panel_keeps_every_stitch_on_the_cloth_and_apart(rows):
    root = read(draw_panel(rows, title=""))

    left, top, width, height = map(int, root.get("viewBox").split())
    sizes = {motif.code: MOTIF for motif in MOTIFS} | {"diamond": UNIT, "corner": UNIT, "ground": len(GROUND)}
    boxes = []
    for use in root.iter(f"{SVG}use"):
        x, y, size = int(use.get("x")), int(use.get("y")), sizes[use.get("href").split("-", 1)[1]]
        assert left < x and top < y and x + size < left + width and y + size < top + height
        boxes.append((x, y, size))
    for index, (x, y, size) in enumerate(boxes):
        for other_x, other_y, other in boxes[index + 1 :]:
            assert x + size <= other_x or other_x + other <= x or y + size <= other_y or other_y + other <= y


@given(rows=panel_rows)
def test_panel_from_left_mirrors_the_panel_from_right(rows):
    from_right, from_left = (read(draw_panel(rows, title="", is_rtl=is_rtl)) for is_rtl in (True, False))
    width = int(from_right.get("viewBox").split()[2]) - 2

    mirrored = [width - MOTIF - int(use.get("x")) for use in motif_uses(from_right)]

    assert mirrored == [int(use.get("x")) for use in motif_uses(from_left)]


def test_panel_of_eight_modules_of_nine_lessons_is_small():
    rows = [make_row(5, 7, optional=2, optional_done=1)] * 8

    svg = draw_panel(rows, title="لوحة التقدّم: أُنجز 40 من 56 درسًا")

    assert len(gzip.compress(svg.encode(), mtime=0)) <= 4096
    assert len(list(read(svg).iter(f"{SVG}symbol"))) <= 8


def test_panel_of_an_empty_course_is_cloth_with_a_whole_border():
    root = read(draw_panel([], title="لا دروس بعد"))

    assert motif_uses(root) == []
    assert sewn(root) == []
    assert len([part for part in root.iter() if part.get("class") == "panel__whole"]) == 1


@pytest.mark.parametrize("optional", [0, 1, 40])
def test_panel_corners_are_whole_whatever_the_optional_lessons(optional):
    root = read(draw_panel([make_row(0, 3, optional=optional)], title=""))

    corners = [use for use in root.iter(f"{SVG}use") if use.get("href") == "#t-corner"]
    frame = next(part for part in root.iter() if part.get("class") == "panel__frame")
    assert len(corners) == 4
    assert all(corner in list(frame) for corner in corners)


def test_panel_starts_at_the_right_and_goes_down():
    root = read(draw_panel([make_row(1, 3), make_row(0, 3)], title="", is_rtl=True))

    first, second, third, below, *_rest = motif_uses(root)
    assert int(first.get("x")) > int(second.get("x")) > int(third.get("x"))
    assert int(below.get("y")) > int(first.get("y"))
    assert first in sewn(root) and second not in sewn(root)


def test_panel_title_is_text_whatever_it_holds():
    title = '</title><script>alert(1)</script> & "\x00'

    root = read(draw_panel([], title=title))

    assert root[0].text == title.replace("\x00", "")
    assert list(root.iter("script")) == []


@pytest.mark.parametrize("prefix", ["", "1", 'a"', "a b", "ت"])
def test_panel_refuses_a_prefix_that_is_no_id(prefix):
    with pytest.raises(ValueError, match="prefix"):
        draw_panel([], title="", prefix=prefix)


def test_panel_ids_differ_between_prefixes():
    rows = [make_row(1, 2)]

    first, second = (re.findall(r'id="([^"]+)"', draw_panel(rows, title="", prefix=prefix)) for prefix in ("a", "b"))

    assert set(first).isdisjoint(second)
    assert len(set(first)) == len(first)


def test_counts_are_of_required_lessons_and_skip_modules_without():
    rows = [make_row(1, 3, optional=2, optional_done=2), make_row(0, 0, optional=1), make_row(2, 2)]

    assert count_rows(rows) == [("وحدة", 1, 3), ("وحدة", 2, 2)]


def test_grids_are_square_and_symmetric():
    for grid in [*(motif.grid for motif in MOTIFS), DIAMOND, CORNER, GROUND]:
        assert {len(line) for line in grid} == {len(grid)}
        assert [line[::-1] for line in grid] == list(grid)
        assert set("".join(grid)) <= {"#", "o", "."}


def test_motifs_have_names_and_as_many_regions_in_both_languages():
    for motif in motif_names():
        assert motif.name_ar and motif.name_en
        assert len(motif.regions_ar) == len(motif.regions_en)


@given(counts=st.lists(st.integers(0, 12), max_size=10), columns=st.integers(2, 16), lines=st.integers(2, 12))
def test_border_fills_every_place_of_a_symmetric_frame(counts, columns, lines):
    root = read(draw_border(2 * columns, 2 * lines, counts=counts, palette={"red": "#900", "indigo": "#009", "olive": "#560"}))

    places = {(int(use.get("x")), int(use.get("y"))): use.get("href") for use in root.iter(f"{SVG}use")}
    width = max(x for x, _y in places)
    assert len(places) == 2 * (2 * columns + 2 * lines) - 4
    assert all(places[width - x, y] == href for (x, y), href in places.items())
    assert not any("class" in element.attrib for element in root.iter())


def test_border_gives_each_module_its_share():
    shares = share_places([2, 4, 2], 16)

    assert shares == [0] * 4 + [1] * 8 + [2] * 4
