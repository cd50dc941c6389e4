"""A post's HTML as Markdown, with a note of everything that an editor must look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Comment, Tag
from markdownify import MarkdownConverter
from pelican.tools.pelican_import import decode_wp_content

from plugins.front_matter.entry import GAP

SHORTCODE = re.compile(r"\[(/?)([a-z][a-z0-9_-]{2,})((?:\s+[^\[\]]*)?)\](?!\()")
CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
GALLERY = re.compile(r"\[gallery([^\]]*)\]")
EMBED = re.compile(r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]")
IDS = re.compile(r"ids=[\"'“”]?([\d,\s]+)")
REMOVED = ("script", "style", "noscript", "object", "form", "svg")
FRAMES = ("iframe", "embed", "video", "audio")

Picture = tuple[str, str]


@dataclass
class Body:
    """Markdown and the notes on it. `to_come` is True when the text holds something still to be written."""

    text: str
    notes: list[str] = field(default_factory=list)

    @property
    def to_come(self) -> bool:
        """Whether an editor must still write something."""
        return GAP in self.text


@dataclass(frozen=True)
class Around:
    """What a body refers to: pictures by address, pictures by id, and stories by address.

    Each function returns None for what is not there. A picture is its new name and its description.
    """

    picture: Callable[[str], Picture | None]
    by_id: Callable[[str], str | None]
    story: Callable[[str], str | None]
    old_host: str


# What our reader takes: nested lists stand four spaces in.
FORM: dict[str, Any] = {"heading_style": "atx", "bullets": ("-  ",), "newline_style": "spaces"}


def to_markdown(content: str, around: Around) -> Body:
    """Return the Markdown of a post's content, classic or of blocks, well formed or not."""
    body = Body("")
    soup = BeautifulSoup(expand(content, around, body), "lxml")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup(REMOVED):
        body.notes.append(f"<{tag.name}> was left out.")
        tag.decompose()
    for frame in soup(FRAMES):
        link_in_place(soup, frame, body)
    for image in soup("img"):
        take_picture(soup, image, around, body)
    for anchor in soup("a"):
        take_link(anchor, around, body)
    for heading in soup("h1"):
        heading.name = "h2"
    text = MarkdownConverter(**FORM).convert_soup(soup)
    text = re.sub(r"[ \t]+(?=\n\n|\Z)", "", mark_shortcodes(text, body))
    body.text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return body


def expand(content: str, around: Around, body: Body) -> str:
    """Return the content as HTML: shortcodes that have an HTML form in it, paragraphs where blank lines meant them."""
    html = CAPTION.sub(caption_figure, content)
    html = EMBED.sub(r'<p><a href="\1">\1</a></p>', html)
    html = GALLERY.sub(lambda found: gallery_images(found[1], around, body), html)
    return html if "<!-- wp:" in html else str(decode_wp_content(html))


def caption_figure(found: re.Match[str]) -> str:
    """Return a captioned picture as a figure."""
    soup = BeautifulSoup(found[1], "lxml")
    image = soup.find("img")
    words = soup.get_text(" ", strip=True)
    if not isinstance(image, Tag):
        return words
    figure = soup.new_tag("figure")
    figure.append(image.extract())
    caption = soup.new_tag("figcaption")
    caption.string = words
    figure.append(caption)
    return f"\n\n{figure}\n\n"


def gallery_images(attributes: str, around: Around, body: Body) -> str:
    """Return the pictures of a gallery, one after the other; one without ids showed whatever was attached."""
    ids = IDS.search(attributes)
    if not ids:
        body.notes.append("a gallery names no pictures.")
        return f"<p>{GAP}: a gallery</p>"
    addresses = ((one, around.by_id(one.strip())) for one in ids[1].split(",") if one.strip())
    found = []
    for number, address in addresses:
        if address is None:
            body.notes.append(f"picture {number.strip()} of a gallery is not in the export.")
        else:
            found.append(f'<p><img src="{address}" data-id="{number.strip()}"></p>')
    return "\n\n".join(found)


def link_in_place(soup: BeautifulSoup, frame: Tag, body: Body) -> None:
    """Put a link where something from another site was shown within the page."""
    source = frame.get("src") or (child.get("src") if isinstance(child := frame.find("source"), Tag) else "")
    body.notes.append(f"<{frame.name}> became a link: {source or 'without an address'}.")
    if not source:
        frame.decompose()
        return
    anchor = soup.new_tag("a", href=str(source))
    anchor.string = f"{GAP}: say what {source} is"
    paragraph = soup.new_tag("p")
    paragraph.append(anchor)
    frame.replace_with(paragraph)


def take_picture(soup: BeautifulSoup, image: Tag, around: Around, body: Body) -> None:
    """Name a picture as it is named here; note one that is missing, or that nobody described."""
    address = str(image.get("src") or "")
    found = around.picture(address)
    if found is None:
        body.notes.append(
            f"the picture {address or 'without an address'} is not among the uploads: left out."
        )
        image.decompose()
        return
    name, described = found
    words = " ".join(str(image.get("alt") or described).split())
    if not words:
        body.notes.append(f"{name} has no description.")
        words = f"{GAP}: describe {name}"
    figure = image.find_parent("figure")
    caption = figure.find("figcaption") if figure else None
    title = " ".join(caption.get_text(" ", strip=True).split()) if isinstance(caption, Tag) else ""
    if isinstance(caption, Tag):
        caption.decompose()
    parent = image.parent
    new = soup.new_tag("img", src=name, alt=words, **({"title": title.replace('"', "”")} if title else {}))
    image.replace_with(new)
    if parent is not None and parent.name == "a":
        parent.unwrap()


def take_link(anchor: Tag, around: Around, body: Body) -> None:
    """Let a link to the old site name the file here; note one that leads to nothing in the export."""
    address = str(anchor.get("href") or "")
    parts = urlsplit(address)
    if parts.hostname not in {None, around.old_host} or not (parts.path or parts.query):
        return
    story = around.story(address)
    if story:
        anchor["href"] = f"{{filename}}/{story}"
    elif parts.scheme in {"", "http", "https"} and not parts.path.startswith("/wp-content/"):
        body.notes.append(f"a link leads to {address}, which is not in the export.")
        anchor["href"] = address if parts.hostname else f"https://{around.old_host}{address}"


def mark_shortcodes(text: str, body: Body) -> str:
    """Put TO COME before each shortcode that is left, so that no reader sees it."""

    def mark(found: re.Match[str]) -> str:
        if found[1] or found[0].count("\\"):
            return ""
        body.notes.append(f"the shortcode {found[0]} is of a WordPress plugin.")
        return f"{GAP}: {found[0].replace('[', '(').replace(']', ')')}"

    return SHORTCODE.sub(mark, text.replace("\\_", "_") if "[" in text else text)
