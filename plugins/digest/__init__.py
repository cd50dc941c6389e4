"""The monthly digest, as far as building goes: editions chosen, shown on the web, made ready for the post, frozen.

On `initialized` the edition files are checked. When the site is known, `context["editions"]` gets the editions
that are out, newest first, each with its model as `digest` and its stories as `articles`; the generators write
/digests/, a page for each edition, and /feeds/digests.rss.xml. A frozen edition whose time has not come
(`editions_ahead`) has its page and its picture, so that a message finds them, but is listed nowhere. Messages are
made by `commands`, not by builds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals

from plugins.digest.assembly import Assembly, assemble, retraction_problems
from plugins.digest.editions import check_editions, load_locks
from plugins.digest.generator import DigestsGenerator, EditionsGenerator


def check(pelican: Any) -> None:
    """Check the edition files with all other content."""
    settings = pelican.settings
    check_editions(Path(settings["PATH"]), pelican.newsroom, settings["FRONTFOOT_SECTIONS"])


def connect(generators: list[Any]) -> None:
    """Put the editions together and into the shared context."""
    context, settings = generators[0].context, generators[0].settings
    locks = load_locks(Path(settings["PATH"]))
    assemblies = assemble(context["edition_contents"], context["articles"], settings, locks)
    context.setdefault("problems", []).extend(retraction_problems(assemblies))
    context["assemblies"] = {assembly.edition.slug: assembly for assembly in assemblies}
    shown = [published(assembly) for assembly in reversed(assemblies) if assembly.digest.stories]
    context["editions"] = tuple(edition for edition in shown if is_due(edition, settings))
    pages = (("digests/", None), *((edition.url, edition.digest.send_at) for edition in context["editions"]))
    context["more_pages"] = (*context.get("more_pages", ()), *pages)
    context["editions_ahead"] = tuple(
        edition for edition in shown if edition not in context["editions"] and edition.slug in locks
    )


def is_due(edition: Any, settings: Any) -> bool:
    """Tell whether the time of an edition has come (or drafts are shown)."""
    due: bool = edition.digest.send_at <= settings["FRONTFOOT_BUILD_TIME"]
    return due or bool(settings["FRONTFOOT_DRAFTS"])


def published(assembly: Assembly) -> Any:
    """Return an edition with its model and its stories."""
    edition = assembly.edition
    edition.digest = assembly.digest
    edition.articles = tuple(story.article for story in assembly.digest.stories)
    return edition


def get_generators(_pelican: Any) -> tuple[type, ...]:
    """Return both generators."""
    return EditionsGenerator, DigestsGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after listings, redirects, images, metadata and feeds."""
    signals.initialized.connect(check)
    signals.get_generators.connect(get_generators)
    signals.all_generators_finalized.connect(connect)
