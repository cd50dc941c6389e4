"""The Markdown body, checked as text before it is turned into HTML: sizes, nesting, tags that will be removed.

The limits are counts, so that the verdict is the same on every machine.
"""

from __future__ import annotations

import re

from plugins.blocks.allowed import ALLOWED_TAGS
from plugins.front_matter.source import Source

LONGEST_BODY = 300_000
LONGEST_LINE = 20_000
MOST_BRACKETS = 200
MOST_TAGS_OPEN = 200
DEEPEST_LIST = 40  # spaces, ten levels
DEEPEST_QUOTE = 10
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
    if len(source.body) > LONGEST_BODY:
        source.problem(source.body_line, "", f"the text is over {LONGEST_BODY:,} characters.", "Split it up.")
        return
    fence, opened = "", 0
    for number, line in enumerate(source.body.split("\n"), source.body_line):
        mark = FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence, opened = ("", 0) if fence else (mark[1], number)
        elif not fence:
            check_line(source, number, line)
    if fence:
        source.problem(opened, "", f'a block of code opened by "{fence}" is never closed.', "Close it.")


def check_line(source: Source, number: int, line: str) -> None:
    """Note what is wrong with one line outside code."""
    if len(line) > LONGEST_LINE:
        source.problem(
            number, "", f"the line is over {LONGEST_LINE:,} characters.", "Break it into paragraphs."
        )
        return
    for character, limit in (("[", MOST_BRACKETS), ("<", MOST_TAGS_OPEN), ("*", MOST_TAGS_OPEN * 2)):
        if line.count(character) > limit:
            source.problem(number, "", f'the line has over {limit} "{character}".', "Simplify or split it.")
            return
    indent = line[: len(line) - len(line.lstrip(" >"))]
    if indent.count(" ") > DEEPEST_LIST or indent.count(">") > DEEPEST_QUOTE:
        source.problem(number, "", "the text is nested too deep.", "Ten levels are enough for any list.")
        return
    check_markup(source, number, CODE_SPAN.sub("", line))


def check_markup(source: Source, number: int, line: str) -> None:
    """Refuse tags that would break the page's frame; warn of what will be removed."""
    if line.startswith("# "):
        source.problem(
            number, "", "the text has a main heading (#).", "The headline is Title; begin with ##."
        )
    for name, rest in TAG.findall(line):
        tag = name.lower()
        if tag in LANDMARKS:
            source.problem(number, "", f"<{tag}> belongs to the page's frame.", "Delete the tag.")
        elif tag not in ALLOWED_TAGS:
            source.problem(number, "", f"<{tag}> is removed.", "Delete it from the text.", "warning")
        elif EVENT_ATTRIBUTE.search(rest) or " style=" in rest.lower():
            source.problem(
                number, "", f"an attribute of <{tag}> is removed.", "Delete scripts and styles.", "warning"
            )
    if scheme := BAD_SCHEME.search(line):
        source.problem(
            number,
            "",
            f'a "{scheme[1].lower()}:" link is removed.',
            "Link to a web address instead.",
            "warning",
        )
