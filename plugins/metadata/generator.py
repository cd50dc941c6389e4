"""The files beside the pages: sitemaps, robots.txt, security.txt, icons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pelican.generators import Generator

from plugins.images.palette import palette
from plugins.metadata import icons, sitemap, texts
from plugins.metadata.site import Site, site_from

FACES = Path("static/fonts/card")


class MetadataGenerator(Generator):  # type: ignore[misc]
    """Writes what machines look for at fixed addresses."""

    def generate_output(self, writer: Any) -> None:
        """Write every file through the one writer."""
        for path, data in files(self.context, self.settings, self.theme):
            writer.write_bytes(path, data)


def files(context: Mapping[str, Any], settings: Mapping[str, Any], theme: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path in the output, bytes) of every file."""
    site = site_from(settings)
    recent = sitemap.news(context["articles"], settings["FRONTFOOT_BUILD_TIME"])
    yield "robots.txt", texts.robots_txt(site)
    yield "sitemap.xml", sitemap.sitemap(sitemap.site_entries(context), site)
    yield "news-sitemap.xml", sitemap.news_sitemap(recent, site)
    security = texts.security_txt(site, settings.get(texts.SETTING) or "")
    if security:
        yield ".well-known/security.txt", security
    yield from icon_files(site, settings, theme)


def icon_files(site: Site, settings: Mapping[str, Any], theme: str) -> Iterator[tuple[str, bytes]]:
    """Yield the icons; their letters are set in the theme's boldest face for pictures, when it has one."""
    letters = icons.initials(site)
    colours = palette(settings.get("FRONTFOOT_COLOURS") or {})
    face = heading_face(Path(theme) / FACES)
    yield "icons/favicon.svg", icons.icon_svg(letters, colours)
    yield "icons/apple-touch-icon.png", icons.png(icons.icon_image(letters, colours, icons.TOUCH_SIDE, face))
    yield "favicon.ico", icons.ico(icons.icon_image(letters, colours, icons.ICO_SIDES[-1][0], face))


def heading_face(folder: Path) -> Path | None:
    """Return the theme's first bold face."""
    return next((path for path in sorted(folder.glob("*.[ot]tf")) if "bold" in path.stem.lower()), None)
