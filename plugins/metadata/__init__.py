"""The head of every page, structured data, sitemaps, icons.

What this room gives to the others, after `all_generators_finalized`:

- every article and page has `head` (`head.Head`) and `breadcrumb` (a tuple of `breadcrumb.Crumb`), and every
  article has `feeds_here` (the listings whose feeds its page announces);
- `head_for_list(listing, site, number=1, …)` and `head_for_landing(template, site, number=1, …)` return the head
  of a list and of a page that is a template alone, for whoever writes those (`site` is `site_from(settings)`);
  the trail is `head.breadcrumb`;
- pages of other kinds get into the sitemap through `context["more_pages"]` (see `sitemap.site_entries`);
- files at fixed addresses: /sitemap.xml, /news-sitemap.xml, /robots.txt, /.well-known/security.txt,
  /favicon.ico, /icons/favicon.svg and /icons/apple-touch-icon.png (180 px). No web manifest: nothing here is
  installed, and the site's Content-Security-Policy refuses one.

Settings: SITEURL, SITENAME, FRONTFOOT_LANGUAGE, FRONTFOOT_ORGANISATION (`initials` for the icons, else its
short name; `security_email` for security.txt), FRONTFOOT_SECTIONS, FRONTFOOT_NEWS_SECTIONS, FRONTFOOT_MENU,
FRONTFOOT_COLOURS, FRONTFOOT_DEMO and FRONTFOOT_DEMO_TEXT, FRONTFOOT_DRAFTS (hides every page from search
engines), FRONTFOOT_BUILD_TIME, FRONTFOOT_PRODUCTION, FRONTFOOT_SECURITY_EXPIRES.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pelican.plugins import signals

from plugins.metadata import head as heads
from plugins.metadata.breadcrumb import Crumb
from plugins.metadata.generator import MetadataGenerator
from plugins.metadata.head import Head, head_for_landing, head_for_list
from plugins.metadata.pictures import Picture
from plugins.metadata.site import site_from
from plugins.metadata.texts import SETTING, security_problems

__all__ = ["Crumb", "Head", "head_for_landing", "head_for_list", "register", "site_from"]


def feeds_of(
    article: Any, listings: Mapping[str, Mapping[str, Any]], everything: Any | None
) -> tuple[Any, ...]:
    """Return the listings whose feeds an article announces: all, its section, its series, its campaign."""
    campaign = article if article.kind == "campaign" else article.campaign
    wanted = (("section", article.category), ("series", article.series), ("campaign", campaign))
    own = (listings[kind].get(subject.slug) for kind, subject in wanted if subject is not None)
    return tuple(listing for listing in (everything, *own) if listing is not None and listing.feed)


def set_heads(context: dict[str, Any], settings: Mapping[str, Any], picture: Picture | None) -> None:
    """Give every article and page its head and its trail."""
    site = site_from(settings)
    everything = context.get("all_stories")
    listings = {
        "section": by_slug(context["sections"]),
        "series": by_slug(context["series_list"]),
        "campaign": by_slug(context["campaigns"]),
    }
    for article in context["articles"]:
        article.feeds_here = feeds_of(article, listings, everything)
        article.head = heads.head_for_article(article, site, article.feeds_here, picture)
        article.breadcrumb = article.head.breadcrumb
    feeds = (everything,) if everything else ()
    for page in context["pages"]:
        page.head = heads.head_for_page(page, site, feeds, picture, site_image=context.get("site_image"))
        page.breadcrumb = page.head.breadcrumb


def by_slug(listings: Iterable[Any]) -> dict[str, Any]:
    """Return listings by their slug."""
    return {listing.slug: listing for listing in listings}


def check_security(context: dict[str, Any], settings: Mapping[str, Any]) -> None:
    """Add to the build's problems when security.txt must be renewed or cannot be written."""
    found = security_problems(
        site_from(settings),
        settings.get(SETTING) or "",
        settings["FRONTFOOT_BUILD_TIME"],
        publishing=bool(settings.get("FRONTFOOT_PRODUCTION")),
    )
    context.setdefault("problems", []).extend(found)


def on_all_finalized(generators: Sequence[Any]) -> None:
    """Set every head once listings, pictures and related stories are known."""
    first = generators[0]
    check_security(first.context, first.settings)
    set_heads(first.context, first.settings, first.env.globals.get("picture"))


def on_get_generators(_pelican: Any) -> type[MetadataGenerator]:
    """Add the generator that writes the files beside the pages."""
    return MetadataGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after front matter, listings, images and related."""
    signals.all_generators_finalized.connect(on_all_finalized)
    signals.get_generators.connect(on_get_generators)
