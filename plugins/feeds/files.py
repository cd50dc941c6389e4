"""The files of a feed. Each form of a feed is its head with its items in between, and both are kept between builds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from feedgen.version import version_full_str as feedgen
from lxml import etree

from plugins.feeds.clean import clean
from plugins.feeds.json_form import json_head, json_item
from plugins.feeds.model import FeedDocument, FeedItem
from plugins.feeds.xml_forms import atom_head, atom_item, rss_head, rss_item
from plugins.images.store import Store, key_of
from plugins.memory import code, pure
from plugins.metadata.site import FEED_FORMS

NUL = b"\0"
"""Stands in no feed: neither XML nor JSON can hold it."""


class Form(NamedTuple):
    """How a form is made: what stands around all items, one item, what is between two, and what after the last."""

    ending: str
    head: Callable[[FeedDocument], tuple[bytes, bytes]]
    item: Callable[[FeedItem], bytes]
    between: bytes = b""
    last: bytes = b""


RSS = Form(FEED_FORMS[0][1], rss_head, rss_item)
ATOM = Form(FEED_FORMS[1][1], atom_head, atom_item)
JSON = Form(FEED_FORMS[2][1], json_head, json_item, b",", b"\n ")
FORMS = (RSS, ATOM, JSON)

Parts = tuple[bytes, ...]


def head_parts(document: FeedDocument) -> Parts:
    """Return what stands before and after the items, form after form."""
    return tuple(half for form in FORMS for half in form.head(document))


def item_parts(item: FeedItem) -> Parts:
    """Return an item in every form, its story cleaned."""
    cleaned = replace(item, content=clean(item.content, item.url))
    return tuple(form.item(cleaned) for form in FORMS)


def makers() -> tuple[object, ...]:
    """Return what makes feeds: our code, and libraries."""
    ours = code(str(Path(__file__).parent))
    return ours, FEED_FORMS, sys.version, feedgen, etree.__version__, etree.LIBXML_VERSION


@dataclass(frozen=True)
class FeedFiles:
    """Makes the files of feeds from parts that are remembered, and kept in a store when there is one.

    A feed's head and an item have one place each in the store, with a key of what they were made from: however often
    a story is edited, the store does not grow.
    """

    store: Store | None = None
    makers: tuple[object, ...] = field(default_factory=makers)

    def of(self, document: FeedDocument) -> Iterator[tuple[str, bytes]]:
        """Yield (path in the output, bytes) of each form, in the order of FORMS."""
        halves = kept_head(self, replace(document, items=()), document.updated.isoformat())
        items = [
            kept_item(self, item, item.published.isoformat(), item.updated.isoformat())
            for item in document.items
        ]
        for number, form in enumerate(FORMS):
            before, after = halves[2 * number : 2 * number + 2]
            inner = form.between.join(parts[number] for parts in items) + (form.last if items else b"")
            yield f"{document.base}{form.ending}", before + inner + after

    def kept(self, place: tuple[str, str], shown: object, make: Callable[[], Parts]) -> Parts:
        """Return the parts that are kept in a place if they were made from the same, else make and keep them."""
        if self.store is None:
            return make()
        key = key_of(shown, self.makers)
        return tuple(self.store.current(key_of(*place), key, lambda: NUL.join(make())).split(NUL))


@pure
def kept_head(files: FeedFiles, document: FeedDocument, updated: str) -> Parts:
    """Return the head of a feed, whose items do not count. Its time counts with its offset, as those of items do."""
    return files.kept(("head", document.base), (document, updated), lambda: head_parts(document))


@pure
def kept_item(files: FeedFiles, item: FeedItem, published: str, updated: str) -> Parts:
    """Return an item in every form. Its times count with their offsets, which the name of a zone does not tell."""
    return files.kept(("item", item.id), (item, published, updated), lambda: item_parts(item))
