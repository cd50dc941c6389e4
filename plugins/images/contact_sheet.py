"""The contact sheet: a page for editors, in the preview alone, with every picture in each of its crops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.images.models import Image
from plugins.metadata.head import HIDDEN, Head

SAVE_AS = "contact-sheet/index.html"
TEMPLATE = Path(__file__).with_name("contact-sheet.html")
TITLE = "Contact sheet"


@dataclass(frozen=True)
class Print:
    """One picture on the sheet: what it belongs to, its file as the editor named it (None: drawn)."""

    title: str
    url: str
    image: Image
    file: str | None


def prints(contents: Iterable[tuple[Any, str]]) -> list[Print]:
    """Return the pictures of contents (each with the name of its attribute), photographs first."""
    found = [
        Print(content.title, f"/{content.url}", image, content.metadata.get(attribute))
        for content, attribute in contents
        if (image := getattr(content, attribute, None)) is not None
    ]
    return sorted(found, key=lambda one: (one.image.kind != "photo", one.url))


def write(writer: Any, generator: Any, found: list[Print]) -> None:
    """Write the page."""
    settings: Mapping[str, Any] = generator.settings
    head = Head(
        f"{TITLE} | {settings['SITENAME']}",
        TITLE,
        f"{settings['SITEURL']}/contact-sheet/",
        HIDDEN,
        (),
        (),
        (),
        (),
        (),
    )
    template = generator.env.from_string(TEMPLATE.read_text("utf-8"))
    writer.write_file(
        SAVE_AS,
        template,
        generator.context,
        page_name="contact-sheet",
        head=head,
        breadcrumb=(),
        prints=found,
    )
