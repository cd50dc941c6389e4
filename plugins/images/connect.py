"""The plugin's handlers: check before reading, make after reading, write with everything else."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.images import contact_sheet
from plugins.images.album import Album
from plugins.images.check import check_entry
from plugins.images.models import picture
from plugins.images.plan import Plan
from plugins.images.site import Site, dress
from plugins.images.store import Store
from plugins.images.studio import studio

logger = logging.getLogger(__name__)


class ImagesGenerator(Generator):  # type: ignore[misc]
    """Writes every picture file of the site."""

    def generate_output(self, writer: Any) -> None:
        """Write the files in order of their paths."""
        plan: Plan = self.context["picture_plan"]
        for path in plan.paths():
            writer.write_bytes(path, plan.data(path))
        if self.settings.get("FRONTFOOT_DRAFTS"):
            contact_sheet.write(writer, self, self.context["contact_sheet"])


def check_pictures(pelican: Any) -> None:
    """Check the pictures of all content, and give templates the `picture` function."""
    settings = pelican.settings
    store = Store(Path(settings.get("FRONTFOOT_CACHE", ".cache")) / "pictures")
    album = settings["FRONTFOOT_ALBUM"] = Album(Path(settings["PATH"]) / "images", store)
    settings["JINJA_GLOBALS"] = settings["JINJA_GLOBALS"] | {"picture": picture}
    for _, entry in sorted(pelican.newsroom.entries.items()):
        pelican.newsroom.problems.extend(check_entry(entry, album, settings))


def add_images(generators: list[Any]) -> None:
    """Give every article, page and person its Image, and make the files that are missing."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator)).pages
    context, settings = stories.context, stories.settings
    album: Album = settings["FRONTFOOT_ALBUM"]
    plan = Plan(album.store)
    subjects = context.get("subjects", {})
    site = Site(
        stories.articles,
        pages,
        subjects.get("people", ()),
        [one for group in subjects.values() for one in group],
    )
    context["site_image"] = dress(site, studio(plan, settings), album, settings)
    context["picture_plan"] = plan
    context["contact_sheet"] = contact_sheet.prints(site.pictured())


def get_generators(_pelican: Any) -> type[ImagesGenerator]:
    """Return the generator."""
    return ImagesGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(check_pictures)
    signals.all_generators_finalized.connect(add_images)
    signals.get_generators.connect(get_generators)
