"""What editors may write, and a refusal in plain words of anything else.

On `initialized` the whole content folder is read and checked; problems wait in `pelican.newsroom.problems`
until every room has added its own, then `plugins.output` raises them as one. While Pelican reads, each file's
texts become values here, and what may not appear yet is left out.
"""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.front_matter.metadata import fill_in, held_back
from plugins.front_matter.newsroom import read_newsroom


def check_content(pelican: Any) -> None:
    """Read and check all content files before Pelican does."""
    pelican.newsroom = read_newsroom(pelican.settings)


def use_reader(readers: Any) -> None:
    """Read `.md` with our reader, and nothing else."""
    from plugins.front_matter.reader import NewsroomReader  # noqa: PLC0415 (blocks build on this package's types)

    readers.reader_classes = {
        suffix: reader for suffix, reader in readers.reader_classes.items() if suffix == "static"
    }
    readers.reader_classes["md"] = NewsroomReader


def complete_metadata(generator: Any, metadata: dict[str, Any]) -> None:
    """Turn texts into values; leave out what may not appear yet, or mark it in a preview."""
    settings = generator.settings
    fill_in(metadata, settings)
    reason = held_back(metadata, settings["FRONTFOOT_BUILD_TIME"])
    metadata["preview_note"] = reason
    hidden = reason == "retracted" or (reason and not settings["FRONTFOOT_DRAFTS"])
    metadata["status"] = "skip" if hidden else "published"


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(check_content)
    signals.readers_init.connect(use_reader)
    signals.article_generator_context.connect(complete_metadata)
    signals.page_generator_context.connect(complete_metadata)
