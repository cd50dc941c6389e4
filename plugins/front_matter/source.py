"""From the bytes of a Markdown file to its metadata lines and its body, each with its line number.

The form is Pelican's and Python-Markdown's: `Key: value` lines from the first line on, more values on lines
indented by four spaces, a blank line, then the body.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from plugins.problems import Problem

KEY = re.compile(r"^(?P<key>[A-Za-z][A-Za-z0-9_ -]*?)[ \xa0]*:[ \t\xa0]*(?P<value>.*)$")
MORE = re.compile(r"^(?:[ \xa0]{4,}|\t)(?P<value>.*)$")
CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)")
BIDI_CONTROLS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


@dataclass
class Field:
    """One metadata field: its name as typed, its values in order and the line of each (from 1)."""

    name: str
    line: int
    values: list[tuple[int, str]]

    @property
    def text(self) -> str:
        """The first value, the whole of a one-line field."""
        return self.values[0][1] if self.values else ""


@dataclass
class Source:
    """A file taken apart. `path` is as people name it (`content/news/x.md`); `body_line` counts from 1."""

    path: str
    fields: dict[str, Field] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Problem] = field(default_factory=list)

    def line(self, name: str) -> int:
        """Return the line of a field, or 1 when it is not there."""
        found = self.fields.get(name.lower())
        return found.line if found else 1

    def problem(self, line: int, name: str, cause: str, fix: str = "", severity: str = "error") -> None:
        """Note something wrong in this file."""
        self.problems.append(Problem(self.path, line, name, cause, fix, severity))


def read_source(file: Path, shown_as: str) -> Source:
    """Return the parts of `file`, as `take_apart` does."""
    return take_apart(file.read_bytes(), shown_as)


def take_apart(data: bytes, shown_as: str, *, sound: bool = False) -> Source:
    """Return the parts of a file; what is wrong with it is in `problems`, and nothing is raised.

    The text is UTF-8; a byte order mark and CRLF line ends are normalised, letters composed (NFC). Characters are not
    looked at in a file that is known to be `sound`.
    """
    source = Source(shown_as)
    text = decode(data, source, sound=sound)
    if text is not None:
        split(text, source)
    return source


def decode(data: bytes, source: Source, *, sound: bool = False) -> str | None:
    """Return the text of a file, or None (and a problem) when it is not clean UTF-8."""
    if not data.strip():
        source.problem(1, "", "the file is empty.", "Write the story, or delete the file.")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.problem(1, "", "the file is UTF-16, not UTF-8.", "Save it again as UTF-8.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        source.problem(line, "", "the file is not UTF-8 (perhaps Latin-1).", "Save it again as UTF-8.")
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if sound or (no_controls(text, source) and no_conflicts(text, source)) else None


def no_controls(text: str, source: Source) -> bool:
    """Refuse control characters that hide, reverse or break text; say on which lines they stand."""
    clean = True
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        for character in sorted(set(line)):
            if is_control(character):
                name = unicodedata.name(character, "control character")
                cause = f"has a character that cannot be seen (U+{ord(character):04X}, {name.lower()})."
                source.problem(number, "", cause, "Type the line again without it.")
                clean = False
    return clean


def no_conflicts(text: str, source: Source) -> bool:
    """Refuse the marks that Git leaves where two people changed the same lines."""
    marks = [number for number, line in enumerate(text.split("\n"), 1) if CONFLICT.match(line)]
    if marks:
        fix = "Keep the right one of the two versions, and delete the lines of <<<<<<<, ======= and >>>>>>>."
        source.problem(marks[0], "", "two versions of the text stand here, left from a merge.", fix)
    return not marks


def is_control(character: str) -> bool:
    """Tell C0 and C1 controls (but for the tab) and the bidirectional controls."""
    return character in BIDI_CONTROLS or (character != "\t" and unicodedata.category(character) == "Cc")


def split(text: str, source: Source) -> None:
    """Fill in the fields and the body."""
    lines = text.split("\n")
    if not KEY.match(lines[0]):
        fix = 'Put "Title: …" on the first line, with nothing (not even a blank line) before it.'
        if lines[0].strip() == "---":
            fix = 'Delete the lines "---": the fields begin on the first line and end at a blank line.'
        source.problem(1, "", "the file does not begin with its fields.", fix)
        return
    end = read_fields(lines, source)
    body = lines[end + 1 :]
    source.body = "\n".join(body)
    source.body_line = min(end + 2, len(lines))
    warn_of_stray_fields(body, source)


def read_fields(lines: list[str], source: Source) -> int:
    """Read metadata lines into the source; return the index of the blank line that ends them."""
    current: Field | None = None
    for index, line in enumerate(lines):
        if not line.strip():
            return index
        if key := KEY.match(line):
            current = add_field(source, key["key"], index + 1, key["value"] or "")
        elif current and (more := MORE.match(line)):
            if more["value"].strip():
                current.values.append((index + 1, more["value"].strip()))
        else:
            cause = f'"{line.strip()[:40]}" is neither a field nor part of one.'
            fix = "Leave a blank line before the text; indent the lines of a list by four spaces."
            source.problem(index + 1, "", cause, fix)
    return len(lines)


def add_field(source: Source, name: str, line: int, value: str) -> Field:
    """Add a field that begins on `line`; a second one of the same name is a problem."""
    key = name.lower()
    values = [(line, value.strip())] if value.strip() else []
    if key in source.fields:
        first = source.fields[key].line
        source.problem(line, name, f"is given twice (first on line {first}).", "Keep one of the two.")
        return Field(name, line, values)
    source.fields[key] = Field(name, line, values)
    return source.fields[key]


def warn_of_stray_fields(body: list[str], source: Source) -> None:
    """Refuse a blank line among the fields: what follows it would be printed as text."""
    from plugins.front_matter.types import ALL_FIELD_NAMES  # noqa: PLC0415 (types build on this module)

    first = next((index for index, line in enumerate(body) if line.strip()), None)
    if first is None:
        return
    key = KEY.match(body[first])
    if key and key["key"].lower() in ALL_FIELD_NAMES and key["key"][0].isupper():
        line = source.body_line + first
        source.problem(line, key["key"], "stands after a blank line.", "Delete the blank line before it.")
