"""Every address ever published keeps working: permanent names in feeds, and a page at each old address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from plugins.redirects.addresses import feed_id, load


class RedirectsGenerator(Generator):  # type: ignore[misc]
    """Writes a page that leads on for each alias that a static file can answer."""

    def generate_output(self, writer: Any) -> None:
        """Write the redirect pages."""
        template = self.get_template("redirect")
        subjects = (content for contents in self.context["subjects"].values() for content in contents)
        for content in (*self.context["articles"], *self.context["pages"], *subjects):
            for alias in content.aliases:
                if save_as := file_for(alias):
                    writer.write_file(save_as, template, self.context, target=f"/{content.url}", url=alias)


def file_for(alias: str) -> str:
    """Return the file that answers an old address, or nothing when only the web server can (a query)."""
    path = alias.strip("/")
    if "?" in alias or not path:
        return ""
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"


def set_feed_ids(generators: list[Any]) -> None:
    """Give every article its `feed_id`."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    recorded = load(Path(stories.settings["PATH"]))
    site = stories.settings["SITEURL"]
    for article in stories.articles:
        file = article.relative_source_path
        article.feed_id = feed_id(article.metadata, f"/{article.url}", file, recorded, site)


def get_generators(_pelican: Any) -> type[RedirectsGenerator]:
    """Return the generator."""
    return RedirectsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.get_generators.connect(get_generators)
    signals.all_generators_finalized.connect(set_feed_ids)
