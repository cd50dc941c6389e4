"""Related stories and the latest news.

After this room every article carries `related`, a tuple of at most four articles (what the editor named in
`Related:` first, then the best matches by `scoring.score`), and the context carries `latest`, the newest
articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pelican.plugins import signals

from plugins.related.scoring import score

MOST_RELATED = 4
LATEST = 6


def with_editor_choice(chosen: Sequence[Any], computed: Sequence[Any]) -> tuple[Any, ...]:
    """Return at most four articles: the editor's own in their order, then the computed ones."""
    return tuple(dict.fromkeys([*chosen, *computed]))[:MOST_RELATED]


def relate(articles: Sequence[Any]) -> None:
    """Set `related` on every article, from the names (`news/slug`) that the editor gave and from its content.

    A name that no published article has is passed over: it may be held back until its date.
    """
    computed = score(articles)
    named = {f"{article.category.slug}/{article.slug}": article for article in articles}
    for article in articles:
        chosen = [named[name] for name in article.metadata.get("related") or () if name in named]
        article.related = with_editor_choice(chosen, computed[article])


def on_all_finalized(generators: Sequence[Any]) -> None:
    """Relate the site's articles once all of them are known."""
    context = generators[0].context
    articles = context["articles"]
    relate(articles)
    context["latest"] = tuple(articles[:LATEST])


def register() -> None:
    """Connect to Pelican; list this plugin after front matter and listings."""
    signals.all_generators_finalized.connect(on_all_finalized)
