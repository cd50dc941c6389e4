"""The editors' guide to blocks, written from the kinds themselves."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.blocks.calls import Kind
from plugins.blocks.kinds import KINDS
from plugins.blocks.styleguide import NOTE, fixture
from plugins.front_matter.types.base import FieldSpec

HEAD = """# Every block

This list is made from the software itself (`./inv golden`), so it is complete and up to date. To see the blocks as
readers do, look at `/styleguide/` in `./inv serve` or `./inv preview --drafts`.

A block stands between two lines of slashes. The first names it; below that come its options, four spaces from the
margin, then its text:

    /// statistic | 80%
        sample: 394 members
        date: 2018
        source: HSJ | https://example.org/survey

    say that nobody understands their role.
    ///

- Begin the slashes at the margin, and close every block with as many slashes as it was opened with.
- A block that holds others has one slash more than they have: `////`.
- **Bold** options must be there. "One a line" means that the option may be repeated.
- Markdown works inside, links and subheads too. Every figure needs a source that readers can open.
- When something is wrong, the build stops and names the line: an unknown block, a slip in an option, a block that is
  never closed, a chart whose number is a word.
- In feeds, in the monthly email and as plain text every block reads well without its looks; a pull quote is left
  out there, because its words stand in the story already.

"""
FOOTNOTE = """## footnotes

A mark in the text and a note at the end, each with a link to the other. No fences are needed.

"""


def blocks_guide() -> str:
    """Return the guide as Markdown."""
    names = ", ".join(f"[{kind.name}](#{kind.name})" for kind in KINDS.values())
    parts = [HEAD, f"{names}, [footnotes](#footnotes)\n"]
    parts += ["\n".join(section(kind)) for kind in KINDS.values()]
    return "\n".join([*parts, FOOTNOTE + indented(NOTE)])


def section(kind: Kind) -> Iterator[str]:
    """Yield the lines about one kind."""
    yield f"## {kind.name}\n\n{kind.meaning}\n"
    if kind.argument:
        yield f"After the bar: {argument(kind.argument)}\n"
    if kind.options:
        yield "\n".join(["| option | what it means |", "|---|---|", *map(row, kind.options)]) + "\n"
    if kind.body_meaning:
        form = f" One a line, in the form `{kind.form}`." if kind.columns else ""
        yield f"Between the fences: {kind.body_meaning}.{form}\n"
    yield indented(fixture(kind))


def argument(spec: FieldSpec) -> str:
    """Return what stands after the bar; the meaning of one that must be there is an example."""
    if spec.required:
        return f"{spec.name}, for example `{spec.meaning}`."
    return f"{spec.name}, which may be left out. {sentence(spec.meaning)}"


def row(option: FieldSpec) -> str:
    """Return a row of the table of options."""
    name = f"**{option.name}**" if option.required else option.name
    many = " One a line." if option.many else ""
    return f"| {name} | {sentence(option.meaning).replace('|', chr(92) + '|')}{many} |"


def sentence(text: str) -> str:
    """Return a meaning with a full stop."""
    return text if text.endswith(".") else f"{text}."


def indented(text: str) -> str:
    """Return Markdown as an example: indented, so that it stays as it is."""
    return "\n".join(f"    {line}" if line else "" for line in text.strip().split("\n")) + "\n"
