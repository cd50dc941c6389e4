"""Around the stories: the log of corrections, the texts that others may republish, the guides due for review."""

from __future__ import annotations

from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator

from plugins.record import republish
from plugins.record.generator import RecordGenerator


def check_republishing(pelican: Any) -> None:
    """Refuse to offer a story whose picture's licence does not allow it."""
    newsroom = pelican.newsroom
    newsroom.problems.extend(republish.problems(newsroom.entries))


def mark(generators: list[Any]) -> None:
    """Set `republish_url` on every article: the address of its text for others, or None."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    for article in stories.context["articles"]:
        article.republish_url = f"{article.url}republish/" if republish.is_offered(article) else None


def get_generators(_pelican: Any) -> type[RecordGenerator]:
    """Return the generator."""
    return RecordGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after metadata and feeds."""
    signals.initialized.connect(check_republishing)
    signals.all_generators_finalized.connect(mark)
    signals.get_generators.connect(get_generators)
