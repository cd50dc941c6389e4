"""Placeholders become what their templates say, once the editor's own HTML has been sanitised."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from plugins.assets.compiled import PlainCode
from plugins.blocks.calls import Around, Call, Kind
from plugins.blocks.kinds import KINDS

KINDS_FOLDER = Path(__file__).parent / "kinds"
MACROS = "macros.html"


@cache
def environment_with(macros: str) -> tuple[Environment, dict[str, str]]:
    """Return the environment of all kinds, and its sources: templates escape whatever is not marked safe."""
    sources = {MACROS: macros}
    made = Environment(
        loader=DictLoader(sources),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        optimized=False,
    )
    made.code_generator_class = PlainCode
    return made, sources


@cache
def compiled(name: str, text: str, macros: str) -> Template:
    """Return a template from its text."""
    environment, sources = environment_with(macros)
    sources[name] = text
    return environment.get_template(name)


def template_of(kind: Kind) -> Template:
    """Return the template of a kind.

    Its files are opened each time, so that whoever keeps what a text became sees what it was made of.
    """
    name = kind.name.replace("-", "_")
    file = KINDS_FOLDER / name / "template.html"
    return compiled(name, file.read_text("utf-8"), macros_text())


def macros_text() -> str:
    """Return the source of what all templates share."""
    return (KINDS_FOLDER / MACROS).read_text("utf-8")


def prepare(kept: BytecodeCache) -> None:
    """Have all templates ready before the first text is read; `kept` has those that were compiled before."""
    environment, _ = environment_with(macros_text())
    environment.bytecode_cache = kept
    for kind in KINDS.values():
        template_of(kind)
    environment.get_template(MACROS)
    environment.bytecode_cache = None  # what is made of a text does not hang on the files of a cache


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
