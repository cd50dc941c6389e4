"""House style: line-level warnings about spelling, terms, dates, numbers, lengths, links and descriptions.

The rules are data: `rules.toml` here for any British newsroom, `content/house-style.toml` for the site's own terms and
words. Nothing here stops a build. No prose linter from a package registry brings its program along (they fetch it when
first run), so this is Hunspell for spelling, markdown-it for the structure, and a page of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.desk.style.lengths import length_problems
from plugins.desk.style.passages import Passage, passages
from plugins.desk.style.rules import House, read_house
from plugins.desk.style.spelling import Speller
from plugins.front_matter.entry import Entry
from plugins.front_matter.newsroom import Newsroom
from plugins.problems import Problem

INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][^\W\d_]+")
"""A word with a capital inside a sentence."""


def style_problems(
    newsroom: Newsroom,
    settings: Mapping[str, Any],
    wanted: frozenset[str] | None,
    editions: Iterable[Entry] = (),
) -> Iterator[Problem]:
    """Yield the warnings for the `wanted` files (`content/news/x.md`), editions too; for all when that is None."""
    house = read_house(Path(settings["PATH"]))
    yield from house.problems
    speller = Speller(house.words | names_of(newsroom, settings))
    for entry in (*newsroom.entries.values(), *editions):
        if wanted is None or entry.source.path in wanted:
            yield from entry_problems(entry, house, speller)


def entry_problems(entry: Entry, house: House, speller: Speller) -> Iterator[Problem]:
    """Yield the warnings for one file, whose own `Words` are let through."""
    found = tuple(passages(entry))
    allowed = frozenset(word.casefold() for word in entry.values.get("words") or ())
    for passage in found:
        for line, field, cause, fix in (
            *house.findings(passage, allowed),
            *length_problems(passage, house.limits),
        ):
            yield Problem(entry.source.path, line, field, cause, fix, "warning")
    for line, cause, fix in speller.findings(found, allowed):
        yield Problem(entry.source.path, line, "spelling", cause, fix, "warning")


def names_of(newsroom: Newsroom, settings: Mapping[str, Any]) -> frozenset[str]:
    """Return the words that are names, in small letters: they are spelt as they are.

    Those of people, of the organisation and of the site, and what stands with a capital inside a sentence anywhere.
    """
    texts: Iterable[object] = (
        settings["SITENAME"],
        *settings["FRONTFOOT_ORGANISATION"].values(),
        *(entry.values.get("title") for entry in newsroom.folder("people").values()),
    )
    names = {word.casefold() for text in texts if text for word in str(text).split()}
    for entry in newsroom.entries.values():
        names.update(word.casefold() for word in INSIDE.findall(entry.source.body))
    return frozenset(names)


__all__ = ["Passage", "entry_problems", "style_problems"]
