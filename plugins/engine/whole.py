"""When nothing at all has changed: one look at every input, and the build is over.

Only for sites where Pelican alone takes part and nothing hangs on the clock; the record is kept by a build that saw
all of that to be so. What the look sees is the state of every source, static and template file, and every print.
"""

import os
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.plugins import signals

from plugins.engine.generators import ENGINE_CLASSES
from plugins.engine.manifest import scan
from plugins.engine.parse import RACY, source_sign
from plugins.engine.templates import TemplateSources

_KINDS = ((ArticlesGenerator, "ARTICLE"), (PagesGenerator, "PAGE"), (StaticGenerator, "STATIC"))


def plain_site(settings: dict[str, Any], generators: list[Any]) -> bool:
    """Whether only Pelican's own generators work, nobody listens, and every file is a source, template or static."""
    heard = any(
        getattr(signals, name).receivers
        for name in dir(signals)
        if hasattr(getattr(signals, name), "receivers")
    )
    known = all(type(generator) in ENGINE_CLASSES.values() for generator in generators)
    return known and not heard and not settings["OUTPUT_SOURCES"] and not settings["STATIC_CREATE_LINKS"]


def inputs_state(
    settings: dict[str, Any], generators: list[Any], prints: dict[str, str], signs: dict[str, list[int]]
) -> str | None:
    """One digest for all files that the site is made from (but templates); None when one was changed just now.

    Puts the sign of each source, by its path below the content, into `signs`.
    """
    now = time.time_ns()
    lines = [f"{name} {value}" for name, value in sorted(prints.items())]
    for generator in generators:
        for cls, kind in _KINDS:
            if not isinstance(generator, cls):
                continue
            extensions = False if kind == "STATIC" else None
            files = generator.look_ahead(settings[f"{kind}_PATHS"], settings[f"{kind}_EXCLUDES"], extensions)
            for name in sorted(files):
                sign = source_sign(os.path.join(settings["PATH"], name))  # noqa: PTH118 - strings, as Pelican has them
                if sign is None or now - sign[-1] < RACY:
                    return None
                signs[name] = sign
                lines.append(f"{name} {sign}")
    for folder in settings["THEME_STATIC_PATHS"]:
        lines += [
            f"{path} {sign}" for path, sign in sorted(scan(Path(settings["THEME"]) / folder).files.items())
        ]
    return blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def templates_unchanged(generators: list[Any], templates: dict[str, str]) -> bool:
    """Whether every template that any page used has the same source."""
    sources, environment = TemplateSources(), generators[0].env
    return all(sources.digest(environment, name) == digest for name, digest in templates.items())


def nothing_changed(build: Any, keep: Callable[[str], bool]) -> bool:
    """Whether nothing has changed since the last build, so that this one has nothing to do."""
    build.state = None
    if build.keeper and plain_site(build.settings, build.generators):
        build.state = inputs_state(build.settings, build.generators, build.prints, build.parses.signs)
    known = build.store.get("engine", "whole")
    if (
        not build.state
        or not known
        or known["state"] != build.state
        or known["now"] > time.time()
        or build.settings.get("ENGINE_VERIFY")
    ):
        return False
    if (
        build.manifest.tampered
        or not all(keep(path) for path in build.manifest.foreign)
        or not build.staging.live.is_dir()
    ):
        return False
    if not templates_unchanged(build.generators, known["templates"]):
        return False
    build.report.counts, build.report.skipped = known["counts"], known["pages"]
    build.report.reasons = dict.fromkeys(build.store.keys("page"))
    return True


def record_of(build: Any) -> dict[str, Any] | None:
    """What the next build compares with; None when this one saw something that hangs on more than files."""
    plan, rows = build.plan, []
    if plan is not None:
        rows = [plan.past.pages[path] for path in build.report.reasons if path in plan.past.pages]
    templates: dict[str, str] = {}
    for key in {row["shared"] for row in rows}:
        templates |= plan.past.shared[key]["templates"] if plan is not None else {}
    settled = build.state and build.parses.settled and len(rows) == len(build.report.reasons)
    quiet = not any(row["volatile"] or row["files"] or row["records"] for row in rows)
    record = {
        "state": build.state,
        "now": time.time(),
        "templates": templates,
        "pages": len(rows),
        "counts": build.report.counts,
    }
    return record if settled and quiet else None
