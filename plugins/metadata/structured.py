"""Structured data for search engines: schema.org as JSON-LD, one document for each thing a page is about.

https://schema.org/NewsArticle, https://developers.google.com/search/docs/appearance/structured-data/article
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from plugins.metadata.breadcrumb import Crumb, section_title
from plugins.metadata.site import Site
from plugins.metadata.times import claimed, claimed_changed, claimed_published

Node = dict[str, Any]

NEWS_TYPES = {"opinion": "OpinionNewsArticle", "guide": "Article", "campaign": "Article"}
"""What a kind of article is to schema.org; everything else is a NewsArticle."""

UNSAFE_IN_SCRIPT = tuple((character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029")
"""Characters that could end a script element or break JavaScript: JSON may write each as an escape."""

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

LOGO = "/icons/apple-touch-icon.png"


def to_json(node: Node) -> str:
    """Return a node as a JSON-LD document that may stand inside a script element as it is."""
    text = ENCODER.encode({"@context": "https://schema.org", **node})
    for character, escape in UNSAFE_IN_SCRIPT:
        text = text.replace(character, escape)
    return text


def without_empty(node: Mapping[str, Any]) -> Node:
    """Return a node without the properties that nobody filled in."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def article_node(article: Any, site: Site, canonical: str, pictures: Sequence[str]) -> Node:
    """Return the article itself. Dates claim no more than their precision; a withheld name stays withheld."""
    return without_empty(
        {
            "@type": NEWS_TYPES.get(article.kind, "NewsArticle"),
            "@id": f"{canonical}#article",
            "mainEntityOfPage": canonical,
            "headline": article.title,
            "description": article.summary,
            "image": list(pictures),
            "datePublished": claimed_published(article),
            "dateModified": claimed_changed(article),
            "author": [author_node(byline, site) for byline in article.bylines],
            "publisher": publisher_node(site),
            "articleSection": section_title(article.category, site),
            "keywords": [tag.name for tag in getattr(article, "tags", None) or ()],
            "isPartOf": series_node(article.series, site),
            "inLanguage": site.language,
            "isAccessibleForFree": True,
            "citation": [source.url for source in article.sources],
            "correction": [correction_node(correction) for correction in article.corrections],
        }
    )


def author_node(byline: Any, site: Site) -> Node:
    """Return an author: the organisation when the byline is its name, else a person (name only, and page)."""
    if byline.name in (site.short_name, site.full_name):
        return {"@type": "Organization", "name": site.full_name, "url": site.absolute("/")}
    url = site.absolute(byline.url) if byline.url else None
    return without_empty({"@type": "Person", "name": byline.name, "url": url})


def correction_node(correction: Any) -> Node:
    """Return a published correction."""
    return {"@type": "CorrectionComment", "text": correction.text, "datePublished": correction.date.iso}


def series_node(series: Any, site: Site) -> Node | None:
    """Return the series an article belongs to, or None."""
    if series is None:
        return None
    return {"@type": "CreativeWorkSeries", "name": series.title, "url": site.absolute(series.url)}


def publisher_node(site: Site) -> Node:
    """Return the organisation as a publisher: the same `@id` on every page."""
    return {
        "@type": "Organization",
        "@id": site.absolute("/#organisation"),
        "name": site.full_name,
        "url": site.absolute("/"),
        "logo": {"@type": "ImageObject", "url": site.absolute(LOGO), "width": 180, "height": 180},
    }


def organisation_node(site: Site) -> Node:
    """Return the organisation in full, for the home page."""
    about = site.organisation
    return publisher_node(site) | without_empty(
        {
            "alternateName": site.short_name if site.short_name != site.full_name else None,
            "slogan": site.tagline,
            "description": about.get("what_text"),
            "email": about.get("email"),
        }
    )


def website_node(site: Site) -> Node:
    """Return the site as a whole, for the home page."""
    return {
        "@type": "WebSite",
        "@id": site.absolute("/#site"),
        "name": site.name,
        "url": site.absolute("/"),
        "inLanguage": site.language,
        "publisher": {"@id": site.absolute("/#organisation")},
    }


def breadcrumb_node(crumbs: Sequence[Crumb], site: Site) -> Node:
    """Return the trail; its last step, the page itself, needs no address."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            without_empty(
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": crumb.label,
                    "item": site.absolute(crumb.url) if crumb.url else None,
                }
            )
            for position, crumb in enumerate(crumbs, 1)
        ],
    }


def person_node(person: Any, site: Site, canonical: str, pictures: Sequence[str]) -> Node:
    """Return a person's profile page (schema.org/ProfilePage)."""
    works_for = {"@type": "Organization", "name": person.organisation} if person.organisation else None
    profile = without_empty(
        {
            "@type": "Person",
            "@id": f"{canonical}#person",
            "name": person.title,
            "url": canonical,
            "jobTitle": person.role,
            "worksFor": works_for,
            "description": person.summary,
            "image": list(pictures),
            "sameAs": [link_address(link) for link in person.links],
        }
    )
    return {"@type": "ProfilePage", "url": canonical, "inLanguage": site.language, "mainEntity": profile}


def link_address(link: Any) -> str:
    """Return the address of a labelled link, which is a pair or has `url`."""
    return str(link.url if hasattr(link, "url") else link[1])


def page_node(site: Site, title: str, canonical: str, kind: str = "WebPage") -> Node:
    """Return a plain page (`WebPage`) or a list of stories (`CollectionPage`)."""
    return {
        "@type": kind,
        "name": title,
        "url": canonical,
        "inLanguage": site.language,
        "isPartOf": {"@id": site.absolute("/#site")},
        "publisher": {"@id": site.absolute("/#organisation")},
    }


def event_node(event: Any, site: Site, canonical: str, pictures: Sequence[str]) -> Node:
    """Return an event with its place and times (schema.org/Event)."""
    online = (event.venue or "").casefold() == "online"
    booking = site.absolute(event.booking) if event.booking else canonical
    place = {"@type": "VirtualLocation", "url": booking}
    attendance = "Online" if online else "Offline"
    return without_empty(
        {
            "@type": "Event",
            "name": event.title,
            "description": event.summary,
            "startDate": moment_text(event.starts),
            "endDate": moment_text(event.ends),
            "eventAttendanceMode": f"https://schema.org/{attendance}EventAttendanceMode",
            "location": place if online else {"@type": "Place", "name": event.venue, "address": event.venue},
            "url": booking,
            "image": list(pictures),
            "organizer": {"@id": site.absolute("/#organisation")},
        }
    )


def moment_text(moment: Any) -> str | None:
    """Return ISO 8601 for a datetime or for a date that knows its own text."""
    if moment is None:
        return None
    return claimed(moment, "day") if isinstance(moment, datetime) else str(moment.iso)
