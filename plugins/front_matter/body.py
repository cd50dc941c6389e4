"""The Markdown body, checked as text before it is turned into HTML: sizes, outline, tags that will be removed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.blocks.allowed import ALLOWED_TAGS
from plugins.front_matter.limits import body_faults, sound_lines
from plugins.front_matter.outline import check_outline
from plugins.front_matter.source import Source

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)([^<>]{0,2000})>?")
LANDMARKS = frozenset({"main", "header", "footer", "nav", "aside", "html", "head", "body", "title", "h1"})
EVENT_ATTRIBUTE = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
BAD_SCHEME = re.compile(
    r"(?:\]\(|\]:|href=|src=)\s*[\"'<]?\s*(javascript|data|vbscript|file):", re.IGNORECASE
)
CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)*\1")


def check_body(source: Source, *, needs_body: bool) -> None:
    """Note everything in the body that would break the page, and what will be taken out of it."""
    if not source.body.strip():
        if needs_body:
            source.problem(source.body_line, "", "the story has no text.", "Write it below a blank line.")
        return
    for cause, fix in body_faults(source):
        source.problem(source.body_line, "", cause, fix)
        return
    lines = sound_lines(source, outside_code(source))
    sound = [(number, CODE_SPAN.sub("", line) if "`" in line else line) for number, line in lines]
    for number, line in sound:
        check_markup(source, number, line)
    check_outline(source, sound)


def outside_code(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no code, each with its number in the file."""
    fence, opened = "", 0
    for number, line in enumerate(source.body.split("\n"), source.body_line):
        mark = FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence, opened = ("", 0) if fence else (mark[1], number)
        elif not fence:
            yield number, line
    if fence:
        source.problem(opened, "", f'a block of code opened by "{fence}" is never closed.', "Close it.")


def check_markup(source: Source, number: int, line: str) -> None:
    """Refuse tags that would break the page's frame; warn of what will be removed."""
    for name, rest in TAG.findall(line) if "<" in line else ():
        tag = name.lower()
        if tag in LANDMARKS:
            source.problem(number, "", f"<{tag}> belongs to the page's frame.", "Delete the tag.")
        elif tag not in ALLOWED_TAGS:
            source.problem(number, "", f"<{tag}> is removed.", "Delete it from the text.", "warning")
        elif EVENT_ATTRIBUTE.search(rest) or " style=" in rest.lower():
            source.problem(
                number, "", f"an attribute of <{tag}> is removed.", "Delete scripts and styles.", "warning"
            )
    if ":" in line and (scheme := BAD_SCHEME.search(line)):
        source.problem(
            number,
            "",
            f'a "{scheme[1].lower()}:" link is removed.',
            "Link to a web address instead.",
            "warning",
        )
