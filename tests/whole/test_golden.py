"""The small site, byte for byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.support.golden import expected, snapshot
from tests.support.sites import ROOT, build_site, build_to

CACHE = ".cache/"


def test_output_is_as_expected(site: Path) -> None:
    """Nothing in the output changed unnoticed; `./inv golden` refreshes the files after a look."""
    found, wanted = snapshot(site), expected()
    assert sorted(found) == sorted(wanted)
    assert [path for path in wanted if found[path] != wanted[path]] == []


def test_two_builds_are_identical(site: Path, tmp_path: Path) -> None:
    """Another time zone, locale and hash seed, another folder: the same bytes."""
    other = build_site(
        tmp_path,
        "site",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        LANG="C",
        PYTHONHASHSEED="4242",
        HOME=str(tmp_path),
    )
    assert bytes_of(other) == bytes_of(site)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def test_a_build_writes_nothing_into_the_repository(tmp_path: Path) -> None:
    """In a copy of the repository, a build changes no file but its output and its cache."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    copy = tmp_path / "copy"
    for name in filter(None, names.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/golden/", "content/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    before = bytes_of(copy)
    build_to(copy / "tests" / "site" / "siteconf.py", copy / "output", PYTHONPATH=str(copy))
    after = {
        path: data
        for path, data in bytes_of(copy).items()
        if not path.startswith(("output/", ".output.engine/", CACHE))
    }
    assert after == before
