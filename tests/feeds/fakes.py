"""Articles, listings and sites for tests: the real classes where a class has a name, plain records elsewhere."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from plugins.front_matter.values import date_text, moment
from plugins.listings.contents import Byline, Listing
from plugins.metadata.site import Site

SITE = Site(
    url="https://union.example",
    name="The Union",
    language="en-GB",
    organisation={"name": "The Whole Union", "short_name": "Union", "tagline": "For all who work"},
    menu=[("News & campaigns", "/news-campaigns/"), ("Advice", "/advice/")],
    sections={"news": {"title": "News"}, "opinion": {"title": "Opinion"}, "advice": {"title": "Advice"}},
    news_sections=("news", "opinion"),
)

NOTHING = dict.fromkeys(
    "series campaign kicker name_withheld image part venue booking starts ends updated modified".split()
) | {"corrections": (), "sources": (), "guide_parts": (), "related": (), "metadata": {}}


def make_article(slug: str = "pay-rises", *, section: str = "news", **given: Any) -> Any:
    """Return an article with every attribute that the rooms before give it."""
    title = given.get("title", "Pay rises by two pounds")
    date = given.pop("date", moment("2018-10-04"))
    date = moment(date) if isinstance(date, str) else date
    modified = given.pop("modified", None)
    precision = given.get("date_precision", "day")
    values = NOTHING | {
        "slug": slug,
        "url": f"{section}/{slug}/",
        "category": SimpleNamespace(slug=section, name=section.title(), url=f"{section}/"),
        "kind": section,
        "title": title,
        "short_title": title,
        "summary": "Two pounds more for everybody.",
        "content": "<p>Two pounds.</p>",
        "date": date,
        "date_precision": precision,
        "published": date_text(date, precision),
        "tags": [],
        "bylines": (Byline("Mair Wyn", "people/mair-wyn/"),),
        "feed_id": f"tag:union.example,2018:/{section}/{slug}/",
    }
    if modified:
        values |= {"modified": moment(modified), "updated": date_text(moment(modified))}
    return Record(values | given)


class Record(SimpleNamespace):
    """A plain record that can be a key, as Pelican's contents can."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(**values)

    def __hash__(self) -> int:
        return hash(self.url)

    def __eq__(self, other: object) -> bool:
        return self is other


def tag(slug: str, name: str | None = None) -> Any:
    return SimpleNamespace(slug=slug, name=name or slug.title(), url=f"topics/{slug}/")


def make_listing(*articles: Any, kind: str = "topic", **given: Any) -> Listing:
    """Return a listing of articles with a feed of its own."""
    values = {"slug": "pay", "title": "Pay", "summary": "What work earns.", "url": "topics/pay/"}
    return Listing(kind=kind, articles=articles, feed="feeds/topics/pay", **(values | given))


def at(text: str) -> datetime:
    return moment(text)
