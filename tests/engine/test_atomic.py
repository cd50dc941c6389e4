"""Whatever happens to a build, what is served is wholly the old tree or wholly the new one."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.engine import exchange, fork, manifest, staging
from plugins.engine import run as build_module
from plugins.engine.encoding import decode
from plugins.engine.lock import LockedError, build_lock
from tests.engine.harness import ROOT, Site, build, clean_build, difference, kill, start_build, tree

RUN = """
import sys
sys.path[:0] = [{root!r}, {site!r}]
sys.dont_write_bytecode = True
from pathlib import Path
from tests.engine import harness
site = harness.Site(Path({site!r}), plugins={plugins})
site.now = harness.START
harness._build(site, "output", True, 1, {{}})
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.begin()
    return site


def test_an_error_leaves_the_old_output(site: Site) -> None:
    """A template that fails stops the build with its own exception, and no byte of the old output changes."""
    assert not build(site)
    before = tree(site.root / "output")
    site.put("theme/templates/page.html", "{{ page.nothing.at.all }}")
    site.write("news/added.md", number=9)
    assert "UndefinedError" in build(site)
    assert tree(site.root / "output") == before


def test_a_deleted_article_is_gone(site: Site) -> None:
    """A page that the site no longer makes is removed, with the folders that it leaves empty."""
    assert not build(site)
    (site.root / "content/opinion/column.md").unlink()
    assert not build(site)
    assert tree(site.root / "output") == clean_build(site)
    assert not (site.root / "output/category/opinion.html").exists()


def test_no_empty_folder_is_left(site: Site) -> None:
    """The folder of a page goes with it, in every tree that is used again; a foreign empty folder stays."""
    site.write("news/away.md", number=9, save_as="away/in/index.html", url="away/in/")
    (site.root / "output/uploads/new").mkdir(parents=True)
    assert not build(site)
    assert (site.root / "output/away/in/index.html").exists()
    (site.root / "content/news/away.md").unlink()
    for number in range(10, 13):
        site.write(f"news/more-{number}.md", number=number)
        assert not build(site)
        assert not (site.root / "output/away").exists()
        assert (site.root / "output/uploads/new").is_dir()


def spoil(spare: Path) -> None:
    """Do to a tree what nobody should."""
    (spare / "index.html").unlink()
    (spare / "index.html").mkdir()
    (spare / "tags.html").write_text("edited")
    (spare / "left.html").write_text("left by somebody")
    shutil.rmtree(spare / "theme")
    (spare / "theme").symlink_to("/nowhere")
    (spare / "feeds/all.atom.xml").unlink()
    (spare / "feeds/all.atom.xml").symlink_to("../tags.html")


def test_nothing_of_the_spare_tree_is_trusted(site: Site) -> None:
    """Whatever was done to the tree that waits to be used again, the output is exact."""
    for number in range(10, 14):
        site.write(f"news/more-{number}.md", number=number)
        assert not build(site)
        assert tree(site.root / "output") == clean_build(site)
        spare = site.root / ".output.engine/spare"
        if number > 10:
            assert spare.is_dir()
            spoil(spare)
    shutil.rmtree(spare)
    spare.write_text("no tree at all")
    site.write("news/more.md", number=9)
    assert not build(site)
    assert tree(site.root / "output") == clean_build(site)


@pytest.mark.parametrize("dies", [False, True])
def test_trees_are_looked_at_ahead(site: Site, dies: bool) -> None:
    """Where there are thousands of files, another process looks at the trees; whether or not it lives, all is exact."""

    def patch() -> None:
        manifest._LONG = 0  # noqa: SLF001 - a small site, taken for a large one
        builder, scan = os.getpid(), build_module.scan

        def noted(folder: Path) -> manifest.Entries:
            if os.getpid() != builder:
                site.put("looked", "in another process")
            return scan(folder)

        build_module.scan = noted
        if dies:
            fork._answer = lambda *_: os._exit(1)  # noqa: SLF001 - as if it was killed

    for number in range(10, 13):
        site.write(f"news/more-{number}.md", number=number)
        (site.root / "output/index.html").unlink(missing_ok=True)
        assert not build(site, jobs=2, patch=patch)
        assert tree(site.root / "output") == clean_build(site)
    assert (site.root / "looked").exists() != dies


def test_unchanged_files_keep_their_time(site: Site) -> None:
    """A page that did not change is the same file as before, so that browsers and rsync see that it is."""
    assert not build(site)
    before = (site.root / "output/pages/about.html").stat()
    for number in range(10, 13):
        site.write(f"news/more-{number}.md", number=number)
        assert not build(site)
        after = (site.root / "output/pages/about.html").stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_foreign_files_stay(site: Site) -> None:
    """A file that no build made stays where it is; one that stands where the build writes does not."""
    assert not build(site)
    site.put("output/.well-known/proof.txt", "proof")
    site.put("output/news-to-come.html", "foreign")
    (site.root / "output/alias.html").symlink_to("index.html")
    for number in range(9, 12):
        site.write("news/added.md", number=number)
        assert not build(site)
    assert (site.root / "output/.well-known/proof.txt").read_text() == "proof"
    assert (site.root / "output/alias.html").readlink() == Path("index.html")
    site.write("news/more.md", number=10, slug="news-to-come")
    assert not build(site)
    assert "foreign" not in (site.root / "output/news-to-come.html").read_text()


def test_delete_output_directory_drops_foreign_files(site: Site) -> None:
    """With DELETE_OUTPUT_DIRECTORY only what OUTPUT_RETENTION names stays, as with Pelican."""
    overrides = {"DELETE_OUTPUT_DIRECTORY": True, "OUTPUT_RETENTION": [".git"]}
    assert not build(site)
    site.put("output/.git/HEAD", "ref")
    site.put("output/foreign.txt", "foreign")
    assert not build(site, overrides=overrides)
    assert (site.root / "output/.git/HEAD").exists()
    assert not (site.root / "output/foreign.txt").exists()


def test_a_second_build_says_who_holds_the_lock(site: Site) -> None:
    """A build that may not wait names the process that builds."""
    assert not build(site)
    with build_lock(site.root / ".output.engine/lock", wait=0):
        message = build(site, overrides={"ENGINE_LOCK_WAIT": 0})
    assert "LockedError" in message
    assert f"process {os.getpid()}" in message


def test_two_builds_at_once_both_succeed(site: Site) -> None:
    """The second build waits for the first; both end well and the output is exact."""
    pids = [start_build(site, "output") for _ in range(3)]
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0, 0, 0]
    assert tree(site.root / "output") == clean_build(site)


def test_the_lock_dies_with_its_holder(tmp_path: Path) -> None:
    """A lock file left by a killed process does not hold anyone up."""
    lock = tmp_path / "lock"
    lock.write_text('{"pid": 1, "host": "x"}')
    with build_lock(lock, wait=0), pytest.raises(LockedError), build_lock(lock, wait=0):
        pass


def survives_kills(site: Site, count: int, seed: int) -> None:
    """Kill `count` builds at random moments, each between two known states of the site."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice
    assert not build(site)
    old = tree(site.root / "output")
    started = time.monotonic()
    site.configure(name="Timed")
    assert not build(site)
    length = time.monotonic() - started
    for number in range(count):
        old = tree(site.root / "output")
        site.configure(name=f"Name {number}")
        new = clean_build(site)
        pid = start_build(site, "output", jobs=chance.choice([1, 2]))
        time.sleep(chance.random() * length * 1.2)
        kill(pid)
        assert (site.root / "output").is_dir()
        served = tree(site.root / "output")
        assert served in (old, new), difference(served, old)
        assert not build(site)
        assert tree(site.root / "output") == new


def test_kill_at_any_moment(site: Site) -> None:
    """kill -9 leaves the old tree or the new one, and the next build is exact."""
    survives_kills(site, int(os.environ.get("ENGINE_KILLS", "10")), seed=1)


@pytest.mark.parametrize("point", ["before", "between", "after"])
def test_kill_around_the_fallback_exchange(site: Site, point: str) -> None:
    """Where the system cannot exchange in one step, the next start ends what a killed build began."""
    assert not build(site)
    old = tree(site.root / "output")
    site.configure(name="Changed")
    new = clean_build(site)

    def patch() -> None:
        staging.exchange = lambda *_: False
        rename, calls = Path.rename, []

        def dying(self: Path, target: Path) -> Path:
            calls.append(target)
            if len(calls) == ["before", "between", "after"].index(point) + 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return rename(self, target)

        Path.rename = dying  # type: ignore[method-assign]

    build(site, patch=patch)
    assert not build(site, patch=lambda: setattr(staging, "exchange", lambda *_: False))
    assert tree(site.root / "output") == new
    assert old != new


def test_exchange_swaps_two_directories(tmp_path: Path) -> None:
    """The one-step exchange works here, so that the other tests exercise it."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert exchange.exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a/b").exists()


def failing_calls(
    site: Site, calls: str, error: str, number: int, plugins: bool = True
) -> subprocess.CompletedProcess[str]:
    """Build under strace, which makes the `number`-th of the system calls fail."""
    script = RUN.format(root=str(ROOT), site=str(site.root), plugins=plugins)
    inject = f"inject={calls}:error={error}:when={number}"
    command = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={calls}",
        "-e",
        inject,
        sys.executable,
        "-c",
        script,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=site.root)


CALLS = "write,pwrite64,mkdir,link,linkat,renameat2,rename,syncfs,fdatasync,fsync"


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(("error", "number"), [("ENOSPC", 2), ("ENOSPC", 9), ("EIO", 5), ("ENOSPC", 1)])
def test_a_full_or_broken_disk_leaves_a_whole_tree(site: Site, error: str, number: int) -> None:
    """Each kind of system call that changes the disk may fail: the old tree or the new one stands, then all is well."""
    assert not build(site)
    old = tree(site.root / "output")
    site.configure(name="Changed")
    new = clean_build(site)
    for calls in CALLS.split(","):
        failing_calls(site, calls, error, number)
        assert tree(site.root / "output") in (old, new), (calls, difference(tree(site.root / "output"), old))
    assert not build(site)
    assert tree(site.root / "output") == new


def _flip(data: bytes) -> bytes:
    changed = bytearray(data)
    for place in range(2000, len(changed), 997):
        changed[place] ^= 0x5A
    return bytes(changed)


CORRUPTIONS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "noise": lambda data: bytes(random.Random(3).randbytes(len(data))),  # noqa: S311 - a repeatable choice
    "flipped": _flip,
    "text": lambda data: re.sub(rb"Story", b"Stary", data),
    "zeroed": lambda data: data[:4096] + bytes(len(data) - 4096),
}


@pytest.mark.parametrize("kind", sorted(CORRUPTIONS))
def test_a_corrupt_store_costs_time_only(site: Site, kind: str) -> None:
    """Whatever is wrong with the store, the next build is exact, and so is the one after it."""
    assert not build(site)
    store = site.root / ".output.engine/store"
    store.write_bytes(CORRUPTIONS[kind](store.read_bytes()))
    site.write("news/story-1.md", number=1, title="Changed")
    assert not build(site)
    assert tree(site.root / "output") == clean_build(site)
    site.write("news/story-2.md", number=2, title="Changed again")
    assert not build(site)
    assert tree(site.root / "output") == clean_build(site)


def test_a_record_in_its_first_form_is_read(site: Site) -> None:
    """A tree that an older engine made is taken over: its pages are its own, and go when their stories go."""
    assert not build(site)
    home = site.root / ".output.engine"
    for file in home.glob("tree-*"):
        text = json.dumps(decode(file.read_bytes().partition(b"\n")[2]), ensure_ascii=False)
        seal = manifest.digest_bytes(f"{file.name.removeprefix('tree-')}{text}".encode())
        file.write_text(f"{seal}\n{text}")
    (home / "store").unlink()
    (site.root / "content/opinion/column.md").unlink()
    assert not build(site)
    assert tree(site.root / "output") == clean_build(site)


def test_an_older_tree_is_never_altered(site: Site) -> None:
    """Files are linked between trees, so a build writes new files only: a copy by links keeps its bytes."""
    assert not build(site)
    subprocess.run(["cp", "-al", str(site.root / "output"), str(site.root / "kept")], check=True)
    before = tree(site.root / "kept")
    site.configure(name="Changed")
    assert not build(site)
    assert tree(site.root / "kept") == before
