"""The files beside the pages: sitemaps, robots.txt, security.txt, icons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pelican.generators import Generator

from plugins.images.palette import palette
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
    """Yield the icons."""
    letters = icons.initials(site)
    colours = palette(settings.get("FRONTFOOT_COLOURS") or {})
    yield "icons/favicon.svg", icons.icon_svg(letters, colours)
    yield "icons/apple-touch-icon.png", icons.png(icons.icon_image(letters, colours, icons.TOUCH_SIDE))
    yield "favicon.ico", icons.ico(icons.icon_image(letters, colours, icons.ICO_SIDES[-1][0]))
