"""Stylesheets, scripts and fonts of the theme, under names that change with their bytes.

`asset("css/site.css")` in a template gives `/assets/css/site.<hash>.css`, so that browsers may keep each file
for a year. `@import`s are put in place, `url()`s follow the new names, comments go. The theme's templates are
compiled once for all generators (`compiled`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.assets.bundles import asset_files
from plugins.assets.compiled import CompiledTemplates, PlainCode
from plugins.assets.pipeline import AssetError
from plugins.images.store import Store


class AssetsGenerator(Generator):  # type: ignore[misc]
    """Writes every asset of the theme."""

    def generate_output(self, writer: Any) -> None:
        """Write each asset under its hashed name."""
        for path, data in self.settings["FRONTFOOT_ASSETS"].items():
            writer.write_bytes(path, data)


def add_asset_function(pelican: Any) -> None:
    """Read the theme's static files and give templates the `asset` function.

    All of them are read now: a function that read files while pages render would hide from the engine which pages
    hang on them.
    """
    settings = pelican.settings
    tokens = settings.get("FRONTFOOT_TOKENS")
    instead = {"css/tokens.css": Path(tokens)} if tokens else {}
    files = list(asset_files(Path(settings["THEME"]) / "static", instead, kept_in(settings)))
    settings["FRONTFOOT_ASSETS"] = {output: data for _, output, data in files}
    asset = asset_function({path: f"/{output}" for path, output, _ in files})
    settings["JINJA_GLOBALS"] = settings["JINJA_GLOBALS"] | {"asset": asset}


def kept_in(settings: Mapping[str, Any]) -> Store:
    """Return the store of what was bundled and compiled before."""
    return Store(Path(settings.get("FRONTFOOT_CACHE", ".cache")) / "theme")


def asset_function(addresses: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that gives templates the address of an asset by its path in the theme's static folder."""

    def asset(path: str) -> str:
        """Return the address, from the root of the site. Raises AssetError for an unknown asset."""
        if path not in addresses:
            raise AssetError(f"The theme has no {path} (looked in static/).")
        return addresses[path]

    return asset


def share_compiled_templates(pelican: Any) -> None:
    """Let all environments share their compiled templates, from build to build."""
    settings = pelican.settings
    kept = CompiledTemplates(kept_in(settings))
    options = {**settings["JINJA_ENVIRONMENT"], "optimized": False, "bytecode_cache": kept}
    settings["JINJA_ENVIRONMENT"] = options


def compile_plainly(generator: Any) -> None:
    """Let a generator's environment compile what can be kept."""
    generator.env.code_generator_class = PlainCode


def get_generators(_pelican: Any) -> type[AssetsGenerator]:
    """Return the generator."""
    return AssetsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(add_asset_function)
    signals.initialized.connect(share_compiled_templates)
    signals.generator_init.connect(compile_plainly)
    signals.get_generators.connect(get_generators)
