"""Charts, number by number against their data; colours against colour blindness."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from plugins.blocks.charts.draw import KINDS, draw, room_for_bars
from plugins.blocks.charts.scale import apart, places
from plugins.blocks.charts.table import Cell, Row, Table, TableError, read_csv, read_table
from tests.theme.stylesheets import contrast, properties

numbers = st.decimals(min_value=0, max_value=100_000, places=1, allow_nan=False)


def table_of(rows: list[list[Decimal]]) -> Table:
    width = len(rows[0])
    head = ("Name", *(f"S{number}" for number in range(1, width + 1)))
    return Table(
        head, tuple(Row(f"Row {i}", tuple(Cell(f"{n}", n) for n in row)) for i, row in enumerate(rows))
    )


def tables(least_rows: int = 1, width: int = 2) -> st.SearchStrategy[Table]:
    row = st.lists(numbers, min_size=width, max_size=width)
    return st.lists(row, min_size=least_rows, max_size=6).map(table_of)


def svg_of(kind: str, table: Table) -> etree._Element:
    return etree.fromstring(draw(kind, table, "c"))


def per_cent(element: etree._Element, name: str) -> Decimal:
    return Decimal(element.get(name).removesuffix("%"))


@settings(max_examples=40, deadline=None)
@given(tables())
def test_every_bar_is_as_long_as_its_number(table: Table) -> None:
    """In a bar chart each bar's length is its number's share of the largest, and its label is the number."""
    drawing = svg_of("bar", table)
    bars = drawing.findall("rect")
    cells = [cell for row in table.rows for cell in row.cells]
    most = max(cell.value for cell in cells) or Decimal(1)
    assert len(bars) == len(cells)
    for bar, cell in zip(bars, cells, strict=True):
        wanted = cell.value / most * room_for_bars(table)
        assert abs(per_cent(bar, "width") - wanted) < Decimal("0.02")
        assert per_cent(bar, "x") == 0
    assert [text.text for text in drawing.findall("text") if text.get("class") == "value"] == [
        c.text for c in cells
    ]


@settings(max_examples=40, deadline=None)
@given(tables(width=3))
def test_every_part_of_a_stack_is_its_share(table: Table) -> None:
    """In a stacked chart each part is as wide as its share of the row, and begins where the one before ends."""
    parts = iter(svg_of("stacked", table).findall("rect"))
    for row in table.rows:
        whole, left = sum(cell.value for cell in row.cells), Decimal(0)
        for cell in row.cells:
            if not cell.value:
                continue
            part = next(parts)
            assert abs(per_cent(part, "width") - cell.value * 100 / whole) < Decimal("0.02")
            assert abs(per_cent(part, "x") - left) < Decimal("0.03")
            left += per_cent(part, "width")
    assert next(parts, None) is None


@settings(max_examples=40, deadline=None)
@given(tables(least_rows=2))
def test_every_point_of_a_line_is_as_high_as_its_number(table: Table) -> None:
    """In a line chart each point stands above zero by its number's share of the largest; lines join the points."""
    drawing = svg_of("line", table)
    zero = Decimal(drawing.find("line").get("y1"))
    height = zero - 28
    most = max(table.values) or Decimal(1)
    for index in range(2):
        dots = [dot for dot in drawing.findall("circle") if dot.get("class") == f"s{index + 1}"]
        lines = [line for line in drawing.findall("line") if line.get("class") == f"s{index + 1}"]
        for dot, row in zip(dots, table.rows, strict=True):
            wanted = zero - row.cells[index].value / most * height
            assert abs(Decimal(dot.get("cy")) - wanted) <= Decimal("0.1")
        for line, (one, other) in zip(lines, pairwise(dots), strict=True):
            ends = [(line.get("x1"), line.get("y1")), (line.get("x2"), line.get("y2"))]
            assert ends == [(one.get("cx"), one.get("cy")), (other.get("cx"), other.get("cy"))]


@settings(max_examples=40, deadline=None)
@given(tables())
def test_every_dot_stands_at_its_number(table: Table) -> None:
    """In a dot chart each dot is as far along as its number's share of the largest."""
    dots = svg_of("dot", table).findall("circle")
    cells = [cell for row in table.rows for cell in row.cells]
    most = max(table.values) or Decimal(1)
    for dot, cell in zip(dots, cells, strict=True):
        assert abs(per_cent(dot, "cx") - cell.value / most * 88) < Decimal("0.02")


def test_negative_numbers_go_the_other_way() -> None:
    """A bar below zero ends at the line of zero, and zero is always there."""
    table = table_of([[Decimal(-5)], [Decimal(10)]])
    below, above = svg_of("bar", table).findall("rect")
    zero = per_cent(above, "x")
    assert abs(per_cent(below, "x") + per_cent(below, "width") - zero) < Decimal("0.02")
    assert abs(per_cent(above, "width") - per_cent(below, "width") * 2) < Decimal("0.02")


def test_years_stand_at_their_distance() -> None:
    """On a line, three years are three times as wide as one; other names stand evenly."""
    assert places(["2018", "2021", "2022"], Decimal(0), Decimal(80)) == [0, 60, 80]
    assert places(["Mon", "Tue", "Wed"], Decimal(0), Decimal(80)) == [0, 40, 80]


def test_names_at_the_ends_keep_apart() -> None:
    """Two lines that end together have names one below the other."""
    assert apart([Decimal(50), Decimal(52), Decimal(10)], 20) == [50, 70, 10]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("49%", 49),
        ("£1,200", 1200),
        ("-3.5", Decimal("-3.5")),
        ("−3.5%", Decimal("-3.5")),
        ("£4.2 billion", Decimal("4.2")),
        ("almost 800", 800),
        ("–", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: Decimal | int | None) -> None:
    """Signs, units, separators of thousands and gaps are understood."""
    table = read_table([(1, "| a | b |"), (2, "|---|---|"), (3, f"| x | {text} |")])
    assert table.rows[0].cells[0].value == value


@pytest.mark.parametrize("text", ["none", "4 in 5", "2005-06", "1.2.3", "12 of 14"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Words, ranges and ratios do not become numbers by accident."""
    with pytest.raises(TableError, match="not a number"):
        read_table([(1, "| a | b |"), (2, f"| x | {text} |")])


def test_a_csv_file_is_read_like_a_table() -> None:
    """The same numbers from a file give the same table; another encoding is refused."""
    lines = [(1, "| Year | A |"), (2, "|---|--:|"), (3, "| 2024 | 5.5% |")]
    assert read_csv("\ufeffYear,A\n2024,5.5%\n\n".encode(), 1) == read_table(lines)
    with pytest.raises(TableError, match="UTF-8"):
        read_csv("Jahr,ä\n1,2\n".encode("latin-1"), 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_says_what_it_shows(kind: str) -> None:
    """Whoever cannot see a chart hears its kind, its highest and its lowest number, and where the rest is."""
    table = read_table([(1, "| Y | A | B |"), (2, "| 2024 | 5 | 7 |"), (3, "| 2025 | 6 | 2 |")])
    drawing = svg_of(kind, table)
    assert drawing.get("role") == "img"
    label = drawing.get("aria-label")
    assert label.startswith(KINDS[kind].noun)
    assert "Highest, 2024, B: 7. Lowest, 2025, B: 2." in label


def colours(mode: str) -> list[str]:
    return [properties()[mode][f"--c{number}"] for number in range(1, 5)]


# Viénot, Brettel and Mollon (1999) for red and green blindness, in linear light
BLINDNESS = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def lab(colour: str, blindness: str | None) -> tuple[float, float, float]:
    linear = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in linear]
    if blindness:
        linear = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in BLINDNESS[blindness]]
    r, g, b = linear
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (max(v, 0) ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("blindness", [None, *BLINDNESS])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_are_told_apart(mode: str, blindness: str | None) -> None:
    """Any two of the four colours differ by at least 15 in CIELAB, also for those who see no red or no green."""
    for one, other in combinations(colours(mode), 2):
        a, b = lab(one, blindness), lab(other, blindness)
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 >= 15, (one, other)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_stand_out_from_the_page(mode: str) -> None:
    """Each colour has a contrast of 3 to 1 with the paper (WCAG 2.2, 1.4.11)."""
    paper = properties()[mode]["--paper"]
    assert [c for c in colours(mode) if contrast(c, paper) < 3] == []
