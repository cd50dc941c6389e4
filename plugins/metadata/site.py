"""The site's identity, read once from the settings, so that everything else is a function of plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HUB = "/news-campaigns/"
"""The landing page above the sections named in FRONTFOOT_NEWS_SECTIONS."""

FEED_FORMS = (
    ("application/rss+xml", ".rss.xml", "RSS"),
    ("application/atom+xml", ".atom.xml", "Atom"),
    ("application/feed+json", ".json", "JSON Feed"),
)
"""Media type, ending and name of each form of a feed, in the order in which readers should meet them."""

DEMONSTRATION = "This is a demonstration: its stories are rewritten from public sources."


@dataclass(frozen=True)
class Site:
    """Who publishes, where, and in what state.

    `url` is absolute, without a slash at its end; `news_sections` are the slugs of the sections below the
    news landing page; `demonstration` is the sentence that says what the site is not, empty for a real one.
    """

    url: str
    name: str
    language: str
    organisation: Mapping[str, Any]
    menu: Sequence[tuple[str, str]]
    sections: Mapping[str, Mapping[str, Any]]
    news_sections: Sequence[str] = ()
    demonstration: str = ""
    drafts: bool = False

    def absolute(self, address: str) -> str:
        """Return an address of this site (`news/x/` or `/news/x/`) with its scheme and host; others stay."""
        return address if "://" in address else f"{self.url}/{address.removeprefix('/')}"

    @property
    def short_name(self) -> str:
        """The organisation as people call it."""
        return str(self.organisation.get("short_name") or self.full_name)

    @property
    def full_name(self) -> str:
        """The organisation's whole name."""
        return str(self.organisation.get("name") or self.name)

    @property
    def tagline(self) -> str:
        """What the organisation is, in a few words; may be empty."""
        return str(self.organisation.get("tagline") or "")

    @property
    def about(self) -> str:
        """What the site is, without a full stop; never empty."""
        return f"{self.full_name}: {self.tagline.rstrip('.')}" if self.tagline else self.full_name


def site_from(settings: Mapping[str, Any]) -> Site:
    """Return the site that Pelican's settings describe."""
    return Site(
        url=settings["SITEURL"].rstrip("/"),
        name=settings["SITENAME"],
        language=str(settings.get("FRONTFOOT_LANGUAGE") or settings.get("DEFAULT_LANG") or "en"),
        organisation=settings.get("FRONTFOOT_ORGANISATION") or {},
        menu=[(entry[0], entry[1]) for entry in settings.get("FRONTFOOT_MENU") or ()],
        sections=settings.get("FRONTFOOT_SECTIONS") or {},
        news_sections=settings.get("FRONTFOOT_NEWS_SECTIONS") or (),
        demonstration=settings.get("FRONTFOOT_DEMO_TEXT") or DEMONSTRATION
        if settings.get("FRONTFOOT_DEMO")
        else "",
        drafts=bool(settings.get("FRONTFOOT_DRAFTS")),
    )
