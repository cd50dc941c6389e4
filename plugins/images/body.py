"""Pictures inside a story's text: found with their lines, checked, and put into `<picture>` or `<figure>`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from plugins.images.models import Rendition

DECORATIVE = "decorative"


@dataclass(frozen=True)
class Mention:
    """A picture that a text shows: what the editor wrote for its address, its description and its caption."""

    written: str
    alt: str
    caption: str = ""


def mentions(html: str) -> Iterator[Mention]:
    """Yield the pictures in a body's HTML."""
    if "<img" not in html:
        return
    for image in BeautifulSoup(html, "lxml").find_all("img"):
        yield _mention(image)


def _mention(image: Tag) -> Mention:
    """Return what an `<img>` from Markdown says."""
    source, alt, title = (str(image.get(name) or "").strip() for name in ("src", "alt", "title"))
    return Mention(unquote(source).removeprefix("{static}").removeprefix("{filename}"), alt, title)


def lines_of(written: str, body: str, first: int) -> list[int]:
    """Return the line of each place where a body names a picture, counting from `first`."""
    places: list[int] = []
    for number, line in enumerate(body.split("\n"), first):
        places += [number] * max(line.count(written), unquote(line).count(written))
    return places


def expand_body_images(html: str, rendered: Callable[[Mention], Rendition | None]) -> str:
    """Return a body's HTML with every picture at its sizes, a lone one in a paragraph as a figure.

    `rendered` gives the rendition of a picture, or None when there is none: such a picture is left out. A
    text without pictures comes back as it is. The title of the Markdown image becomes the caption.
    """
    if "<img" not in html:
        return html
    soup = BeautifulSoup(html, "lxml")
    for image in soup.find_all("img"):
        mention = _mention(image)
        rendition = rendered(mention)
        if rendition is None:
            image.decompose()
        else:
            _put(soup, image, rendition, mention)
    body = soup.body
    return body.decode_contents(formatter="minimal") if body else ""


def _put(soup: BeautifulSoup, image: Tag, rendition: Rendition, mention: Mention) -> None:
    """Put a picture where its `<img>` stood."""
    paragraph = image.parent
    alone = paragraph is not None and paragraph.name == "p" and not _beside(paragraph, image)
    picture = picture_tag(soup, rendition)
    if not alone or paragraph is None:
        image.replace_with(picture)
        return
    figure = soup.new_tag("figure", attrs={"class": "picture"})
    figure.append(picture)
    if mention.caption:
        caption = soup.new_tag("figcaption")
        caption.string = mention.caption
        figure.append(caption)
    paragraph.replace_with(figure)


def _beside(paragraph: Tag, image: Tag) -> bool:
    """Tell whether a paragraph holds anything besides a picture."""
    return any(child is not image and str(child).strip() for child in paragraph.children)


def picture_tag(soup: BeautifulSoup, rendition: Rendition) -> Tag:
    """Return the `<picture>` of a rendition, loaded when it is needed."""
    picture = soup.new_tag("picture")
    for media_type, srcset in rendition.sources:
        attributes = {"type": media_type, "srcset": srcset, "sizes": rendition.sizes}
        picture.append(soup.new_tag("source", attrs=attributes))
    attributes = {
        "src": rendition.src,
        "alt": rendition.alt,
        "width": str(rendition.width),
        "height": str(rendition.height),
        "loading": "lazy",
        "decoding": "async",
    }
    if rendition.tone:
        attributes["class"] = rendition.tone
    picture.append(soup.new_tag("img", attrs=attributes))
    return picture
