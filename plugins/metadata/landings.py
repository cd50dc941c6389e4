"""The pages that are a template alone: their addresses, names and whether search engines should list them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Landing:
    """A page without a content file. `url` has no slash in front; the menu's label replaces `title`."""

    url: str
    title: str
    summary: str = ""
    indexed: bool = True


LANDINGS = {
    "index": Landing("", "Home"),
    "news-campaigns": Landing(
        "news-campaigns/", "News & campaigns", "News, features, opinion and campaigns."
    ),
    "people": Landing("people/", "People", "Who writes and speaks here."),
    "topics": Landing("topics/", "Topics", "Every topic that we cover, with its stories."),
    "series-index": Landing("series/", "Series", "Columns and series, with their stories."),
    "archive": Landing("archive/", "Archive", "Every story, by year and month."),
    "feeds": Landing("feeds/", "Feeds", "What a feed is, and every feed of this site."),
    "corrections": Landing("corrections/", "Corrections", "What we got wrong and put right, newest first."),
    "styleguide": Landing("styleguide/", "Style guide", indexed=False),
    "search": Landing("search/", "Search", indexed=False),
    "404": Landing("404.html", "Page not found", indexed=False),
}
"""By template name."""
