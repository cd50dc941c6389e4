"""After writing: what the new tree holds is put together and remembered."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.engine.manifest import Made, Manifest, digest_file, scan
from plugins.engine.report import counts_of
from plugins.engine.staging import Contents
from plugins.engine.whole import record_of

if TYPE_CHECKING:
    from plugins.engine.run import Build


def finish(build: "Build", keep: Callable[[str], bool]) -> Path | None:
    """Put the new tree together and remember it; None when it is the old one, so that nothing need be exchanged.

    `keep(path)` says whether an entry that no build made stays.
    """
    made, same = _made(build)
    manifest, live = build.manifest, build.staging.live
    removed = manifest.made.keys() - made.keys()
    dropped = not all(keep(path) for path in manifest.foreign)
    _count(build, made, same, removed)
    _remember(build)
    if made.keys() == same and not removed and not dropped and live.is_dir():
        build.ledger.write(live, live, Manifest(made).record())
        build.store.commit()
        return None
    contents = _contents(manifest, made, made.keys() if build.copies else made.keys() - same, keep)
    tree, copied = build.staging.assemble(contents)
    for path in copied.keys() & made.keys():
        made[path].sign = copied[path]
    build.ledger.write(tree, live, Manifest(made).record())
    build.store.commit()
    return tree


def _made(build: "Build") -> tuple[dict[str, Made], set[str]]:
    """What this build made, and of that what has the bytes that it had before."""
    tree, manifest, renderer = build.staging.tree, build.manifest, build.renderer
    digests = renderer.digests if renderer else {}
    left = set(build.reused)
    if renderer and renderer.writer.writes_plainly:
        left |= renderer.same
    made, same = {}, set()
    for path, sign in scan(tree).files.items():
        digest = digests.get(path) or digest_file(tree / path)
        made[path] = Made(digest, sign, build.sources.get(path))
        if digest == manifest.digest(path):
            same.add(path)
    for path in (left - made.keys()) | (set() if build.copies else same):
        made[path] = manifest.made[path]
        made[path].source = build.sources.get(path)
        same.add(path)
    return made, same


def _contents(
    manifest: Manifest, made: dict[str, Made], new: Iterable[str], keep: Callable[[str], bool]
) -> Contents:
    """What the finished tree holds. Where the build makes a file, or a directory for one, the build wins."""
    new = set(new)
    contents = Contents(new, {path: file.sign for path, file in made.items() if path not in new})
    directories = contents.directories()

    def stays(path: str) -> bool:
        if not keep(path) or path in made or path in directories:
            return False
        while path := path.rpartition("/")[0]:
            if path in made:
                return False
        return True

    files = manifest.found.files
    contents.carried |= {path: files[path] for path in manifest.foreign if path in files and stays(path)}
    contents.others = {path for path in manifest.found.others - manifest.made.keys() if stays(path)}
    ours = Contents(set(manifest.made), {}).directories()
    contents.folders = {path for path in manifest.found.folders - ours if stays(path)}
    return contents


def _count(build: "Build", made: dict[str, Made], same: set[str], removed: set[str]) -> None:
    report = build.report
    report.counts = counts_of(build.generators)
    report.parsed = build.parses.parsed
    report.rendered = build.renderer.rendered if build.renderer else 0
    report.written = len(made.keys() - same)
    report.skipped = sum(1 for reason in report.reasons.values() if reason is None)
    report.removed = len(removed)


def _remember(build: "Build") -> None:
    if build.plan is not None:
        build.rows.prune(build.store, set(build.report.reasons))
        build.store.put("engine", "nodes", build.identities)
    build.store.put("engine", "whole", record_of(build))
    build.store.put("engine", "code", build.code_record())
