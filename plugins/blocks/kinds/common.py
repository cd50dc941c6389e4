"""Parameters and checks that several kinds share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.blocks.calls import Around, Call, Fault
from plugins.blocks.values import optional, required
from plugins.front_matter.values import FieldError, focus, one_line, prose, source_link

SOURCE_MEANING = "Title | https://address | 2018-10-04 (the date may be left out)"
SOURCE = required("source", SOURCE_MEANING, source_link)
SOURCES = optional("source", SOURCE_MEANING, source_link, many=True)
NEEDED_SOURCES = type(SOURCES)("source", SOURCES.meaning, source_link, required=True, many=True)
TITLE = optional("title", "Its title", one_line)
LISTED = re.compile(r"^ {0,3}([-*+]|\d+[.)]) +\S")
NUMBERED = re.compile(r"^ {0,3}\d+[.)] +\S")


def description(text: str) -> str:
    """Return what a picture shows: words, not the name of a file."""
    if re.match(r"^[\w-]+\.(jpe?g|png|webp|heic|avif|gif|svg)$", text.strip().lower()):
        raise FieldError(
            f'"{text}" is the name of a file.', "Say what the picture shows, or write: decorative"
        )
    return prose(text)


def focal_point(text: str) -> tuple[str, ...]:
    """Return the classes for a focal point given as `40% 30%`: the third of the picture that a crop keeps."""
    left, top = focus(text)
    across = "left" if left < 1 / 3 else "right" if left > 2 / 3 else ""
    down = "top" if top < 1 / 3 else "bottom" if top > 2 / 3 else ""
    return tuple(f"keep-{side}" for side in (across, down) if side)


def needs_list(call: Call, _around: Around) -> Iterator[Fault]:
    """See that a text is a list."""
    if call.lines and not any(LISTED.match(line.text) for line in call.lines):
        yield call.line, "", f'the block "{call.kind.name}" holds no list.', 'Begin each line with "- ".'


def needs_numbers(call: Call, _around: Around) -> Iterator[Fault]:
    """See that a text is a numbered list."""
    if call.lines and not any(NUMBERED.match(line.text) for line in call.lines):
        yield (
            call.line,
            "",
            f'the block "{call.kind.name}" holds no numbered list.',
            "Begin the lines with 1. 2. 3.",
        )
