"""Documents of content/data that published contents offer: their addresses, and nothing else of that folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

PLACE = re.compile(r'href="\{data\}([^"]+)"')
FOLDER = "data"


def point_to(contents: Iterable[Any]) -> tuple[str, ...]:
    """Give the links to documents their addresses, in place; return the names of the files, sorted."""
    names: set[str] = set()
    for content in contents:
        body = content._content  # noqa: SLF001 (Pelican's own name for a body before links are set)
        if body and "{data}" in body:
            names.update(PLACE.findall(body))
            content._content = PLACE.sub(rf'href="/{FOLDER}/\1"', body)  # noqa: SLF001 (see above)
    return tuple(sorted(names))
