"""From names to objects: what a story refers to, who wrote it, which lists it stands in.

Pure functions over the contents that Pelican has read; `plugins.listings` calls them in this order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pelican.contents import Tag
from pelican.utils import slugify

from plugins.front_matter.values import MONTHS, Link, typographic
from plugins.listings.contents import Byline, Listing, Person


class Index:
    """Contents of one folder, found by slug or by title whatever its case."""

    def __init__(self, contents: Iterable[Any]) -> None:
        self.contents = tuple(contents)
        self._found = {content.title.casefold(): content for content in self.contents}
        self._found |= {content.slug: content for content in self.contents}

    def get(self, name: str | None) -> Any:
        """Return the content, or None."""
        return self._found.get(typographic(name).casefold()) if name else None


def newest_first(articles: Iterable[Any]) -> tuple[Any, ...]:
    """Return articles by date, newest first; those of one moment by address."""
    by_address = sorted(articles, key=lambda article: str(article.url))
    return tuple(sorted(by_address, key=lambda article: article.date, reverse=True))


def connect_article(article: Any, subjects: Mapping[str, Index], organisation: Mapping[str, Any]) -> None:
    """Give an article its topics, series, campaign, bylines and spokespeople as objects, in place."""
    article.tags = tags_for(article.tag_names, subjects["topics"], article.settings)
    article.series = subjects["series"].get(article.series)
    article.campaign = subjects["campaigns"].get(article.campaign)
    article.bylines = bylines(article, subjects["people"], organisation)
    names = getattr(article, "spokespeople", ()) or ()
    article.spokespeople = tuple(filter(None, map(subjects["people"].get, names)))
    article.guide_parts = ()


def tags_for(names: Iterable[str], topics: Index, settings: Mapping[str, Any]) -> tuple[Tag, ...]:
    """Return Pelican's tags for topics named by slug or title; a topic is one tag wherever it is named."""
    found = dict.fromkeys(map(topics.get, names))
    return tuple(topic.tag or set_tag(topic, settings) for topic in found if topic)


def set_tag(topic: Any, settings: Mapping[str, Any]) -> Tag:
    """Give a topic its tag, with its own title and slug, and return it."""
    topic.tag = Tag(topic.title, settings)
    topic.tag.slug = topic.slug
    return topic.tag


def settle_addresses(contents: Iterable[Any]) -> None:
    """Fix the address of each content: Pelican works it out anew at every look."""
    for content in contents:
        content.override_url, content.override_save_as = content.url, content.save_as


def bylines(article: Any, people: Index, organisation: Mapping[str, Any]) -> tuple[Byline, ...]:
    """Return who wrote an article. A withheld name gives its wording and nothing that leads to a person."""
    if article.name_withheld:
        return (Byline(article.name_withheld),)
    found = []
    for name in article.author_names or (organisation["short_name"],):
        person = people.get(name)
        if person:
            role = getattr(article, "role", None) if article.kind == "opinion" else None
            found.append(Byline(person.title, str(person.url), role or person.role, person))
        else:
            found.append(Byline(organisation["short_name"], organisation["about_url"].lstrip("/")))
    return tuple(dict.fromkeys(found))


def connect_guides(articles: Iterable[Any]) -> None:
    """Give each part of a guide all its parts in order."""
    guides: defaultdict[str, list[Any]] = defaultdict(list)
    for article in articles:
        if getattr(article, "guide", None):
            guides[article.guide].append(article)
    for parts in guides.values():
        ordered = tuple(sorted(parts, key=lambda article: (article.part or 0, article.slug)))
        for article in parts:
            article.guide_parts = ordered


def connect_pages(pages: Sequence[Any]) -> None:
    """Give each page its parent, its children in menu order, and an address below its parent's."""
    by_slug = {page.slug: page for page in pages}
    for page in pages:
        page.parent = by_slug.get(page.parent) if page.parent else None
    for page in pages:
        path = [page.slug]
        above = page.parent
        while above is not None:
            path.insert(0, above.slug)
            above = above.parent
        page.override_url = "/".join(path) + "/"
        page.override_save_as = page.override_url + "index.html"
        children = (child for child in pages if child.parent is page)
        page.children = tuple(sorted(children, key=lambda child: (child.menu_order or 999, child.title)))


def main_pages(pages: Iterable[Any]) -> tuple[Link, ...]:
    """Return the pages that stand below no other, by title whatever its case, with their addresses from the root.

    The foot of every page names them: it need not look through all pages each time.
    """
    top = sorted((page for page in pages if page.parent is None), key=lambda page: page.title.lower())
    return tuple(Link(page.short_title or page.title, f"/{page.url}") for page in top)


def connect_people(people: Iterable[Person], articles: Sequence[Any], topics: Index) -> None:
    """Give each person the stories under their name, those with or about them, and what they speak on."""
    for person in people:
        person.speaks_on = tags_for(person.metadata["speaks_on"], topics, person.settings)
        person.articles = tuple(a for a in articles if any(b.person is person for b in a.bylines))
        person.appears_in = tuple(a for a in articles if a not in person.articles and appears(person, a))


def appears(person: Person, article: Any) -> bool:
    """Tell whether a story is an interview with the person, offers them to the press, or links to their page."""
    link = f"{{filename}}/{person.relative_source_path}"
    return (
        person in article.spokespeople
        or getattr(article, "interviewee", None) == person.title
        or link in article._content  # noqa: SLF001 (Pelican's own name for the text before links are set)
    )


def build_listings(
    articles: Sequence[Any], subjects: Mapping[str, Index], settings: Mapping[str, Any]
) -> tuple[Listing, ...]:
    """Return every listing of the site: all, sections, topics, series, people, campaigns, years and months."""
    return (
        Listing("all", "all", settings["SITENAME"], "", "", tuple(articles), "feeds/all"),
        *section_listings(articles, settings),
        *topic_listings(articles, subjects["topics"].contents),
        *series_listings(articles, subjects["series"].contents),
        *person_listings(subjects["people"].contents),
        *organisation_listing(articles, settings["FRONTFOOT_ORGANISATION"]),
        *campaign_listings(articles, subjects["campaigns"].contents),
        *period_listings(articles),
    )


def section_listings(articles: Sequence[Any], settings: Mapping[str, Any]) -> list[Listing]:
    """Return a listing for each section in menu order, empty ones too: their pages say so."""
    return [
        Listing(
            "section",
            slug,
            section["title"],
            section.get("summary", ""),
            f"{slug}/",
            tuple(article for article in articles if article.category.slug == slug),
            f"feeds/{slug}",
        )
        for slug, section in settings["FRONTFOOT_SECTIONS"].items()
    ]


def topic_listings(articles: Sequence[Any], topics: Iterable[Any]) -> list[Listing]:
    """Return a listing for each topic that has stories, by title."""
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for article in articles:
        for tag in article.tags:
            groups[tag.slug].append(article)
    for topic in topics:
        topic.articles = tuple(groups[topic.slug])
    return [listing_of("topic", topic, topic.articles) for topic in by_title(topics) if topic.articles]


def series_listings(articles: Sequence[Any], series: Iterable[Any]) -> list[Listing]:
    """Return a listing for each series that has stories, each in its own order."""
    for one in series:
        stories = tuple(article for article in articles if article.series is one)
        one.articles = stories if one.order == "newest" else tuple(reversed(stories))
    return [listing_of("series", one, one.articles) for one in by_title(series) if one.articles]


def person_listings(people: Iterable[Person]) -> list[Listing]:
    """Return a listing for each person; only authors have a feed."""
    return [
        listing_of("person", person, person.articles, feed=bool(person.articles))
        for person in sorted(people, key=lambda person: (person.title.split()[-1], person.title))
    ]


def organisation_listing(articles: Sequence[Any], organisation: Mapping[str, Any]) -> list[Listing]:
    """Return the feed of what the organisation wrote under its own name; its page is the one about it."""
    name = organisation["short_name"]
    own = tuple(a for a in articles if any(b.person is None and b.name == name for b in a.bylines))
    url = organisation["about_url"].lstrip("/")
    slug = slugify(name)
    return [Listing("organisation", slug, name, "", url, own, f"feeds/people/{slug}")] if own else []


def campaign_listings(articles: Sequence[Any], campaigns: Iterable[Any]) -> list[Listing]:
    """Return a listing for each campaign: the campaign itself and the stories that name it."""
    return [
        listing_of(
            "campaign", campaign, tuple(a for a in articles if a.campaign is campaign or a is campaign)
        )
        for campaign in campaigns
    ]


def listing_of(kind: str, subject: Any, articles: tuple[Any, ...], *, feed: bool = True) -> Listing:
    """Return the listing of a content that stories refer to."""
    folder = {"person": "people", "campaign": "campaigns", "topic": "topics"}.get(kind, kind)
    address = f"feeds/{folder}/{subject.slug}" if feed else None
    url = str(subject.url)
    return Listing(kind, subject.slug, subject.title, subject.summary or "", url, articles, address, subject)


def by_title(contents: Iterable[Any]) -> list[Any]:
    """Return contents sorted by title, whatever its case."""
    return sorted(contents, key=lambda content: (content.title.casefold(), content.slug))


def period_listings(articles: Sequence[Any]) -> list[Listing]:
    """Return the years, newest first, and their months. A story of which only the year is known is in no month."""
    years: defaultdict[int, defaultdict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for article in articles:
        month = 0 if article.date_precision == "year" else article.date.month
        years[article.date.year][month].append(article)
    listings = []
    for year, months in sorted(years.items(), reverse=True):
        month_listings = tuple(
            month_listing(year, month, months[month]) for month in sorted(months, reverse=True) if month
        )
        stories = newest_first(article for group in months.values() for article in group)
        listings.append(
            Listing("year", str(year), str(year), "", f"archive/{year}/", stories, months=month_listings)
        )
        listings.extend(month_listings)
    return listings


def month_listing(year: int, month: int, articles: Sequence[Any]) -> Listing:
    """Return the listing of one month, such as October 2018 at archive/2018/10/."""
    title = f"{MONTHS[month - 1]} {year}"
    return Listing("month", f"{year}-{month:02}", title, "", f"archive/{year}/{month:02}/", tuple(articles))
