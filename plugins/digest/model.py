"""One model of an edition, from which its page, its HTML email and its text are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plugins.blocks.email import for_email
from plugins.digest.lock import Lock
from plugins.digest.periods import label
from plugins.digest.prose import Block, blocks_of
from plugins.digest.selection import Selection, key_of
from plugins.memory import pure
from plugins.metadata.breadcrumb import section_title
from plugins.metadata.site import Site

PINS_TITLE = "Also worth your time"


@dataclass(frozen=True)
class Picture:
    """A picture in a message: absolute address, size in CSS pixels, what it shows ("" when it only decorates)."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Topic:
    """A topic that a reader can follow."""

    slug: str
    name: str


@dataclass(frozen=True)
class Story:
    """A story as an edition shows it. `address` begins with a slash, `url` is absolute, `article` is Pelican's."""

    id: str
    key: str
    address: str
    url: str
    title: str
    summary: str
    kicker: str
    section: str
    section_title: str
    byline: str
    date: str
    minutes: int
    topics: tuple[Topic, ...]
    article: Any


@dataclass(frozen=True)
class Group:
    """Stories under a heading; the lead's has none."""

    title: str
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Digest:
    """An edition. `groups` hold its stories in order; `more` counts those that this form leaves to the web page.

    `path` is the address of its web page without a slash in front, `url` the absolute one; `send_at` is aware.
    """

    name: str
    label: str
    subject: str
    preheader: str
    send_at: datetime
    path: str
    url: str
    introduction: tuple[Block, ...]
    groups: tuple[Group, ...]
    site: Site
    what_title: str
    what_text: str
    about_url: str
    email: str
    demonstration: str
    more: int = 0

    @property
    def stories(self) -> tuple[Story, ...]:
        """All its stories in order."""
        return tuple(story for group in self.groups for story in group.stories)

    @property
    def lead(self) -> Story | None:
        """The story that opens it."""
        return next(iter(self.stories), None)


def story_of(article: Any, site: Site) -> Story:
    """Return an article as an edition shows it. A withheld name stays withheld: only bylines are read."""
    column = article.series.title if article.kind == "opinion" and article.series else None
    return Story(
        id=article.feed_id,
        key=key_of(article),
        address=f"/{article.url}",
        url=site.absolute(article.url),
        title=article.title,
        summary=article.summary or "",
        kicker=column or article.kicker or "",
        section=article.category.slug,
        section_title=section_title(article.category, site),
        byline=in_words([byline.name for byline in article.bylines]),
        date=article.published.short,
        minutes=article.reading_minutes or 1,
        topics=tuple(Topic(tag.slug, tag.name) for tag in article.tags),
        article=article,
    )


def in_words(names: Sequence[str]) -> str:
    """Return `A`, `A and B`, `A, B and C`."""
    *others, last = names or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def digest_of(edition: Any, groups: Iterable[Group], site: Site) -> Digest:
    """Return the model of an edition (a `contents.Edition` whose introduction may be read now)."""
    organisation = site.organisation
    path = f"digests/{edition.slug}/"
    about = organisation.get("about_url") or "/"
    return Digest(
        name=edition.slug,
        label=label(edition.slug),
        subject=edition.title,
        preheader=edition.summary,
        send_at=edition.send_at,
        path=path,
        url=site.absolute(path),
        introduction=introduction(edition.content, site.absolute(path)),
        groups=tuple(group for group in groups if group.stories),
        site=site,
        what_title=str(organisation.get("what_title") or ""),
        what_text=str(organisation.get("what_text") or ""),
        about_url=site.absolute(str(about)),
        email=str(organisation.get("email") or ""),
        demonstration=site.demonstration,
    )


@pure
def introduction(html: str, address: str) -> tuple[Block, ...]:
    """Return an introduction as plain data; `address` is the absolute one of its page."""
    return blocks_of(for_email(html, address), address)


def live_groups(selection: Selection, site: Site) -> tuple[Group, ...]:
    """Return the groups of an edition as chosen now: the lead, the pins, then a group for each section."""
    groups = []
    if selection.lead is not None:
        groups.append(Group("", (story_of(selection.lead, site),)))
    groups.append(Group(PINS_TITLE, tuple(story_of(article, site) for article in selection.pins)))
    return (*groups, *by_section(story_of(article, site) for article in selection.rest))


def by_section(stories: Iterable[Story]) -> tuple[Group, ...]:
    """Return stories under their sections' titles, in the order in which the sections first come."""
    found: dict[str, list[Story]] = {}
    for story in stories:
        found.setdefault(story.section_title, []).append(without_echo(story, story.section_title))
    return tuple(Group(title, tuple(group)) for title, group in found.items())


def without_echo(story: Story, title: str) -> Story:
    """Return a story without a kicker that only repeats the heading above it, such as Feature under Features."""
    echoes = {title.lower(), title.lower().removesuffix("s")}
    return replace(story, kicker="") if story.kicker.lower() in echoes else story


def frozen_groups(lock: Lock, articles: Mapping[str, Any], site: Site) -> tuple[Group, ...]:
    """Return the groups of a frozen edition: its stories in their order, under the headlines they had.

    `articles` are the published ones by `feed_id`; a story that is no longer among them is left out.
    """
    stories = [
        replace(story_of(articles[kept.id], site), title=kept.title)
        for kept in lock.stories
        if kept.id in articles
    ]
    pins = pinned(stories[1:], list(site.sections))
    return (
        Group("", tuple(stories[:1])),
        Group(PINS_TITLE, tuple(stories[1 : pins + 1])),
        *by_section(stories[pins + 1 :]),
    )


def pinned(stories: Sequence[Story], sections: Sequence[str]) -> int:
    """Return how many stories stand before those that follow the order of the sections."""
    places = [
        sections.index(story.section) if story.section in sections else len(sections) for story in stories
    ]
    return next(i for i in range(len(places) + 1) if places[i:] == sorted(places[i:]))


def for_topic(digest: Digest, topic: Topic) -> Digest:
    """Return an edition for those who follow a topic: its stories move up, to right after the lead."""
    lead, others = digest.groups[:1], digest.groups[1:]
    up = tuple(story for group in others for story in group.stories if topic in story.topics)
    if not up:
        return digest
    rest = (
        Group(group.title, tuple(story for story in group.stories if story not in up)) for group in others
    )
    title = f"{topic.name}: the topic you follow"
    own = Group(title, tuple(without_echo(story, topic.name) for story in up))
    return replace(digest, groups=(*lead, own, *(group for group in rest if group.stories)))


def topics_of(digest: Digest) -> tuple[Topic, ...]:
    """Return the topics whose readers would get another order, sorted by slug."""
    found = {topic for story in digest.stories[1:] for topic in story.topics}
    return tuple(sorted(found, key=lambda topic: topic.slug))


def capped(digest: Digest, count: int) -> Digest:
    """Return an edition with its first `count` stories; `more` says how many are left out."""
    groups, left = [], count
    for group in digest.groups:
        shown = group.stories[:left]
        left -= len(shown)
        if shown:
            groups.append(Group(group.title, shown))
    return replace(digest, groups=tuple(groups), more=len(digest.stories) - count)
