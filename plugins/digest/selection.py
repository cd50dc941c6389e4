"""Which stories an edition carries, and in which order. Pure: stories and plans in, stories out.

A story counts by the date that readers see. A story of which only the year is known belongs to no month, as in
the archive; an edition carries it when the editor names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.digest.periods import Period, look_back


@dataclass(frozen=True)
class Plan:
    """What an editor decided about an edition; stories are named `section/slug`."""

    name: str
    period: Period
    lead: str | None = None
    pins: tuple[str, ...] = ()
    exclude: frozenset[str] = frozenset()

    @property
    def named(self) -> tuple[str, ...]:
        """The stories that the editor asks for."""
        return (self.lead, *self.pins) if self.lead else self.pins


@dataclass(frozen=True)
class Selection:
    """The stories of one edition: the lead (None when there is no story), the pins, and the rest, in order."""

    lead: Any
    pins: tuple[Any, ...]
    rest: tuple[Any, ...]

    @property
    def stories(self) -> tuple[Any, ...]:
        """All stories in order."""
        return (*([self.lead] if self.lead is not None else []), *self.pins, *self.rest)


def key_of(article: Any) -> str:
    """Return the name by which editors call a story: `news/slug`."""
    return f"{article.category.slug}/{article.slug}"


def select(
    plan: Plan, articles: Iterable[Any], sections: Sequence[str], carried: frozenset[str] = frozenset()
) -> Selection:
    """Choose and order the stories of an edition.

    `articles` are the published ones, `carried` the `feed_id`s of stories in earlier editions. Chosen are the
    stories of the period, those of the ninety days before it that no earlier edition carried, and those the
    editor names; never a story marked `Digest: no` or excluded. Order: lead, pins, then the sections in the
    order of `sections`, newest first.
    """
    since, until, named = look_back(plan.period), plan.period[1], frozenset(plan.named)
    chosen = [
        article
        for article in articles
        if ((article.feed_id not in carried and belongs(article, since, until)) or key_of(article) in named)
        and article.digest != "no"
        and key_of(article) not in plan.exclude
    ]
    chosen.sort(key=lambda article: place(article, sections))
    first, pins = marked(plan, chosen)
    rest = tuple(article for article in chosen if article is not first and article not in pins)
    if first is None and chosen:
        first = (*pins, *rest)[0]
        pins, rest = without(pins, first), without(rest, first)
    return Selection(first, pins, rest)


def belongs(article: Any, since: datetime, until: datetime) -> bool:
    """Tell whether a story belongs to an edition by its date: from the first moment up to, not with, the second."""
    return article.date_precision != "year" and bool(since <= article.date < until)


def place(article: Any, sections: Sequence[str]) -> tuple[int, float, str]:
    """Return the sorting key of a story: its section's place, newest first, then by name."""
    section = article.category.slug
    order = sections.index(section) if section in sections else len(sections)
    return order, -article.date.timestamp(), key_of(article)


def marked(plan: Plan, chosen: Sequence[Any]) -> tuple[Any, tuple[Any, ...]]:
    """Return the lead (or None) and the pins among chosen stories.

    The edition's own fields come first. Of the stories marked `Digest: lead` the newest leads when the edition
    names none; the others are pinned with those marked `Digest: pin`, newest first.
    """
    by_key = {key_of(article): article for article in chosen}
    newest = sorted(chosen, key=lambda article: (-article.date.timestamp(), key_of(article)))
    leads = [article for article in newest if article.digest == "lead"]
    lead = by_key.get(plan.lead or "") or (leads[0] if leads else None)
    pinned = [
        *(by_key[name] for name in plan.pins if name in by_key),
        *leads,
        *(article for article in newest if article.digest == "pin"),
    ]
    return lead, without(dict.fromkeys(pinned), lead)


def without(articles: Iterable[Any], one: Any) -> tuple[Any, ...]:
    """Return articles but for one."""
    return tuple(article for article in articles if article is not one)


def select_all(
    plans: Iterable[Plan],
    articles: Sequence[Any],
    sections: Sequence[str],
    frozen: Mapping[str, frozenset[str]],
) -> dict[str, Selection]:
    """Return the selection of every edition by name, earliest period first.

    Each edition leaves out what the earlier ones carried. `frozen` gives the `feed_id`s that frozen editions
    carried: those count, whatever would be chosen now.
    """
    carried: frozenset[str] = frozenset()
    chosen: dict[str, Selection] = {}
    for plan in sorted(plans, key=lambda plan: plan.period):
        selection = select(plan, articles, sections, carried)
        chosen[plan.name] = selection
        carried |= frozen.get(plan.name, frozenset(article.feed_id for article in selection.stories))
    return chosen
