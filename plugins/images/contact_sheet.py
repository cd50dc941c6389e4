"""The contact sheet: a page for editors, in the preview alone, with every picture in each of its crops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.images.models import Image
from plugins.metadata.head import HIDDEN, Head

SAVE_AS = "contact-sheet/index.html"
TITLE = "Contact sheet"


@dataclass(frozen=True)
class Print:
    """One picture on the sheet: what it belongs to, the attribute that holds it, and its file as the editor named it.

    `file` is None for one that is drawn. The rest is asked of the content, so that the engine sees what was read.
    """

    content: Any
    attribute: str
    file: str | None

    @property
    def title(self) -> str:
        """The title of what it belongs to."""
        return str(self.content.title)

    @property
    def url(self) -> str:
        """The address of what it belongs to, from the root."""
        return f"/{self.content.url}"

    @property
    def image(self) -> Image:
        """The picture."""
        image: Image = getattr(self.content, self.attribute)
        return image


def prints(contents: Iterable[tuple[Any, str]]) -> list[Print]:
    """Return the pictures of contents (each with the name of its attribute), photographs first."""
    found = [
        Print(content, attribute, content.metadata.get(attribute))
        for content, attribute in contents
        if getattr(content, attribute, None) is not None
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
    writer.write_file(
        SAVE_AS,
        generator.get_template("contact-sheet"),
        generator.context,
        page_name="contact-sheet",
        head=head,
        breadcrumb=(),
        prints=found,
    )
