"""Previews: the tree with drafts, and the list of pages that a branch changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import html
from pelican.settings import read_settings

from plugins.build import build
from plugins.clock import build_time
from plugins.desk.changes import merge_base
from plugins.problems import plural

DRAFTS = "output-drafts"
MOST = 30
HEX = frozenset("0123456789abcdef")
SHORTEST_HASH = 8
CODE = (
    "import json, sys; from plugins.build import build; sys.exit(build(sys.argv[1], json.loads(sys.argv[2])))"
)


def drafts(settings_file: str = "pelicanconf.py", output: str = DRAFTS) -> int:
    """Build the tree that shows drafts, scheduled and embargoed stories, marked and hidden from search engines.

    It lies in `output`, beside the settings file and apart from the site. Returns the build's exit code.
    """
    tree = Path(settings_file).resolve().parent / output
    return build(settings_file, {"FRONTFOOT_DRAFTS": True, "OUTPUT_PATH": str(tree)})


def serve_drafts(port: int, settings_file: str = "pelicanconf.py") -> int:
    """Build the tree with drafts and serve it with the site's headers, until interrupted; return the exit code."""
    from plugins.engine.headers import rules_for  # noqa: PLC0415 (only this command serves)
    from plugins.engine.serve import preview  # noqa: PLC0415 (the same)

    if code := drafts(settings_file):
        return code
    settings = read_settings(settings_file)
    return preview(Path(settings_file).resolve().parent / DRAFTS, rules_for(settings), port=port)


@dataclass(frozen=True, order=True)
class Page:
    """A page of a built tree: its address and its title."""

    address: str
    title: str


@dataclass(frozen=True)
class Changes:
    """The pages by which two trees differ, each sorted by address.

    `around` counts the stories and pages that stay as they are but for what stands beside them, such as latest news.
    """

    new: tuple[Page, ...]
    changed: tuple[Page, ...]
    gone: tuple[Page, ...]
    around: int


def changed(settings_file: str = "pelicanconf.py") -> int:
    """Print the pages that this branch changes, as Markdown for a pull request; return 0, or 1 when that fails.

    Both sides are built for the same moment: what is here, and the commit at which the branch left the main branch.
    """
    file = Path(settings_file).resolve()
    base = merge_base(file.parent)
    if base is None:
        print("There is no main branch here to compare with.", file=sys.stderr)  # noqa: T201 (a command)
        return 1
    with TemporaryDirectory() as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        unpack(file.parent, base, Path(folder) / "base")
        if run_build(file, after):
            return 1
        old = run_build(Path(folder) / "base" / file.name, before, cache=file.parent / ".cache")
        pages = {} if old else pages_of(before)
        print("\n".join(report(compare(pages, pages_of(after)))))  # noqa: T201 (a command)
    return 0


def unpack(repository: Path, commit: str, folder: Path) -> None:
    """Put the files of a commit into a folder."""
    archive = subprocess.run(  # noqa: S603 (git itself)
        ["git", "archive", "--format=tar", commit],  # noqa: S607 (found on PATH, as editors have it)
        cwd=repository,
        capture_output=True,
        check=True,
    ).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")


def run_build(settings_file: Path, output: Path, cache: Path | None = None) -> int:
    """Build a tree in a process of its own, with the programs beside its settings file; return the exit code."""
    overrides = {"OUTPUT_PATH": str(output)} | ({"FRONTFOOT_CACHE": str(cache)} if cache else {})
    env = {**os.environ, "BUILD_TIME": build_time().isoformat(), "PYTHONPATH": str(settings_file.parent)}
    command = [sys.executable, "-c", CODE, str(settings_file), json.dumps(overrides)]
    done = subprocess.run(  # noqa: S603 (this program itself)
        command, cwd=settings_file.parent, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr, end="")  # noqa: T201 (a command)
    return done.returncode


def pages_of(tree: Path) -> dict[str, str]:
    """Return the pages of a built tree: address to HTML, in which names of assets and pictures carry no hash."""
    found = {}
    for file in sorted(tree.rglob("*.html")):
        address = "/" + file.relative_to(tree).as_posix().removesuffix("index.html")
        found[address] = without_hashes(file.read_text("utf-8"))
    return found


def without_hashes(text: str) -> str:
    """Return a text in which no part between dots or dashes is a hash: a new style sheet changes no page."""
    return ".".join("*" if is_hash(part) else part for part in text.split("."))


def is_hash(part: str) -> bool:
    """Tell a run of at least eight hexadecimal digits."""
    return len(part) >= SHORTEST_HASH and HEX.issuperset(part)


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    """Return the pages that are new, that differ, and that are gone."""
    both = sorted(after.keys() & before.keys())
    differing = [address for address in both if before[address] != after[address]]
    changed = [address for address in differing if core(before[address]) != core(after[address])]
    return Changes(
        tuple(page_of(one, after[one]) for one in sorted(after.keys() - before.keys())),
        tuple(page_of(one, after[one]) for one in changed),
        tuple(page_of(one, before[one]) for one in sorted(before.keys() - after.keys())),
        len(differing) - len(changed),
    )


def core(text: str) -> str:
    """Return what a page itself says: its title and the body of its story, on a list its main part."""
    page = html.document_fromstring(text)
    body = page.xpath("//*[@data-pagefind-body]") or page.xpath("//main") or [page]
    for element in body[0].xpath(".//*[@data-pagefind-ignore]"):
        element.drop_tree()
    return f"{page.findtext('.//title')}\n{html.tostring(body[0], encoding='unicode', with_tail=False)}"


def page_of(address: str, text: str) -> Page:
    """Return a page with its title."""
    return Page(address, (html.document_fromstring(text).findtext(".//title") or address).strip())


def report(changes: Changes) -> Iterator[str]:
    """Yield the lines of the list, as Markdown."""
    total = len(changes.new) + len(changes.changed) + len(changes.gone)
    yield f"This branch changes {plural(total, 'page')}." if total else "This branch changes no page."
    for title, pages in (("New", changes.new), ("Changed", changes.changed), ("Gone", changes.gone)):
        if pages:
            yield from section(title, pages)
    if changes.around:
        yield from (
            "",
            f"On {plural(changes.around, 'page')} more, only what stands beside the text changes.",
        )


def section(title: str, pages: Sequence[Page]) -> Iterator[str]:
    """Yield one part of the list, at most thirty pages long."""
    yield from ("", f"**{title}**", "")
    yield from (f"- `{page.address}` {page.title}" for page in pages[:MOST])
    if len(pages) > MOST:
        yield f"- and {plural(len(pages) - MOST, 'page')} more"
