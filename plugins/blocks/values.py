"""From what stands in a block to its values: argument, options, rows, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.blocks.calls import Call, Fault, Kind, Line, Row
from plugins.front_matter.types.base import FieldSpec
from plugins.front_matter.values import FieldError, did_you_mean

BAR = "|"


def read(call: Call) -> Iterator[Fault]:
    """Fill in the values of a block; yield everything wrong with each."""
    yield from read_argument(call)
    yield from read_options(call)
    yield from read_body(call)


def read_argument(call: Call) -> Iterator[Fault]:
    """Take what stands after the bar on the first line."""
    spec, text = call.kind.argument, call.argument_text
    if spec is None:
        if text:
            yield (
                call.line,
                "",
                f'the block "{call.kind.name}" takes nothing after its name.',
                f'Delete "| {text}".',
            )
        return
    if not text:
        if spec.required:
            cause = f'the block "{call.kind.name}" lacks its {spec.name}.'
            yield call.line, "", cause, f"Write it after the name: /// {call.kind.name} | {spec.meaning}"
        call.argument = spec.default
        return
    try:
        call.argument = spec.convert(text)
    except FieldError as error:
        yield call.line, spec.name, error.cause, error.fix


def read_options(call: Call) -> Iterator[Fault]:
    """Take the option lines: `name: value`, four spaces from the margin."""
    found: dict[str, list[Any]] = {}
    for line in call.given:
        name, colon, text = line.text.partition(":")
        name, text = name.strip().lower(), text.strip()
        spec = call.kind.option(name)
        if not colon or spec is None:
            yield line.number, "", *unknown_option(call.kind, name, colon)
        elif not text:
            yield line.number, spec.name, "has no value.", "Write one, or delete the line."
        elif name in found and not spec.many:
            yield line.number, spec.name, "is given twice.", "Keep one of the two."
        else:
            call.option_lines.setdefault(name, line.number)
            found.setdefault(name, [])
            try:
                found[name].append(spec.convert(text))
            except FieldError as error:
                yield line.number, spec.name, error.cause, error.fix
    for spec in call.kind.options:
        given = found.get(spec.name)
        call.values[spec.name] = tuple(given or ()) if spec.many else (given[0] if given else spec.default)
        if spec.required and given is None:
            yield (
                call.line,
                spec.name,
                "is missing.",
                f"Add a line below the first: {spec.name}: {spec.meaning}",
            )


def unknown_option(kind: Kind, name: str, colon: str) -> tuple[str, str]:
    """Return cause and fix for an option line that a kind does not know."""
    options = [spec.name for spec in kind.options]
    if not colon:
        return (
            "an indented line below the first is not an option.",
            "Write name: value, or leave a blank line.",
        )
    if not options:
        return f'the block "{kind.name}" takes no options.', "Delete the line."
    cause = f'"{name}" is not an option of "{kind.name}".'
    return cause, did_you_mean(name, options) or f"It takes: {', '.join(options)}."


def read_body(call: Call) -> Iterator[Fault]:
    """Take the rows of a block, or see that its text is there, or is not."""
    kind, filled = call.kind, [line for line in call.lines if line.text.strip()]
    if kind.body == "none" and filled:
        yield filled[0].number, "", f'the block "{kind.name}" holds no text.', "Close it before this line."
    elif kind.needs_body and kind.body != "none" and not filled and not call.children:
        yield (
            call.line,
            "",
            f'the block "{kind.name}" is empty.',
            f"Write between its fences: {kind.body_meaning}",
        )
    if kind.body == "rows":
        for line in filled:
            yield from read_row(call, line)


def read_row(call: Call, line: Line) -> Iterator[Fault]:
    """Take one row."""
    kind = call.kind
    parts = cells(line.text, len(kind.columns))
    if not len(kind.columns) - kind.optional <= len(parts) <= len(kind.columns) or not all(parts):
        cause = f'"{line.text.strip()[:60]}" is not of the form {kind.form}.'
        yield line.number, "", cause, "Separate the parts by bars: |"
        return
    values: dict[str, Any] = {column.name: column.default for column in kind.columns}
    for column, part in zip(kind.columns, parts, strict=False):
        try:
            values[column.name] = column.convert(part)
        except FieldError as error:
            yield line.number, column.name, error.cause, error.fix
    call.rows.append(Row(line.number, values))


def cells(text: str, most: int) -> list[str]:
    """Return the parts of a row; a list's dash in front is not part of it."""
    text = text.strip().removeprefix("- ")
    return [part.strip() for part in text.split(f" {BAR} ", most)] if text else []


def prose_of(kind: Kind, text: str) -> str:
    """Return the part of a row that is Markdown, for Markdown; a stand-in when the row is not right."""
    parts = cells(text, len(kind.columns))
    index = next((i for i, column in enumerate(kind.columns) if column.name == kind.prose), 0)
    return parts[index] if index < len(parts) and kind.prose else "."


def check_whole(calls: list[Call], body: str) -> Iterator[Fault]:
    """Yield what is wrong with blocks in view of the whole text."""
    for call in calls:
        if call.kind.name == "pull-quote" and words(call.text) not in words(outside(call, body)):
            fix = "Copy the words from the story exactly: those who listen hear them there, once."
            yield call.line, "", "the pull quote does not stand in the text.", fix


def outside(call: Call, body: str) -> str:
    """Return a body without the words of a block."""
    return body.replace(call.text, " ", 1) if call.text else body


def words(text: str) -> str:
    """Return a text reduced to its letters and figures."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())


def required(name: str, meaning: str, convert: Any = str) -> FieldSpec:
    """Return an option, argument or column that must be there."""
    return FieldSpec(name, meaning, convert, required=True)


def optional(name: str, meaning: str, convert: Any = str, *, many: bool = False) -> FieldSpec:
    """Return an option, argument or column that may be left out."""
    return FieldSpec(name, meaning, convert, many=many)
