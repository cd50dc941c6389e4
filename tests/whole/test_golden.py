"""The small site, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.golden import expected, snapshot
from tests.support.sites import build_site


def test_output_is_as_expected(site: Path) -> None:
    """Nothing in the output changed unnoticed; `./inv golden` refreshes the files after a look."""
    found, wanted = snapshot(site), expected()
    assert sorted(found) == sorted(wanted)
    assert [path for path in wanted if found[path] != wanted[path]] == []


def test_two_builds_are_identical(site: Path, tmp_path: Path) -> None:
    """Another time zone, locale and hash seed, another folder: the same bytes."""
    other = build_site(
        tmp_path, "site", TZ="Pacific/Auckland", LC_ALL="C", LANG="C", PYTHONHASHSEED="4242", HOME=str(tmp_path)
    )
    assert bytes_of(other) == bytes_of(site)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_nothing_is_written_into_the_repository() -> None:
    """Placeholder."""
