"""Addresses of tags, categories and authors, formatted once for each label while pages render.

Pelican formats `label.url` anew each time that a template asks, which a list of articles does dozens of times a page.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from pelican.urlwrappers import URLWrapper

_PLAIN = 6  # attributes of a label that has been asked before, to which no plugin has added any


@contextlib.contextmanager
def addresses_remembered(settings: dict[str, Any]) -> Iterator[None]:
    """Let labels under these settings remember their addresses while the block runs."""
    before = vars(URLWrapper)["url"]
    URLWrapper.url = property(remembering(before.fget, settings))
    try:
        yield
    finally:
        URLWrapper.url = before


def remembering(read: Callable[[Any], Any], settings: dict[str, Any]) -> Callable[[Any], Any]:
    """`read` for labels, asked once for each class, name and slug: a plain label's address hangs on nothing else."""
    known: dict[tuple[type, str, str], str] = {}

    def url(label: Any) -> Any:
        state = label.__dict__
        if len(state) != _PLAIN or "slug" not in state or state["settings"] is not settings:
            return read(label)
        key = (label.__class__, state["_name"], state["_slug"])
        address = known.get(key)
        if address is None:
            address = read(label)
            if isinstance(address, str) and label._slug == key[2]:  # noqa: SLF001 - Pelican's own attribute
                known[key] = address
        return address

    return url
