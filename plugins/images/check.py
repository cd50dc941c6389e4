"""Every picture that content names, checked before anything is built; what is wrong is said where it is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from markdown import Markdown

import plugins.front_matter  # noqa: F401 (before plugins.blocks, which builds on it)
from plugins.blocks.text import to_html
from plugins.front_matter.entry import Entry
from plugins.images import body
from plugins.images.album import Album
from plugins.images.sources import FORMATS
from plugins.problems import Problem

FIELDS = (
    ("image", "Image", "image_alt", "Image_alt"),
    ("portrait", "Portrait", "portrait_alt", "Portrait_alt"),
)


def check_entry(entry: Entry, album: Album, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every problem with the pictures of one content file."""
    for attribute, field, alt_attribute, alt_field in FIELDS:
        written = entry.values.get(attribute)
        if written:
            line = entry.source.line(attribute)
            yield from _picture_problems(entry, album, written, line, field)
            if drawing_problem(album, written):
                yield Problem(entry.source.path, line, field, *DRAWING)
            alt = entry.values.get(alt_attribute) or ""
            if is_file_name(alt, written):
                yield Problem(entry.source.path, entry.source.line(alt_attribute), alt_field, *file_name(alt))
    text = entry.source.body
    if "![" in text or "<img" in text:
        yield from check_body(entry, album, settings)


DRAWING = (
    "is an SVG drawing, which other sites and older readers cannot show.",
    "Use it inside the text, and a JPEG or PNG here.",
)


def drawing_problem(album: Album, written: str) -> bool:
    """Tell whether a picture is a drawing where a photograph is needed."""
    source, _ = album.look_up(written)
    return source is not None and source.drawing


def check_body(entry: Entry, album: Album, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every problem with the pictures in a text."""
    source, path = entry.source, entry.source.path
    html = to_html(source.body, Markdown(**settings["MARKDOWN"]))
    seen: Counter[str] = Counter()
    for mention in body.mentions(html):
        places = body.lines_of(mention.written, source.body, source.body_line)
        line = places[min(seen[mention.written], len(places) - 1)] if places else source.body_line
        seen[mention.written] += 1
        if "//" in mention.written:
            cause = f'"{mention.written}" is on another site.'
            yield Problem(
                path, line, "picture", cause, "Put the picture into content/images and name it here."
            )
            continue
        yield from _picture_problems(entry, album, mention.written, line, "picture")
        if not mention.alt:
            cause = f'"{mention.written}" has no description.'
            fix = "Say between the brackets what it shows, or write the word decorative."
            yield Problem(path, line, "picture", cause, fix)
        elif is_file_name(mention.alt, mention.written):
            yield Problem(path, line, "picture", *file_name(mention.alt))


def _picture_problems(entry: Entry, album: Album, written: str, line: int, field: str) -> Iterator[Problem]:
    """Yield what there is to say about a picture file, at the line that names it."""
    _, complaints = album.look_up(written)
    for one in complaints:
        yield Problem(entry.source.path, line, field, one.cause, one.fix, one.severity)


def is_file_name(alt: str, written: str) -> bool:
    """Tell an alternative text that is the name of a file rather than a description."""
    name = PurePosixPath(alt.strip().casefold())
    if not alt.strip() or " " in alt.strip():
        return False
    own = PurePosixPath(written.casefold())
    return name.suffix in FORMATS or name.name in (own.name, own.stem)


def file_name(alt: str) -> tuple[str, str]:
    """Return cause and fix for an alternative text that is a file name."""
    return f'"{alt}" is a file name.', "Say what the picture shows to someone who cannot see it."
