"""What blocks of campaigns get wrong that only all files together, or the whole text, can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.front_matter.values import did_you_mean
from plugins.problems import Problem

ONLY_IN_CAMPAIGNS = frozenset({"asks", "action", "wins", "posts", "supporters"})


def problems(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every problem; `entries` are those of the newsroom by `folder/slug`."""
    campaigns = {
        entry.slug
        for entry in entries.values()
        if entry.content_type.name == "campaign" and entry.kind == "campaign"
    }
    for _, entry in sorted(entries.items()):
        for call in entry.blocks:
            for cause, fix in wrong_with(call, entry, campaigns):
                yield Problem(entry.source.path, call.line, "", cause, fix)


def wrong_with(call: Any, entry: Any, campaigns: set[str]) -> Iterator[tuple[str, str]]:
    """Yield cause and fix for one block."""
    name = call.kind.name
    if name == "campaign" and call.argument and call.argument not in campaigns:
        fix = (
            did_you_mean(call.argument, sorted(campaigns))
            or "Name a file of content/campaigns, without its .md."
        )
        yield f'there is no campaign "{call.argument}".', fix
    if name in ONLY_IN_CAMPAIGNS and entry.slug not in campaigns:
        fix = f"Put it into a file of content/campaigns, or use: /// campaign | {next(iter(sorted(campaigns)), 'name')}"
        yield f'the block "{name}" belongs to a campaign.', fix
    if name == "action" and not under_heading(call.line, entry.source):
        yield "an action stands under a subhead of its own.", 'Write one above it: "## What you can do now"'


def under_heading(line: int, source: Any) -> bool:
    """Tell whether a main subhead stands somewhere above a line."""
    above = source.body.split("\n")[: line - source.body_line]
    return any(text.startswith("## ") for text in above)
