"""Guides that are due for review, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from plugins.front_matter.newsroom import read_newsroom
from plugins.front_matter.values import LONDON

SOON = timedelta(days=60)


def due(settings: Mapping[str, Any]) -> list[str]:
    """Return a line for each guide that is overdue or due within 60 days of the build's time, soonest first."""
    today: datetime = settings["FRONTFOOT_BUILD_TIME"].astimezone(LONDON)
    now, soon = today.strftime("%Y-%m-%d"), (today + SOON).strftime("%Y-%m-%d")
    lines = []
    for _, entry in sorted(read_newsroom(settings).entries.items()):
        when = entry.values.get("next_review")
        if when and when.iso <= soon:
            state = "overdue since" if when.iso < now else "due by"
            lines.append((when.iso, f"{entry.source.path}: {state} {when.text}: {entry.values['title']}"))
    return [line for _, line in sorted(lines)]


def report(settings: Mapping[str, Any]) -> str:
    """Return the list as text."""
    lines = due(settings)
    return "\n".join(lines) if lines else "No guide is due for review in the next 60 days."
