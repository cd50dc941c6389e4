"""The log of corrections: every correction of every story, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.front_matter.values import Correction


@dataclass(frozen=True)
class Corrected:
    """A correction and the story it was made in."""

    correction: Correction
    story: Any


def log(articles: Iterable[Any]) -> tuple[Corrected, ...]:
    """Return all corrections, newest first; those of one day by the story's address."""
    found = [Corrected(one, article) for article in articles for one in article.corrections]
    by_address = sorted(found, key=lambda one: str(one.story.url))
    return tuple(sorted(by_address, key=lambda one: one.correction.date.iso, reverse=True))
