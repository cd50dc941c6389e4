"""Releases: a finished tree becomes a folder of its own under a target, and one link says which is served.

    target/releases/0007-3f9c21ab/    the trees, the newest few
    target/current                    a symbolic link to one of them, which the web server has as its root
    target/retracted                  addresses that must never come back, one a line

A release is complete before the link moves, and the link moves in one rename(2): nothing is ever served by half.
"""

import fcntl
import gzip
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from plugins.engine.exchange import sync_directory, sync_file_system
from plugins.engine.manifest import digest_file, scan
from plugins.engine.staging import home_of, link

COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg", ".webmanifest")
_SMALL = 256  # bytes below which compressing saves nothing
_NAME = re.compile(r"^(\d{4,})-[0-9a-f]{8}$")
_REMOTE = re.compile(r"^(?P<host>[\w.@-]+):(?P<path>.+)$")


class ReleaseError(Exception):
    """A release cannot be made or found; the message says what to do."""

    exitcode = 1


def publish(
    output: Path, target: str, keep: int = 5, retract: Iterable[str] = (), compress: bool = True
) -> str:
    """Release the tree at `output` to `target`: a folder, or `host:folder` over SSH. Gives the release's name.

    `keep` is how many releases stay for `rollback`; `retract` are addresses whose stories must never come back. A page
    that the tree has at one of them is the site's word on that, and served; without one the address is empty, in later
    releases too. Files that did not change are links to the last release.
    Raises ReleaseError or OSError, and then what was served is served still.
    """
    if not (output / "index.html").is_file():
        raise ReleaseError(f"{output} has no index.html: build the site first.")
    remote = _remote(target)
    folder = _outbox(output) if remote else Path(target)
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    explained = set(retract)
    with _locked(folder):
        _retract(folder, explained)
        name = _release(folder, output, keep, compress, explained)
        if remote:
            _send(folder, remote["host"], remote["path"], keep)
        return name


def rollback(target: str, name: str | None = None, output: Path = Path("output")) -> str:
    """Serve an earlier release: the one before the current, or the one named. Gives the name of what is served now.

    An address that was retracted since does not come back: where the earlier release has it, a new release is made
    without it, and files that mention it are taken as they are now. For a target over SSH, the releases kept beside
    `output` are looked through, and the one wanted is sent again. Raises ReleaseError.
    """
    remote = _remote(target)
    folder = _outbox(output) if remote else Path(target)
    with _locked(folder):
        wanted = folder / "releases" / (name or _before_current(folder))
        if not wanted.is_dir():
            known = ", ".join(path.name for path in _releases(folder))
            raise ReleaseError(f"There is no release {wanted.name}; there are: {known}.")
        banned = [path for address in retracted(folder) for path in _files_of(wanted, address)]
        if banned:
            wanted = _without(folder, wanted, banned)
        _switch(folder, wanted)
        if remote:
            _send(folder, remote["host"], remote["path"], len(_releases(folder)))
        return wanted.name


def retracted(folder: Path) -> list[str]:
    """The addresses that must never come back, sorted."""
    file = folder / "retracted"
    return sorted(set(file.read_text("utf-8").split())) if file.exists() else []


def current(folder: Path) -> Path | None:
    """The release that is served, or None."""
    pointer = folder / "current"
    return pointer.resolve() if pointer.is_symlink() and pointer.exists() else None


def _release(folder: Path, output: Path, keep: int, compress: bool, explained: set[str]) -> str:
    incoming = folder / "releases" / ".incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    last = current(folder)
    _copy(output, incoming, last)
    for address in set(retracted(folder)) - explained:
        for path in _files_of(incoming, address):
            (incoming / path).unlink()
    if compress:
        _compress(incoming, last)
    sync_file_system(incoming)
    release = folder / "releases" / _next_name(folder, incoming)
    incoming.rename(release)
    sync_directory(release.parent)
    _switch(folder, release)
    _forget(folder, keep)
    return release.name


def _copy(source: Path, target: Path, last: Path | None) -> None:
    """Copy a tree, linking what the last release has with the same bytes."""
    for path, (_, size, _) in sorted(scan(source).files.items()):
        copied = target / path
        copied.parent.mkdir(parents=True, exist_ok=True)
        former = last / path if last else None
        if former and former.is_file() and former.stat().st_size == size and _same(former, source / path):
            link(former, copied)
        else:
            shutil.copy2(source / path, copied)
            copied.chmod(0o644)


def _same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def _compress(tree: Path, last: Path | None) -> None:
    """Put a Brotli and a gzip sibling beside every text file; for unchanged files, those of the last release."""
    for path in sorted(scan(tree).files):
        file = tree / path
        if not path.endswith(COMPRESSED) or file.stat().st_size < _SMALL:
            continue
        former = last / path if last else None
        unchanged = former is not None and former.is_file() and former.stat().st_ino == file.stat().st_ino
        for suffix in (".br", ".gz"):
            sibling = Path(f"{file}{suffix}")
            known = Path(f"{former}{suffix}")
            if unchanged and known.is_file():
                link(known, sibling)
            else:
                data = file.read_bytes()
                sibling.write_bytes(
                    brotli.compress(data) if suffix == ".br" else gzip.compress(data, 9, mtime=0)
                )


def _next_name(folder: Path, tree: Path) -> str:
    numbers = [int(match[1]) for path in _releases(folder) if (match := _NAME.match(path.name))]
    state = "\n".join(f"{path} {digest_file(tree / path)}" for path in sorted(scan(tree).files))
    return f"{max(numbers, default=0) + 1:04d}-{blake2b(state.encode(), digest_size=4).hexdigest()}"


def _releases(folder: Path) -> list[Path]:
    """The complete releases, oldest first."""
    found = (path for path in (folder / "releases").iterdir() if _NAME.match(path.name))
    return sorted(found, key=lambda path: int(path.name.split("-")[0]))


def _before_current(folder: Path) -> str:
    served = current(folder)
    older = [path for path in _releases(folder) if served is None or _number(path) < _number(served)]
    if not older:
        raise ReleaseError("There is no earlier release to go back to.")
    return older[-1].name


def _number(release: Path) -> int:
    return int(release.name.split("-")[0])


def _switch(folder: Path, release: Path) -> None:
    """Point `current` at a release, in one step."""
    draft = folder / ".current"
    draft.unlink(missing_ok=True)
    draft.symlink_to(Path("releases") / release.name)
    draft.replace(folder / "current")
    sync_directory(folder)


def _forget(folder: Path, keep: int) -> None:
    served = current(folder)
    for release in _releases(folder)[: -max(keep, 1)]:
        if release.resolve() != served:
            shutil.rmtree(release, ignore_errors=True)


def _retract(folder: Path, addresses: Iterable[str]) -> None:
    listed = sorted({*retracted(folder), *addresses})
    if not listed:
        return
    draft = folder / ".retracted"
    draft.write_text("".join(f"{address}\n" for address in listed), "utf-8")
    draft.replace(folder / "retracted")


def _files_of(tree: Path, address: str) -> list[str]:
    """The files of a release that answer for an address, with their compressed siblings."""
    path = address.strip("/")
    names = [path, f"{path}/index.html", f"{path}.html"]
    found = [f"{name}{suffix}" for name in names for suffix in ("", ".br", ".gz")]
    return [name for name in found if name and (tree / name).is_file()]


def _without(folder: Path, release: Path, banned: list[str]) -> Path:
    """A new release like an old one but without some files: they, and what mentions them, are taken as served now."""
    served = current(folder)
    addresses = [f"/{address.strip('/')}".encode() for address in retracted(folder)]
    incoming = folder / "releases" / ".incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    for path in sorted(scan(release).files):
        if path.endswith((".br", ".gz")):
            continue
        source = release / path
        mentions = path.endswith(COMPRESSED) and any(address in source.read_bytes() for address in addresses)
        if path in banned and served is None:
            continue
        if mentions or path in banned:
            source = (served or release) / path
        if not source.is_file():
            continue
        for suffix in ("", ".br", ".gz"):
            if Path(f"{source}{suffix}").is_file():
                target = incoming / f"{path}{suffix}"
                target.parent.mkdir(parents=True, exist_ok=True)
                link(Path(f"{source}{suffix}"), target)
    made = folder / "releases" / _next_name(folder, incoming)
    incoming.rename(made)
    return made


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if not folder.is_dir():
        raise ReleaseError(f"There are no releases in {folder}.")
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remote(target: str) -> re.Match[str] | None:
    return None if Path(target).exists() else _REMOTE.match(target)


def _outbox(output: Path) -> Path:
    """Where releases for another machine are made and kept: beside the output."""
    return home_of(output) / "outbox"


_SWITCH = """set -e
cd {path}
last=$(ls releases | grep -E '^[0-9]{{4,}}-' | sort -n | tail -n 1 | cut -d- -f1 | sed 's/^0*//')
name=$(printf '%04d' $(( ${{last:-0}} + 1 )))-{digest}
mv releases/.incoming "releases/$name"
rm -f .current
ln -s "releases/$name" .current
mv -T .current current
ls releases | grep -E '^[0-9]{{4,}}-' | sort -n | head -n -{keep} | while read -r old; do rm -rf "releases/$old"; done
"""


def _send(folder: Path, host: str, path: str, keep: int) -> None:
    """Send the current release with rsync into a new folder on another machine, and switch the link there.

    rsync(1) links what the release that is served there has already; the order of events is that of a local release.
    """
    release = current(folder)
    if release is None:
        raise ReleaseError(f"There are no releases in {folder}.")
    shell = os.environ.get("RSYNC_RSH", "ssh").split()
    place = shlex.quote(path)
    _run([*shell, host, f"mkdir -p {place}/releases && rm -rf {place}/releases/.incoming"])
    _run(["rsync", "-a", "--link-dest=../../current/", f"{release}/", f"{host}:{path}/releases/.incoming/"])
    digest = release.name.split("-")[1]
    _run([*shell, host, _SWITCH.format(path=place, digest=digest, keep=max(keep, 1))])


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - from settings
    except FileNotFoundError:
        raise ReleaseError(f"{command[0]} is not installed on this machine.") from None
    except subprocess.CalledProcessError as error:
        raise ReleaseError(f"{command[0]} failed: {error.stderr.strip()}") from None
    return done.stdout
