"""The heads of the editions' pages, made like every other head of the site."""

from __future__ import annotations

from dataclasses import replace

from plugins.digest.model import Digest
from plugins.metadata import breadcrumb, structured
from plugins.metadata.breadcrumb import Crumb
from plugins.metadata.head import Head, make_head
from plugins.metadata.site import Site

ARCHIVE_PATH = "digests/"
ARCHIVE_TITLE = "The monthly digest"
ARCHIVE_SUMMARY = "Every edition of our monthly email, to read on the web."
FEED = "feeds/digests.rss.xml"


def archive_head(site: Site) -> Head:
    """Return the head of the page that lists all editions."""
    address = site.absolute(ARCHIVE_PATH)
    head = make_head(
        site,
        ARCHIVE_TITLE,
        ARCHIVE_SUMMARY,
        address,
        nodes=[structured.page_node(site, ARCHIVE_TITLE, address, "CollectionPage")],
        crumbs=(breadcrumb.HOME, Crumb(ARCHIVE_TITLE, None)),
    )
    return with_feed(head, site)


def edition_head(digest: Digest, site: Site) -> Head:
    """Return the head of an edition's page."""
    title = f"{digest.label}: {digest.subject}"
    head = make_head(
        site,
        title,
        digest.preheader,
        digest.url,
        nodes=[structured.page_node(site, title, digest.url, "CollectionPage")],
        crumbs=(breadcrumb.HOME, Crumb(ARCHIVE_TITLE, f"/{ARCHIVE_PATH}"), Crumb(digest.label, None)),
    )
    return with_feed(head, site)


def with_feed(head: Head, site: Site) -> Head:
    """Return a head that announces the feed of editions."""
    return replace(head, feeds=(("application/rss+xml", f"{site.name}: {ARCHIVE_TITLE} (RSS)", f"/{FEED}"),))
