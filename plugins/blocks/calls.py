"""What a block is: the kinds, and one call of a kind in a text with everything that the editor gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.front_matter.types.base import FieldSpec

Fault = tuple[int, str, str, str]
"""Something wrong with a block: line, option (or nothing), cause, fix."""


@dataclass(frozen=True)
class Line:
    """One line of a body: its number in the file, from 1, and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Row:
    """An entry of a block that has one a line: its line and its values by column."""

    line: int
    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Return the value of a column."""
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Around:
    """What blocks may know besides the text: the folder of data files, and who publishes."""

    data: Path = Path("content/data")
    organisation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A kind of block, as its folder describes it.

    `body` says what stands between the fences: `text` (Markdown), `rows` (one entry a line, its parts separated by
    bars), `raw` (lines as they are) or `none`. `columns` are the parts of a row; the last `optional` may be
    left out, and `prose` names the one that is Markdown. `inside` names the only kind it may stand in. `check`
    yields what is wrong beyond single values; `context` adds to what the template gets.
    """

    name: str
    meaning: str
    argument: FieldSpec | None = None
    options: tuple[FieldSpec, ...] = ()
    body: str = "text"
    body_meaning: str = ""
    needs_body: bool = True
    columns: tuple[FieldSpec, ...] = ()
    optional: int = 0
    prose: str = ""
    inside: str = ""
    check: Callable[[Call, Around], Iterable[Fault]] | None = None
    context: Callable[[Call, Around], dict[str, Any]] | None = None

    def option(self, name: str) -> FieldSpec | None:
        """Return an option by the name that editors type."""
        return next((spec for spec in self.options if spec.name == name.lower()), None)

    @property
    def form(self) -> str:
        """How a row is written: `date | text`."""
        return " | ".join(column.name for column in self.columns)


@dataclass
class Call:
    """One block in a text.

    `number` counts them from 1, `ordinal` those of its kind; `line` is that of its first fence; `given` are the
    option lines, `lines` the body's. `values` and `rows` hold what they mean.
    """

    kind: Kind
    number: int
    line: int
    slashes: int
    argument_text: str
    parent: Call | None = None
    given: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    argument: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    children: list[Call] = field(default_factory=list)
    ordinal: int = 1

    @property
    def text(self) -> str:
        """The body as the editor wrote it, without the fences of blocks inside."""
        return "\n".join(line.text for line in self.lines).strip("\n")

    @property
    def id(self) -> str:
        """The id of its element in the page."""
        return f"{self.kind.name}-{self.ordinal}"

    def line_of(self, option: str) -> int:
        """Return the line of an option, or the block's own."""
        return self.option_lines.get(option, self.line)
