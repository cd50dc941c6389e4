"""How much a body may hold: counts, measured to keep the Markdown parser under two seconds, never a clock.

A count gives the same verdict on every machine. What a limit refuses no story needs; the parser's time for some of it
grows with the square or the cube (20,000 opening brackets would take it hours).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.front_matter.source import Source

LONGEST_BODY = 150_000
MOST_LINES = 10_000
LONGEST_LINE = 20_000
MOST_IN_BODY = {"|": 5_000, "&": 5_000, "`": 5_000}
MOST_IN_LINE = {"[": 200, "<": 200, "*": 400}
MOST_BRACKETS_OPEN = 50  # in a paragraph
MOST_TAGS_OPEN = 200  # in a body
DEEPEST_LIST = 40  # spaces, ten levels
DEEPEST_QUOTE = 10
OPEN_TAG = re.compile(r"<[a-zA-Z/!?]")
Fault = tuple[str, str]


def body_faults(source: Source) -> Iterator[Fault]:
    """Yield what is too much in a body as a whole: cause and fix."""
    body = source.body
    if len(body) > LONGEST_BODY:
        yield f"the text is over {LONGEST_BODY:,} characters.", "Split it up."
    if body.count("\n") > MOST_LINES:
        yield f"the text is over {MOST_LINES:,} lines.", "Split it up."
    for character, limit in MOST_IN_BODY.items():
        if body.count(character) > limit:
            yield f'the text has over {limit:,} "{character}".', "Simplify or split it."
    if len(OPEN_TAG.findall(body)) - body.count(">") > MOST_TAGS_OPEN:
        yield f'the text has over {MOST_TAGS_OPEN} "<" that nothing closes.', "Write a plain sign as &lt;."


def sound_lines(source: Source, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the lines within the limits; note which limit each of the others breaks."""
    depth = 0
    for number, line in lines:
        depth = max(0, depth + line.count("[") - line.count("]")) if line.strip() else 0
        cause, fix = line_fault(line, depth)
        if cause:
            depth = 0  # said once a paragraph
            source.problem(number, "", cause, fix)
        else:
            yield number, line


def line_fault(line: str, depth: int) -> Fault:
    """Return what is too much in a line, `depth` brackets open at its end; two empty texts when nothing is."""
    if len(line) > LONGEST_LINE:
        return f"the line is over {LONGEST_LINE:,} characters.", "Break it into paragraphs."
    for character, limit in MOST_IN_LINE.items():
        if line.count(character) > limit:
            return f'the line has over {limit} "{character}".', "Simplify or split it."
    if depth > MOST_BRACKETS_OPEN:
        return (
            f'the paragraph has over {MOST_BRACKETS_OPEN} "[" that nothing closes.',
            "Write a plain one as \\[.",
        )
    indent = line[: len(line) - len(line.lstrip(" >"))]
    if indent.count(" ") > DEEPEST_LIST or indent.count(">") > DEEPEST_QUOTE:
        return "the text is nested too deep.", "Ten levels are enough for any list."
    return "", ""
