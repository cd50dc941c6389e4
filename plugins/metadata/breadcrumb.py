"""Where a page stands: Home > News & campaigns > Features > kicker: short title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugins.metadata.site import HUB, Site


@dataclass(frozen=True)
class Crumb:
    """One step of the trail; `url` is root-relative, None for the page itself."""

    label: str
    url: str | None


HOME = Crumb("Home", "/")
INDEXES = {
    "topic": Crumb("Topics", "/topics/"),
    "series": Crumb("Series", "/series/"),
    "person": Crumb("People", "/people/"),
    "year": Crumb("Archive", "/archive/"),
    "month": Crumb("Archive", "/archive/"),
}


def rooted(url: str) -> str:
    """Return an address of ours with one slash in front (Pelican's have none)."""
    return f"/{url.lstrip('/')}"


def above_section(slug: str, site: Site) -> tuple[Crumb, ...]:
    """Return the landing page over a section, under its name in the menu; none for the other sections."""
    labels = {rooted(url): label for label, url in site.menu}
    if slug not in site.news_sections or HUB not in labels:
        return ()
    return (Crumb(labels[HUB], HUB),)


def for_article(article: Any, site: Site) -> tuple[Crumb, ...]:
    """Return the trail of an article; its last step is `kicker: short title`."""
    title = article.short_title or article.title
    label = f"{article.kicker}: {title}" if article.kicker else title
    section = article.category
    return (
        HOME,
        *above_section(section.slug, site),
        Crumb(section_title(section, site), rooted(section.url)),
        Crumb(label, None),
    )


def section_title(section: Any, site: Site) -> str:
    """Return a section's title from the settings (its own name when they do not have one)."""
    return str(site.sections.get(section.slug, {}).get("title") or section.name)


def for_page(page: Any) -> tuple[Crumb, ...]:
    """Return the trail of a page through its parents."""
    parents: list[Crumb] = []
    parent = page.parent
    while parent is not None:
        parents.insert(0, Crumb(parent.title, rooted(parent.url)))
        parent = parent.parent
    return (HOME, *parents, Crumb(page.title, None))


def for_listing(listing: Any, site: Site) -> tuple[Crumb, ...]:
    """Return the trail of a list; a month stands under its year, a section under its landing page."""
    trail = [HOME]
    if listing.kind == "section":
        trail += above_section(listing.slug, site)
    if listing.kind in INDEXES:
        trail.append(INDEXES[listing.kind])
    if listing.kind == "month":
        year = listing.slug[:4]
        trail.append(Crumb(year, f"/archive/{year}/"))
    return (*trail, Crumb(listing.title, None))
