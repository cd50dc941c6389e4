"""Stylesheets, scripts and fonts of the theme, under names that change with their bytes.

`asset("css/site.css")` in a template gives `/assets/css/site.<hash>.css`, so that browsers may keep each file
for a year. `@import`s are put in place, `url()`s follow the new names, comments go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.assets.pipeline import Assets


class AssetsGenerator(Generator):  # type: ignore[misc]
    """Writes every asset of the theme."""

    def generate_output(self, writer: Any) -> None:
        """Write each asset under its hashed name."""
        for path, data in self.settings["FRONTFOOT_ASSETS"].files():
            writer.write_bytes(path, data)


def add_asset_function(pelican: Any) -> None:
    """Read the theme's static files and give templates the `asset` function."""
    tokens = pelican.settings.get("FRONTFOOT_TOKENS")
    instead = {"css/tokens.css": Path(tokens)} if tokens else {}
    assets = Assets(Path(pelican.settings["THEME"]) / "static", instead)
    pelican.settings["FRONTFOOT_ASSETS"] = assets
    pelican.settings["JINJA_GLOBALS"] = pelican.settings["JINJA_GLOBALS"] | {"asset": assets.url}


def get_generators(_pelican: Any) -> type[AssetsGenerator]:
    """Return the generator."""
    return AssetsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(add_asset_function)
    signals.get_generators.connect(get_generators)
