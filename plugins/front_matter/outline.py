"""What the lines of a body are to one another: headings in order, notes and links with both ends, tags closed.

Every check takes the lines outside blocks of code, each with its number in the file, and notes problems in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugins.front_matter.source import Source

Lines = list[tuple[int, str]]
HEADING = re.compile(r"^(#+)(.*)$")
UNDERLINE = re.compile(r"^(=+|-+) *$")
DEEPEST_HEADING = 4
NOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
NOTE_TEXT = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:")
LINK = re.compile(r"\[([^\[\]]+)\]\[([^\[\]^]*)\]")
LINK_TARGET = re.compile(r"^ {0,3}\[([^\[\]^][^\[\]]*)\]:[ \t]*\S")
SWALLOWING = (
    "script style iframe object template textarea noscript noembed noframes xmp select plaintext".split()
)


def check_outline(source: Source, lines: Lines) -> None:
    """Note headings out of order, notes and links that lack an end, and tags that would swallow the rest."""
    check_headings(source, lines)
    check_notes(source, lines)
    check_link_names(source, lines)
    check_swallowing(source, lines)


def check_headings(source: Source, lines: Lines) -> None:
    """Headings begin with ## (the headline is above them) and go down one level at a time, to ####."""
    above = 1
    for number, mark, level in headings(lines):
        if level == 1:
            fix = "The headline is Title; begin with ##. A sign in front of a word is written \\#."
            source.problem(number, "", f"the text has a main heading ({mark}).", fix)
        elif level > DEEPEST_HEADING:
            source.problem(number, "", f"a heading is too deep ({mark}).", "Use ##, ### or ####.")
        elif level > above + 1:
            fix = f"Write {'#' * (above + 1)}, or add the heading that is left out."
            source.problem(number, "", f"a heading leaves out a level ({mark}).", fix)
        above = max(level, 2)


def headings(lines: Lines) -> Iterator[tuple[int, str, int]]:
    """Yield number, mark and level of each heading, marked in front or underlined."""
    before = ""
    for number, line in lines:
        if heading := HEADING.match(line):
            yield number, heading[1], len(heading[1])
        elif before.strip() and (underline := UNDERLINE.match(line)):
            yield number, underline[1], 1 if line[0] == "=" else 2
        before = line


def check_notes(source: Source, lines: Lines) -> None:
    """Each footnote that is named has its text, and each text is named somewhere."""
    texts = first_lines((number, found[1]) for number, line in lines if (found := NOTE_TEXT.match(line)))
    named = first_lines((number, name) for number, line in lines for name in NOTE.findall(line))
    for name in named.keys() - texts.keys():
        fix = f"Add a line [^{name}]: with its text, or delete the mark."
        source.problem(named[name], "", f"the footnote [^{name}] has no text.", fix)
    for name in texts.keys() - named.keys():
        fix = f"Put [^{name}] where it belongs, or delete the note."
        source.problem(texts[name], "", f"the footnote [^{name}] is not named in the text.", fix)


def check_link_names(source: Source, lines: Lines) -> None:
    """Each link by name, `[words][name]`, has its address."""
    known = {found[1].casefold() for _, line in lines if (found := LINK_TARGET.match(line))}
    used = first_lines(
        (number, (name or words).casefold()) for number, line in lines for words, name in LINK.findall(line)
    )
    for name in used.keys() - known:
        fix = f"Add a line [{name}]: with the address, or write the link as [words](address)."
        source.problem(used[name], "link", f"[{name}] has no address.", fix)


def check_swallowing(source: Source, lines: Lines) -> None:
    """A tag whose content is no text for browsers must be closed, or the rest of the story would be lost."""
    tagged = [(number, line) for number, line in lines if "<" in line]
    for tag in SWALLOWING if tagged else ():
        opening = re.compile(rf"<{tag}\b", re.IGNORECASE)
        opened = [number for number, line in tagged for _ in opening.finditer(line)]
        closed = sum(line.lower().count(f"</{tag}") for _, line in tagged)
        if len(opened) > closed:
            cause = f"<{tag}> is never closed: all text after it would be lost."
            source.problem(opened[-1], "", cause, "Delete the tag.")


def first_lines(found: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the first line of each name."""
    lines: dict[str, int] = {}
    for number, name in found:
        lines.setdefault(name, number)
    return lines
