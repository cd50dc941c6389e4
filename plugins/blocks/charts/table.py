"""The numbers of a chart: a Markdown table or a CSV file, each cell kept as it was written beside its value."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal

NUMBER = re.compile(r"^[^\d.,+−–-]*?(?P<sign>[+−–-]?)[^\d.,]*(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)\s*[^\d]*$")
MISSING = frozenset({"", "–", "-", "—", "n/a"})
RULE = re.compile(r"^:?-+:?$")
MOST_ROWS, MOST_COLUMNS = 40, 6


class TableError(ValueError):
    """A table that cannot be drawn: the line, what is wrong, and what to do."""

    def __init__(self, line: int, cause: str, fix: str) -> None:
        super().__init__(cause)
        self.line, self.cause, self.fix = line, cause, fix


@dataclass(frozen=True)
class Cell:
    """A number as written, and its value; None when it is not known."""

    text: str
    value: Decimal | None


@dataclass(frozen=True)
class Row:
    """A row: its name and its numbers."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table: the heads of its columns, the first one that of the names, and its rows."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the columns of numbers."""
        return self.head[1:]

    @property
    def values(self) -> tuple[Decimal, ...]:
        """All known numbers."""
        return tuple(cell.value for row in self.rows for cell in row.cells if cell.value is not None)


def read_table(lines: list[tuple[int, str]]) -> Table:
    """Return the table from Markdown lines with their numbers. Raises TableError."""
    grid = []
    for number, text in lines:
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if text.strip() and not all(RULE.match(cell) for cell in cells):
            grid.append((number, cells))
    return made(grid)


def read_csv(data: bytes, line: int) -> Table:
    """Return the table from a CSV file (UTF-8, comma, header line). Raises TableError at `line`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(line, "the data file is not UTF-8.", "Save it again as CSV UTF-8.") from None
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(map(str.strip, row))
    ]
    return made([(line, row) for row in rows])


def made(grid: list[tuple[int, list[str]]]) -> Table:
    """Return a table from its cells, each row with its line. Raises TableError."""
    if len(grid) < 2:  # noqa: PLR2004 (a head and a row)
        raise TableError(
            grid[0][0] if grid else 1, "the table has no rows.", "Write a head and at least one row."
        )
    line, head = grid[0]
    if not 2 <= len(head) <= MOST_COLUMNS:  # noqa: PLR2004 (a name and a number)
        fix = f"Give it 2 to {MOST_COLUMNS}: the names, then the numbers."
        raise TableError(line, f"the table has {len(head)} columns.", fix)
    if len(grid) > MOST_ROWS:
        raise TableError(line, f"the table has {len(grid) - 1} rows.", f"Keep it under {MOST_ROWS}.")
    return Table(tuple(head), tuple(row_of(line, cells, head) for line, cells in grid[1:]))


def row_of(line: int, cells: list[str], head: list[str]) -> Row:
    """Return one row. Raises TableError."""
    if len(cells) != len(head):
        raise TableError(line, f"the row has {len(cells)} cells, the head {len(head)}.", "Make them equal.")
    if not cells[0]:
        raise TableError(line, "the row has no name.", "Name it in the first column.")
    return Row(cells[0], tuple(Cell(text or "–", number(text, line)) for text in cells[1:]))


def number(text: str, line: int) -> Decimal | None:
    """Return the value of a cell such as `49%`, `£1,200`, `-3.5` or `–` (not known). Raises TableError."""
    if text.lower() in MISSING:
        return None
    found = NUMBER.match(text)
    if not found:
        raise TableError(
            line, f'"{text}" is not a number.', "Write a figure such as 49%, £1,200 or 3.5; or –"
        )
    value = Decimal(found["number"].replace(",", ""))
    return -value if found["sign"] in {"-", "−", "–"} else value
