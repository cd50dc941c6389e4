"""What a page says about itself to browsers, search engines and other sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.memory import first
from plugins.metadata import breadcrumb, structured
from plugins.metadata.breadcrumb import Crumb
from plugins.metadata.landings import LANDINGS
from plugins.metadata.pictures import Picture, Shared, crops, share_card
from plugins.metadata.site import FEED_FORMS, Site
from plugins.metadata.structured import Node
from plugins.metadata.times import claimed_changed, claimed_published

INDEXED = "index, follow, max-image-preview:large"
HIDDEN = "noindex, nofollow"
FOUND_ELSEWHERE = "noindex, follow"
DESCRIPTION_LENGTH = 300

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Head:
    """The head of one page.

    `title` is for the title element; `meta` are (name, content) and `og` (property, content) pairs; `json_ld`
    holds texts that may stand in script elements as they are; `feeds` are (media type, title, address) of the
    feeds to announce; `breadcrumb` is the trail, empty on the home page. Addresses in `canonical`, `og` and
    `json_ld` are absolute, in `feeds` and `breadcrumb` root-relative.
    """

    title: str
    description: str
    canonical: str
    robots: str
    meta: Pairs
    og: Pairs
    json_ld: tuple[str, ...]
    feeds: tuple[tuple[str, str, str], ...]
    breadcrumb: tuple[Crumb, ...]


def head_for_article(
    article: Any, site: Site, feeds: Iterable[Any] = (), picture: Picture | None = None
) -> Head:
    """Return the head of an article. `feeds` are the listings whose feeds it announces."""
    canonical = site.absolute(article.url)
    pictures = crops(article.image, picture, site)
    crumbs = breadcrumb.for_article(article, site)
    nodes = [structured.article_node(article, site, canonical, pictures)]
    if article.kind == "event":
        nodes.append(structured.event_node(article, site, canonical, pictures))
    return make_head(
        site,
        article.title,
        article.summary,
        canonical,
        kind="article",
        card=share_card(article.image, picture, site),
        more=article_properties(article, site),
        authors=[byline.name for byline in article.bylines],
        nodes=nodes,
        crumbs=crumbs,
        feeds=feeds,
    )


def article_properties(article: Any, site: Site) -> Pairs:
    """Return the Open Graph properties that only articles have, times at their own precision.

    https://ogp.me/#type_article
    """
    times = [("article:published_time", claimed_published(article))]
    if claimed_changed(article) != claimed_published(article):
        times.append(("article:modified_time", claimed_changed(article)))
    pages = [("article:author", site.absolute(byline.url)) for byline in article.bylines if byline.url]
    section = ("article:section", breadcrumb.section_title(article.category, site))
    return (
        *times,
        *pages,
        section,
        *(("article:tag", tag.name) for tag in getattr(article, "tags", None) or ()),
    )


def head_for_page(
    page: Any,
    site: Site,
    feeds: Iterable[Any] = (),
    picture: Picture | None = None,
    *,
    site_image: Any = None,
) -> Head:
    """Return the head of a page such as About; one without an image of its own is shared with the site's."""
    canonical = site.absolute(page.url)
    return make_head(
        site,
        page.title,
        page.summary,
        canonical,
        card=share_card(getattr(page, "image", None) or site_image, picture, site),
        nodes=[structured.page_node(site, page.title, canonical)],
        crumbs=breadcrumb.for_page(page),
        feeds=feeds,
    )


def head_for_list(
    listing: Any,
    site: Site,
    number: int = 1,
    feeds: Iterable[Any] = (),
    picture: Picture | None = None,
    *,
    site_image: Any = None,
) -> Head:
    """Return the head of page `number` (from 1) of a listing; a person's first page is a profile."""
    canonical = site.absolute(listing.url if number == 1 else f"{listing.url.rstrip('/')}/page/{number}/")
    title = list_title(listing, number)
    person = listing.subject if listing.kind == "person" else None
    portrait = getattr(person, "portrait", None)
    node = structured.page_node(site, title, canonical, "CollectionPage")
    if person is not None and number == 1:
        node = structured.person_node(person, site, canonical, crops(portrait, picture, site))
    return make_head(
        site,
        title,
        listing.summary,
        canonical,
        kind="profile" if person is not None else "website",
        card=share_card(portrait or site_image, picture, site),
        nodes=[node],
        crumbs=breadcrumb.for_listing(listing, site),
        feeds=feeds,
    )


def list_title(listing: Any, number: int) -> str:
    """Return a title that no other page has: what kind of list it is, and which page of it."""
    kinds = {"topic": "Topic: ", "series": "Series: ", "year": "Archive: ", "month": "Archive: "}
    title = f"{kinds.get(listing.kind, '')}{listing.title}"
    return title if number == 1 else f"{title}, page {number}"


def head_for_landing(
    name: str,
    site: Site,
    number: int = 1,
    feeds: Iterable[Any] = (),
    picture: Picture | None = None,
    *,
    site_image: Any = None,
) -> Head:
    """Return the head of a page that is a template alone; KeyError when `LANDINGS` does not have it."""
    landing = LANDINGS[name]
    canonical = site.absolute(landing.url if number == 1 else f"{landing.url}page/{number}/")
    labels = {breadcrumb.rooted(url): label for label, url in site.menu}
    label = labels.get(f"/{landing.url}", landing.title)
    home = name == "index"
    title = f"{label}, page {number}" if number > 1 else label
    summary = f"{landing.summary} {site.about}.".strip()
    nodes = [structured.page_node(site, title, canonical)]
    if home:
        summary = str(site.organisation.get("what_text") or summary)
        nodes = [structured.website_node(site), structured.organisation_node(site)]
    return make_head(
        site,
        site.about if home and number == 1 else title,
        summary,
        canonical,
        robots=INDEXED if landing.indexed else FOUND_ELSEWHERE,
        card=share_card(site_image, picture, site),
        nodes=nodes,
        crumbs=() if home else (breadcrumb.HOME, Crumb(label, None)),
        feeds=feeds,
        branded=not home or number > 1,
    )


def make_head(
    site: Site,
    title: str,
    summary: str | None,
    canonical: str,
    *,
    kind: str = "website",
    robots: str = INDEXED,
    card: Shared | None = None,
    more: Pairs = (),
    authors: Sequence[str] = (),
    nodes: Sequence[Node] = (),
    crumbs: tuple[Crumb, ...] = (),
    feeds: Iterable[Any] = (),
    branded: bool = True,
) -> Head:
    """Put a head together from what is particular about a page."""
    description = shortened(summary or site.about)
    trail = [structured.breadcrumb_node(crumbs, site)] if crumbs else []
    names = [
        ("twitter:card", "summary_large_image" if card else "summary"),
        *([("author", ", ".join(authors))] if authors else []),
    ]
    return first(
        Head(
            title=f"{title} | {site.name}" if branded else title,
            description=description,
            canonical=canonical,
            robots=HIDDEN if site.drafts else robots,
            meta=tuple(names),
            og=(
                *open_graph(site, kind, title, description, canonical),
                *picture_properties(card, site),
                *more,
            ),
            json_ld=tuple(map(structured.to_json, (*nodes, *trail))),
            feeds=feed_links(feeds, site),
            breadcrumb=crumbs,
        )
    )


def open_graph(site: Site, kind: str, title: str, description: str, canonical: str) -> Pairs:
    """Return what every page tells those who share it.

    https://ogp.me/
    """
    language, _, territory = site.language.partition("-")
    locale = (("og:locale", f"{language}_{territory.upper()}"),) if territory else ()
    return (
        ("og:type", kind),
        ("og:site_name", site.name),
        ("og:title", title),
        ("og:description", description),
        ("og:url", canonical),
        *locale,
    )


def picture_properties(card: Shared | None, site: Site) -> Pairs:
    """Return the card with its size and text; the site's icon stands in where there is none."""
    if card is None:
        return (("og:image", site.absolute(structured.LOGO)),)
    size = (("og:image:width", str(card.width)), ("og:image:height", str(card.height)))
    text = (("og:image:alt", card.alt),) if card.alt else ()
    return (("og:image", card.url), *size, *text)


def feed_links(listings: Iterable[Any], site: Site) -> tuple[tuple[str, str, str], ...]:
    """Return (media type, title, root-relative address) of every form of the feeds of `listings`."""
    return tuple(
        (media_type, f"{feed_title(listing, site)} ({form})", f"/{listing.feed}{ending}")
        for listing in listings
        if listing.feed
        for media_type, ending, form in FEED_FORMS
    )


def feed_title(listing: Any, site: Site) -> str:
    """Return what a feed is called: the site, and what of it, if not all."""
    return site.name if listing.kind == "all" else f"{site.name}: {listing.title}"


def shortened(text: str) -> str:
    """Return a text on one line, of at most 300 characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= DESCRIPTION_LENGTH:
        return words
    return f"{words[: DESCRIPTION_LENGTH - 1].rsplit(' ', 1)[0]}…"
