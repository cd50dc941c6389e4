"""Stylesheets, scripts and fonts of the theme, under names that change with their bytes.

`asset("css/site.css")` in a template gives `/assets/css/site.<hash>.css`, so that browsers may keep each file
for a year. `@import`s are put in place, `url()`s follow the new names, comments go. The theme's templates are kept
compiled between builds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from pelican import signals
from pelican.generators import Generator

from plugins.assets.pipeline import AssetError, Assets


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
    tokens = pelican.settings.get("FRONTFOOT_TOKENS")
    instead = {"css/tokens.css": Path(tokens)} if tokens else {}
    files = list(Assets(Path(pelican.settings["THEME"]) / "static", instead).files())
    pelican.settings["FRONTFOOT_ASSETS"] = {output: data for _, output, data in files}
    asset = asset_function({path: f"/{output}" for path, output, _ in files})
    pelican.settings["JINJA_GLOBALS"] = pelican.settings["JINJA_GLOBALS"] | {"asset": asset}


def asset_function(addresses: Mapping[str, str]) -> Callable[[str], str]:
    """Return the function that gives templates the address of an asset by its path in the theme's static folder."""

    def asset(path: str) -> str:
        """Return the address, from the root of the site. Raises AssetError for an unknown asset."""
        if path not in addresses:
            raise AssetError(f"The theme has no {path} (looked in static/).")
        return addresses[path]

    return asset


def keep_compiled_templates(pelican: Any) -> None:
    """Let Jinja keep compiled templates in the cache: each generator has its own environment and compiles anew.

    What is kept depends on a template's source and the options alone: with the optimizer off, nothing that our
    functions return is compiled in.
    """
    options = {**pelican.settings["JINJA_ENVIRONMENT"], "optimized": False}
    key = hashlib.sha256(repr((jinja2.__version__, sorted(options.items()))).encode()).hexdigest()[:16]
    folder = Path(pelican.settings["FRONTFOOT_CACHE"]) / "templates" / key
    folder.mkdir(parents=True, exist_ok=True)
    cache = jinja2.FileSystemBytecodeCache(str(folder))
    pelican.settings["JINJA_ENVIRONMENT"] = {**options, "bytecode_cache": cache}


def get_generators(_pelican: Any) -> type[AssetsGenerator]:
    """Return the generator."""
    return AssetsGenerator


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(add_asset_function)
    signals.initialized.connect(keep_compiled_templates)
    signals.get_generators.connect(get_generators)
