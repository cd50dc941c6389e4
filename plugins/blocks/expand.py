"""Placeholders become what their templates say, once the editor's own HTML has been sanitised."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from plugins.blocks.calls import Around, Call, Kind

KINDS_FOLDER = Path(__file__).parent / "kinds"
MACROS = "macros.html"


@cache
def environment_with(macros: str) -> Environment:
    """Return the environment of all kinds: templates escape whatever is not marked safe."""
    return Environment(
        loader=DictLoader({MACROS: macros}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@cache
def compiled(text: str, macros: str) -> Template:
    """Return a template from its text."""
    return environment_with(macros).from_string(text)


def template_of(kind: Kind) -> Template:
    """Return the template of a kind.

    Its files are opened each time, so that whoever keeps what a text became sees what it was made of.
    """
    file = KINDS_FOLDER / kind.name.replace("-", "_") / "template.html"
    return compiled(file.read_text("utf-8"), (KINDS_FOLDER / MACROS).read_text("utf-8"))


def expand(html: str, calls: Iterable[Call], key: str, around: Around) -> str:
    """Return the HTML with each placeholder of this key replaced, those inside others first."""
    soup = BeautifulSoup(html, "lxml")
    places: dict[str, Tag] = {}
    for element in soup.find_all("div"):
        places.setdefault(str(element.get("data-block")), element)
    for call in sorted(calls, key=lambda call: -call.number):
        place = places.get(f"{key}-{call.number}")
        if place is not None:
            put(place, render(call, place, around))
    body = soup.body
    return body.decode_contents(formatter="minimal") if body else ""


def render(call: Call, element: Tag, around: Around) -> str:
    """Return the HTML of one block; the placeholder holds its text, sanitised, with inner blocks in place."""
    more = call.kind.context(call, around) if call.kind.context else {}
    values: dict[str, Any] = {
        **call.values,
        "id": call.id,
        "argument": call.argument,
        "inner": Markup(element.decode_contents(formatter="minimal").strip()),  # noqa: S704 (sanitised before)
        "rows": with_prose(call, element),
        **more,
    }
    return template_of(call.kind).render(values)


def with_prose(call: Call, element: Tag) -> list[dict[str, Any]]:
    """Return the rows as dicts; `html` is the part of each that Markdown made."""
    items = [
        Markup(item.decode_contents(formatter="minimal").strip())  # noqa: S704 (sanitised before)
        for listing in element.find_all("ul", recursive=False)
        for item in listing.find_all("li", recursive=False)
    ]
    return [
        {**row.values, "html": item, "line": row.line} for row, item in zip(call.rows, items, strict=False)
    ]


def put(element: Tag, html: str) -> None:
    """Put HTML in the place of an element."""
    body = BeautifulSoup(html, "lxml").body
    for child in list(body.contents) if body else ():
        element.insert_before(child)
    element.decompose()
