"""The files of a feed. Each form of a feed is its head with its items in between, and both are kept between builds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from feedgen.version import version_full_str as feedgen
from lxml import etree

from plugins.feeds.clean import clean
from plugins.feeds.json_form import json_head, json_item
from plugins.feeds.model import FeedDocument, FeedItem
from plugins.feeds.xml_forms import atom_head, atom_item, rss_head, rss_item
from plugins.images.store import Store, fingerprint, key_of
from plugins.metadata.site import FEED_FORMS

NUL = b"\0"
"""Stands in no feed: neither XML nor JSON can hold it."""


class Form(NamedTuple):
    """How a form is made: what stands before and after the items, one item, and what is between two."""

    ending: str
    head: Callable[[FeedDocument], tuple[bytes, bytes]]
    item: Callable[[FeedItem], bytes]
    between: bytes = b""


RSS = Form(FEED_FORMS[0][1], rss_head, rss_item)
ATOM = Form(FEED_FORMS[1][1], atom_head, atom_item)
JSON = Form(FEED_FORMS[2][1], json_head, json_item, b",")
FORMS = (RSS, ATOM, JSON)

Parts = tuple[bytes, ...]


def head_parts(document: FeedDocument) -> Parts:
    """Return what stands before and after the items, form after form."""
    return tuple(half for form in FORMS for half in form.head(document))


def item_parts(item: FeedItem) -> Parts:
    """Return an item in every form, its story cleaned."""
    cleaned = replace(item, content=clean(item.content, item.url))
    return tuple(form.item(cleaned) for form in FORMS)


class FeedFiles:
    """Makes the files of feeds from parts that it remembers, and keeps in a store when it has one.

    A feed's head and an item have one place each in the store, with a key of what they were made from: however often
    a story is edited, the store does not grow.
    """

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._items: dict[int, tuple[FeedItem, Parts]] = {}  # by identity: an item stands in many feeds
        code = fingerprint(sorted(Path(__file__).parent.glob("*.py")))
        self._makers = (code, FEED_FORMS, sys.version, feedgen, etree.__version__, etree.LIBXML_VERSION)

    def of(self, document: FeedDocument) -> Iterator[tuple[str, bytes]]:
        """Yield (path in the output, bytes) of each form, in the order of FORMS."""
        shown = replace(document, items=()), bool(document.items), document.updated.isoformat()
        halves = self._kept(("head", document.base), shown, lambda: head_parts(document))
        items = [self._parts(item) for item in document.items]
        for number, form in enumerate(FORMS):
            before, after = halves[2 * number : 2 * number + 2]
            inner = form.between.join(parts[number] for parts in items)
            yield f"{document.base}{form.ending}", before + inner + after

    def _parts(self, item: FeedItem) -> Parts:
        """Return an item in every form. Its times count with their offsets, which the name of a zone does not tell."""
        if id(item) not in self._items:
            shown = item, item.published.isoformat(), item.updated.isoformat()
            self._items[id(item)] = item, self._kept(("item", item.id), shown, lambda: item_parts(item))
        return self._items[id(item)][1]

    def _kept(self, place: tuple[str, str], shown: object, make: Callable[[], Parts]) -> Parts:
        """Return the parts that are kept in a place if they were made from the same, else make and keep them."""
        if self._store is None:
            return make()
        key = key_of(shown, self._makers)
        return tuple(self._store.current(key_of(*place), key, lambda: NUL.join(make())).split(NUL))
