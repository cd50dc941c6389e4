"""The whole site as a command needs it: read, checked and connected, with nothing written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.log import init as init_logging

from plugins.build import load_settings, start
from plugins.digest.assembly import Assembly
from plugins.digest.html_form import render_html
from plugins.digest.model import Digest
from plugins.digest.pictures import pictures_of
from plugins.output import CheckedOnly


@dataclass(frozen=True)
class Reading:
    """A site that has been read. `context` is Pelican's, `environment` the theme's Jinja environment."""

    settings: Mapping[str, Any]
    context: Mapping[str, Any]
    environment: Any

    @property
    def content(self) -> Path:
        """The content folder."""
        return Path(self.settings["PATH"])

    @property
    def assemblies(self) -> Mapping[str, Assembly]:
        """All editions by name."""
        found: Mapping[str, Assembly] = self.context["assemblies"]
        return found

    def html(self, digest: Digest) -> str:
        """Return the HTML email of an edition."""
        colours = self.settings.get("FRONTFOOT_COLOURS") or {}
        return render_html(digest, pictures_of(digest), self.environment, colours)


def read_site(settings_file: str, overrides: Mapping[str, Any] | None = None) -> Reading:
    """Read the site that a settings file describes. Raises ContentError with everything that is wrong in it."""
    init_logging(name="pelican")
    given = {"FRONTFOOT_CHECK_ONLY": True, "PELICAN_CLASS": "pelican.Pelican", **(overrides or {})}
    settings = load_settings(settings_file, given)
    stories: list[Any] = []
    with signals.article_generator_init.connected_to(stories.append):
        try:
            start(settings, settings_file).run()
        except CheckedOnly:
            return Reading(settings, stories[0].context, stories[0].env)
    raise RuntimeError("The site was not checked: plugins.output must be the last plugin.")
