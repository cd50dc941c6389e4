"""The files that stories refer to: people, topics and series, as Pelican contents with pages of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pelican.contents import Article, Page, Tag


class Person(Page):  # type: ignore[misc]
    """An author, columnist or spokesperson.

    `title` is the name, `articles` what the person wrote, `appears_in` the stories with or about the person,
    `speaks_on` the topics that journalists may ask about.
    """

    default_template = "person"
    articles: tuple[Article, ...] = ()
    appears_in: tuple[Article, ...] = ()
    speaks_on: tuple[Tag, ...] = ()


class Topic(Page):  # type: ignore[misc]
    """A topic: Pelican's tag, with a title, a summary and perhaps a text of its own."""

    default_template = "topic"
    articles: tuple[Article, ...] = ()
    tag: Tag | None = None


class Series(Page):  # type: ignore[misc]
    """A series of stories, or a column, in its own order."""

    default_template = "series"
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True)
class Byline:
    """Who wrote a story as readers see it. With a withheld name `name` is its wording and nothing else is set."""

    name: str
    url: str | None = None
    role: str | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Listing:
    """A list of stories that has a page, a feed, or both.

    `kind` is all, section, topic, series, person, organisation, campaign, year or month; `articles` are newest
    first (a series: in its own order); `url` has no leading slash; `feed` is the address of its feeds without
    their endings, or None; `subject` is the content behind it, if any; a year has its `months`.
    """

    kind: str
    slug: str
    title: str
    summary: str
    url: str
    articles: tuple[Any, ...]
    feed: str | None = None
    subject: Any = None
    months: tuple[Listing, ...] = ()
