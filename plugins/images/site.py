"""Every article, page and person of a site gets its picture."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.images import body, drawings
from plugins.images import studio as pictures
from plugins.images.album import Album
from plugins.images.body import Mention
from plugins.images.covers import Look, look_of
from plugins.images.models import MEDIA_TYPES, Image, Rendition
from plugins.images.plan import Plan
from plugins.images.slots import BODY
from plugins.images.sources import Source
from plugins.images.studio import Studio, Words

logger = logging.getLogger(__name__)

CENTRE = (0.5, 0.5)
MOTIF_OF_TYPE = {
    "news": "news",
    "feature": "features",
    "opinion": "opinion",
    "campaign": "campaigns",
    "guide": "advice",
    "press": "press",
}
REMEMBERED = 8  # how many earlier stories of a section a cover must not look like


@dataclass(frozen=True)
class Site:
    """The contents that have pictures: articles, pages, people, and all subjects for the pictures in their texts."""

    articles: Sequence[Any]
    pages: Sequence[Any]
    people: Sequence[Any]
    subjects: Sequence[Any]

    def pictured(self) -> list[tuple[Any, str]]:
        """Return every content that may have a picture, with the attribute that holds it."""
        stories = ((content, "image") for content in (*self.articles, *self.pages))
        return [*stories, *((person, "portrait") for person in self.people)]


def dress(site: Site, made: Studio, album: Album, settings: Mapping[str, Any]) -> Image:
    """Set `image` on every article and page (None on a page without one) and `portrait` on every person.

    Pictures in texts get their sizes, and everything that is missing is made, unless only a check is asked for.
    Returns the Image that stands for the whole site where a page has none.
    """
    looks = cast(site.articles)
    found: list[tuple[Any, str, Image | None]] = [
        *((one, "image", _of_article(one, looks[id(one)], made, album)) for one in site.articles),
        *((one, "image", _of_page(one, made, album)) for one in site.pages),
        *((one, "portrait", _of_person(one, made, album)) for one in site.people),
    ]
    words = Words(str(settings.get("SITESUBTITLE") or settings["SITENAME"]), "", "features")
    whole = pictures.cover(made, "site", "site", look_of(settings["SITENAME"], "features"), words)
    for content, attribute, image in found:
        setattr(content, attribute, image)
    for content in (*site.articles, *site.pages, *site.subjects):
        _expand(content, made.plan, album)
    if settings.get("FRONTFOOT_CHECK_ONLY"):
        return whole
    count = made.plan.make()
    logger.info("Pictures: %d files, %d of them made now", len(made.plan.paths()), count)
    for content, attribute, image in found:
        setattr(content, attribute, image and made.plan.measured(image))
    return made.plan.measured(whole)


def cast(articles: Iterable[Any]) -> dict[int, Look]:
    """Choose the look of every article's cover, by `id`: unlike those just before it in its section.

    Only older stories count, so that a new story changes no cover that is already there.
    """
    looks: dict[int, Look] = {}
    before: defaultdict[str, list[Look]] = defaultdict(list)
    for article in sorted(articles, key=lambda one: (one.date, one.slug)):
        section = article.category.slug
        topics = tuple(tag.slug for tag in article.tags)
        look = look_of(article.slug, motif(article), topics, tuple(before[section][-REMEMBERED:]))
        before[section].append(look)
        looks[id(article)] = look
    return looks


def motif(article: Any) -> str:
    """Return the motif of an article's cover: that of its content type, whatever its section is called."""
    section = str(article.category.slug)
    return MOTIF_OF_TYPE.get(getattr(article, "content_type", ""), section)


def _of_article(article: Any, look: Look, made: Studio, album: Album) -> Image:
    """Return the photograph that an article names, else its cover."""
    section = article.category.slug
    words = Words(article.title, getattr(article, "kicker", None) or article.category.name, motif(article))
    source = _source(article.metadata.get("image"), album)
    if source is None:
        return pictures.cover(made, f"{section}-{article.slug}", article.slug, look, words)
    return _photo(article, source, f"{section}-{article.slug}", words, made)


def _of_page(page: Any, made: Studio, album: Album) -> Image | None:
    """Return the photograph that a page names, or None."""
    source = _source(page.metadata.get("image"), album)
    if source is None:
        return None
    return _photo(page, source, f"pages-{page.slug}", Words(page.title, "", "news"), made)


def _photo(content: Any, source: Source, stem: str, words: Words, made: Studio) -> Image:
    """Return a photograph with the alternative text, focal point and credit that a content gives."""
    given = content.metadata
    return pictures.photo(
        made,
        source,
        stem,
        words,
        alt=_alt(given.get("image_alt")),
        focus=given.get("image_focus"),
        credit=given.get("image_credit"),
        licence=given.get("image_licence"),
    )


def _of_person(person: Any, made: Studio, album: Album) -> Image:
    """Return the portrait of a person, else a monogram."""
    words = Words(person.title, getattr(person, "role", None) or "", "news")
    source = _source(person.metadata.get("portrait"), album)
    if source is None:
        return pictures.monogram(made, person.slug, words)
    alt = _alt(person.metadata.get("portrait_alt"))
    return pictures.photo(made, source, f"people-{person.slug}", words, alt=alt, focus=(0.5, 0.35))


def _source(written: str | None, album: Album) -> Source | None:
    """Return the photograph that an editor named, or None when there is none that can be used."""
    source = album.look_up(written)[0] if written else None
    return None if source is None or source.drawing else source


def _alt(text: str | None) -> str:
    """Return an alternative text; the word `decorative` stands for none."""
    return "" if not text or text.strip().casefold() == body.DECORATIVE else text


def _expand(content: Any, plan: Plan, album: Album) -> None:
    """Give the pictures in a content's text their sizes, in place."""

    def rendered(mention: Mention) -> Rendition | None:
        source, _ = album.look_up(mention.written)
        return None if source is None else in_text(plan, source, _alt(mention.alt))

    content._content = body.expand_body_images(content._content, rendered)  # noqa: SLF001 (Pelican's own name)


def in_text(plan: Plan, source: Source, alt: str) -> Rendition:
    """Return a picture as it stands in a text: whole, and moving if it moves."""
    stem = f"{pictures.stem_of(source)}-whole"
    if source.drawing:
        path = plan.svg(stem, drawings.clean(source.file.read_bytes()).data)
        return pictures.rendition(path, (source.width, source.height), BODY, kind="photo", alt=alt)
    if source.frames == 1:
        return pictures.cut(plan, source, BODY, CENTRE, alt=alt)
    width = min(source.width, pictures.WIDEST_MOVING)
    height = max(1, round(source.height * width / source.width))
    paths = plan.moving(source, stem, width, height)
    still = pictures.rendition(paths["gif"], (width, height), BODY, kind="photo", alt=alt, tone=source.tone)
    return still._replace(sources=((MEDIA_TYPES["webp"], f"/{paths['webp']} {width}w"),))
