"""An edition as Pelican content: the subject is its title, the preheader its summary, the introduction its text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pelican.contents import Page

from plugins.digest.periods import Period, month_period
from plugins.digest.selection import Plan
from plugins.front_matter.metadata import fill_in


class Edition(Page):  # type: ignore[misc]
    """A monthly edition. `digest` is its model and `articles` its stories, once the whole site is known."""

    default_template = "digest"
    period: Period | None
    send_at: datetime
    lead: str | None
    pins: tuple[str, ...]
    exclude: tuple[str, ...]
    digest: Any = None
    articles: tuple[Any, ...] = ()

    @property
    def plan(self) -> Plan:
        """What the editor decided."""
        period = self.period or month_period(self.slug)
        return Plan(self.slug, period, self.lead, tuple(self.pins), frozenset(self.exclude))


def complete_edition(generator: Any, metadata: dict[str, Any]) -> None:
    """Turn the texts of an edition's fields into values, and give it what Pelican expects of a page.

    Every edition is read; which of them are out is for `plugins.digest` to say.
    """
    fill_in(metadata, generator.settings)
    metadata["title"], metadata["summary"] = metadata.pop("subject"), metadata.pop("preheader")
    metadata["aliases"] = ()
    metadata["status"] = "published"
