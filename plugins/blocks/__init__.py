"""The body of a story: Markdown, with editorial blocks, to clean HTML.

A block is a fence in the text; each kind is a folder in `kinds/` with its parameters, its template and a fixture:

    /// fact-box | What is Agenda for Change?
        source: NHS Employers | https://example.org/afc

    The pay system of most staff.
    ///

The way of a body: `scan` finds the blocks, their options and everything wrong with them, each at its line;
`extension` lets pymdown-extensions' blocks API put a placeholder where each stands; `text` sanitises what the
editor wrote; only then `expand` puts the templates' own markup into the placeholders. `plain` gives the text alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def use_blocks(pelican: Any) -> None:
    """Let Markdown know the blocks, where their data files are and who publishes."""
    from plugins.blocks.extension import NAME  # noqa: PLC0415 (front_matter imports this package first)

    settings = pelican.settings
    markdown = settings["MARKDOWN"]
    config = {
        "data": str(Path(settings["PATH"]) / "data"),
        "organisation": settings["FRONTFOOT_ORGANISATION"],
    }
    settings["MARKDOWN"] = {
        **markdown,
        "extensions": [*(name for name in markdown.get("extensions", ()) if name != NAME), NAME],
        "extension_configs": {**markdown.get("extension_configs", {}), NAME: config},
    }


def prepare_templates(pelican: Any) -> None:
    """Have the templates of all kinds compiled before texts are read."""
    from plugins.assets import kept_in  # noqa: PLC0415 (as above)
    from plugins.assets.compiled import CompiledTemplates  # noqa: PLC0415 (as above)
    from plugins.blocks.expand import prepare  # noqa: PLC0415 (as above)

    prepare(CompiledTemplates(kept_in(pelican.settings)))


def register() -> None:
    """Connect to Pelican; list this plugin first: others render Markdown on the same signal."""
    from pelican import signals  # noqa: PLC0415 (as above)

    from plugins.blocks.styleguide import get_generators  # noqa: PLC0415 (as above)

    signals.initialized.connect(use_blocks)
    signals.initialized.connect(prepare_templates)
    signals.get_generators.connect(get_generators)
