"""A new edition's file, filled in as far as a machine can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugins.digest.periods import Period, label, usual_send_time
from plugins.digest.selection import Selection, key_of
from plugins.front_matter.values import LONDON

NUMBERS = "no one two three four five six seven eight nine".split()
PREHEADER_MOST = 100


def edition_text(name: str, period: Period, selection: Selection) -> str:
    """Return the text of a new edition's file, for an editor to improve. The selection has at least one story."""
    stories = selection.stories
    lines = [
        f"Subject: {subject(name, stories)}",
        f"Preheader: {preheader(stories)}",
        f"Period: {period[0].astimezone(LONDON):%Y-%m-%d} | {period[1].astimezone(LONDON):%Y-%m-%d}",
        f"Send_at: {usual_send_time(period):%Y-%m-%d %H:%M}",
        f"Lead: {key_of(selection.lead)}",
    ]
    if selection.pins:
        lines += ["Pins:", *(f"    {key_of(article)}" for article in selection.pins)]
    return "\n".join([*lines, "", ""])


def subject(name: str, stories: Sequence[Any]) -> str:
    """Return a subject: the lead's short headline, and how many stories there are besides."""
    others = len(stories) - 1
    if not others:
        return f"{label(name)}: {stories[0].short_title}"
    count = NUMBERS[others] if others < len(NUMBERS) else str(others)
    return f"{stories[0].short_title}, and {count} more {'story' if others == 1 else 'stories'}"


def preheader(stories: Sequence[Any]) -> str:
    """Return a preheader: the other headlines as far as they fit, or the only story's standfirst."""
    if len(stories) == 1:
        return shortened(stories[0].summary)
    text = "Also: "
    for article in stories[1:]:
        longer = f"{text}{'' if text == 'Also: ' else '; '}{article.short_title}"
        if len(longer) > PREHEADER_MOST and text != "Also: ":
            break
        text = longer
    return shortened(text)


def shortened(text: str) -> str:
    """Return a text of at most a hundred characters: its first sentences, else cut between words."""
    kept = ""
    for sentence in text.replace("? ", "?|").replace(". ", ".|").split("|"):
        if len(kept) + len(sentence) > PREHEADER_MOST:
            break
        kept = f"{kept} {sentence}".strip()
    if kept:
        return kept
    return f"{text[: PREHEADER_MOST - 1].rsplit(' ', 1)[0].rstrip(',;:. ')}…"
