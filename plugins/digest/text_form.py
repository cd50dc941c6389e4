"""The plain-text part: set from the model by hand, the way a person would type a letter."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from plugins.digest.lock import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS
from plugins.digest.model import Digest, Group, Story
from plugins.digest.prose import Block, Run

WIDTH = 72
INDENT = "  "


def render_text(digest: Digest) -> str:
    """Return the plain text of an edition: lines of at most 72 characters, but for long addresses."""
    parts = [masthead(digest), *introduction(digest), *map(group_text, digest.groups)]
    if digest.more:
        parts.append(more_text(digest))
    parts.append(foot(digest))
    return "\n\n\n".join(parts) + "\n"


def masthead(digest: Digest) -> str:
    """Return who writes, which month, and what it is about."""
    lines = [digest.site.name.upper(), *filter(None, [digest.site.tagline]), "", digest.label]
    if digest.demonstration:
        lines += ["", *wrapped(digest.demonstration)]
    title = wrapped(digest.subject)
    lines += ["", "", *title, "=" * max(map(len, title))]
    return "\n".join(lines)


def introduction(digest: Digest) -> Iterator[str]:
    """Yield the editor's introduction; links to stories of this edition need no address, they follow."""
    below = {story.url for story in digest.stories}
    paragraphs = [block_text(block, below) for block in digest.introduction]
    if paragraphs:
        yield "\n\n".join(paragraphs)


def block_text(block: Block, below: Iterable[str]) -> str:
    """Return one block of prose."""
    words = "".join(run_text(run, below) for run in block.runs)
    if block.kind == "heading":
        return "\n".join([*wrapped(words), "-" * min(len(words), WIDTH)])
    if block.kind == "item":
        mark = f"{block.number}. " if block.number else "* "
        return "\n".join(wrapped(words, INDENT + mark, INDENT + " " * len(mark)))
    if block.kind == "quotation":
        return "\n".join(wrapped(words, INDENT * 2, INDENT * 2))
    return "\n".join(wrapped(words))


def run_text(run: Run, below: Iterable[str]) -> str:
    """Return a piece of text, with the address of its link where the reader will not meet it below."""
    text = f"*{run.text}*" if run.strong else run.text
    return text if not run.url or run.url in below else f"{text} <{run.url}>"


def group_text(group: Group) -> str:
    """Return the stories of a group under its heading."""
    stories = "\n\n\n".join(map(story_text, group.stories))
    return f"{group.title.upper()}\n{'-' * len(group.title)}\n\n{stories}" if group.title else stories


def story_text(story: Story) -> str:
    """Return a story: headline, standfirst, who and when, address."""
    title = f"{story.kicker}: {story.title}" if story.kicker else story.title
    minutes = f"{story.minutes} minute{'' if story.minutes == 1 else 's'}"
    lines = [*wrapped(title), *wrapped(story.summary, INDENT, INDENT)]
    lines += wrapped(f"{story.byline}, {story.date}. {minutes} to read.", INDENT, INDENT)
    return "\n".join([*lines, f"{INDENT}{story.url}"])


def more_text(digest: Digest) -> str:
    """Return where to find what did not fit."""
    stories = "one more story" if digest.more == 1 else f"{digest.more} more stories"
    return "\n".join([*wrapped(f"There is room for no more here. The web page has {stories}:"), digest.url])


def foot(digest: Digest) -> str:
    """Return why the reader gets this and how to stop it, then who the publisher is."""
    lines = ["-" * WIDTH, ""]
    if digest.what_text:
        lines += [digest.what_title, *wrapped(digest.what_text), digest.about_url, ""]
    lines += ["Read this on the web:", digest.url, ""]
    lines += wrapped("You get this once a month because you asked for it. To stop, with no questions asked:")
    lines += [UNSUBSCRIBE_ADDRESS, "", "To choose a topic whose stories come first:"]
    lines += [PREFERENCES_ADDRESS]
    if digest.email:
        lines += ["", *wrapped(f"Write to us: {digest.email}")]
    return "\n".join(lines)


def wrapped(text: str, first: str = "", others: str = "") -> list[str]:
    """Return a text as lines of at most 72 characters; words and addresses are never broken."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
