"""The files beside the pages: sitemaps, robots.txt, security.txt, icons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pelican.generators import Generator
from PIL import __version__ as pillow
from PIL.Image import Image

from plugins.images.palette import palette
from plugins.images.store import Store, fingerprint, key_of
from plugins.metadata import icons, sitemap, texts
from plugins.metadata.site import Site, site_from


class MetadataGenerator(Generator):  # type: ignore[misc]
    """Writes what machines look for at fixed addresses."""

    def generate_output(self, writer: Any) -> None:
        """Write every file through the one writer."""
        for path, data in files(self.context, self.settings):
            writer.write_bytes(path, data)


def files(context: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the output, bytes) of every file."""
    site = site_from(settings)
    recent = sitemap.news(context["articles"], settings["FRONTFOOT_BUILD_TIME"])
    yield "robots.txt", texts.robots_txt(site)
    yield "sitemap.xml", sitemap.sitemap(sitemap.site_entries(context), site)
    yield "news-sitemap.xml", sitemap.news_sitemap(recent, site)
    security = texts.security_txt(site, settings.get(texts.SETTING) or "")
    if security:
        yield ".well-known/security.txt", security
    yield from icon_files(site, settings)


def icon_files(site: Site, settings: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the icons; those that have been drawn before come from the cache."""
    letters = icons.initials(site)
    colours = palette(settings.get("FRONTFOOT_COLOURS") or {})
    store = Store(Path(settings.get("FRONTFOOT_CACHE", ".cache")) / "pictures")
    code = fingerprint(icons.made_by()) + pillow

    def drawn(name: str, write: Callable[[Image], bytes], side: int) -> tuple[str, bytes]:
        key = key_of(name, letters, colours, side, code)
        return name, store.made(key, lambda: write(icons.icon_image(letters, colours, side)))

    yield "icons/favicon.svg", icons.icon_svg(letters, colours)
    yield drawn("icons/apple-touch-icon.png", icons.png, icons.TOUCH_SIDE)
    yield drawn("favicon.ico", icons.ico, icons.ICO_SIDES[-1][0])
