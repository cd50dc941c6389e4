"""People, topics, series, sections and periods: the objects that stories refer to and the pages that list them.

After reading, names become objects (`connect`), then the context gets `listings` and, by kind, `sections`,
`topics`, `series_list`, `people`, `campaigns`, `years`, `organisation`, and `main_pages`. `ListingsGenerator` writes
the pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator

from plugins.listings.connect import (
    Index,
    build_listings,
    connect_article,
    connect_guides,
    connect_pages,
    connect_people,
    main_pages,
    newest_first,
    settle_addresses,
)
from plugins.listings.contents import Listing
from plugins.listings.generator import LANDING_PAGES, ListingsGenerator, SubjectsGenerator
from plugins.listings.links import check_links
from plugins.problems import Problem

FEED_ENDINGS = (".rss.xml", ".atom.xml", ".json")
ROOMS_OF_THEIR_OWN = frozenset({"/digests/", "/corrections/"})
"""Landing pages that other plugins write."""
CONTEXT_NAMES = {
    "section": "sections",
    "topic": "topics",
    "series": "series_list",
    "person": "people",
    "campaign": "campaigns",
    "year": "years",
}


def connect_contents(generators: list[Any]) -> None:
    """Connect all contents with one another and put the listings into the shared context."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator)).pages
    context, settings = stories.context, stories.settings
    settle_addresses(stories.articles)
    articles = newest_first(stories.articles)
    stories.articles = list(articles)
    subjects = {folder: Index(contents) for folder, contents in context["subjects"].items()}
    subjects["campaigns"] = Index(article for article in articles if article.kind == "campaign")
    for article in articles:
        connect_article(article, subjects, settings["FRONTFOOT_ORGANISATION"])
    connect_guides(articles)
    connect_pages(pages)
    settle_addresses(content for index in subjects.values() for content in index.contents)
    connect_people(subjects["people"].contents, articles, subjects["topics"])
    listings = build_listings(articles, subjects, settings)
    context.update(
        {name: tuple(x for x in listings if x.kind == kind) for kind, name in CONTEXT_NAMES.items()}
    )
    context["organisation"] = next((x for x in listings if x.kind == "organisation"), None)
    context["all_stories"] = listings[0]
    context["articles"], context["listings"], context["pages"] = articles, listings, tuple(pages)
    context["main_pages"] = main_pages(pages)
    context["localsiteurl"] = ""  # links in pages are root-relative
    context["demo"] = settings["FRONTFOOT_DEMO"]
    contents = (*articles, *pages, *(content for index in context["subjects"].values() for content in index))
    problems = context.setdefault("problems", [])
    sources = {path: one for path, one in context["generated_content"].items() if one is not None}
    pages_of_contents = {f"/{one.url}" for one in (*articles, *pages, *context.get("edition_contents", ()))}
    problems += check_links(contents, sources, addresses(listings) | pages_of_contents)
    problems += dead_menu(settings["FRONTFOOT_MENU"], addresses(listings) | pages_of_contents)


def addresses(listings: tuple[Listing, ...]) -> set[str]:
    """Return the addresses of all pages that list stories, and of their feeds."""
    landing = {"/" + save_as.removesuffix("index.html") for save_as in LANDING_PAGES.values()}
    feeds = {f"/{one.feed}{form}" for one in listings if one.feed for form in FEED_ENDINGS}
    return landing | ROOMS_OF_THEIR_OWN | feeds | {f"/{one.url}" for one in listings if one.url}


def dead_menu(menu: Iterable[tuple[str, str]], known: set[str]) -> list[Problem]:
    """Return a warning for each entry of the main menu that leads to no page: every page shows it."""
    return [
        Problem("pelicanconf.py", 0, "FRONTFOOT_MENU", f"{url} is not there.", f'Mend "{label}".', "warning")
        for label, url in menu
        if url.startswith("/") and not url.startswith("//") and url not in known
    ]


def get_generators(_pelican: Any) -> tuple[type, ...]:
    """Return both generators: subjects are read after articles and pages, listings written after them."""
    return SubjectsGenerator, ListingsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.get_generators.connect(get_generators)
    signals.all_generators_finalized.connect(connect_contents)
