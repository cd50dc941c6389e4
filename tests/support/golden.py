"""The expected output of tests/site: text files as they are, other files by their names."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pelican.settings import read_settings

from plugins.blocks.guide import blocks_guide
from plugins.front_matter.guide import fields_guide
from plugins.front_matter.newsroom import folders
from plugins.settings import settings_guide
from tests.support.sites import ROOT, build_site

GOLDEN = ROOT / "tests" / "golden"
TEXT = frozenset({".html", ".xml", ".json", ".txt", ".svg"})
LIST = "files.txt"
SETTINGS = ROOT / "docs" / "settings.md"
FIELDS = ROOT / "docs" / "editors" / "fields.md"
BLOCKS = ROOT / "docs" / "editors" / "blocks.md"


def expected() -> dict[str, str]:
    """Return the golden files by path."""
    return {
        file.relative_to(GOLDEN).as_posix(): file.read_text("utf-8")
        for file in sorted(GOLDEN.rglob("*"))
        if file.is_file()
    }


def snapshot(output: Path) -> dict[str, str]:
    """Return what a build made: the text of text files, and the list of all names.

    Names of other files carry a hash of their bytes, which may differ between versions of a picture encoder:
    the hash is left out of the list.
    """
    files = sorted(file for file in output.rglob("*") if file.is_file())
    found = {
        file.relative_to(output).as_posix(): file.read_text("utf-8") for file in files if file.suffix in TEXT
    }
    names = [without_hash(file.relative_to(output).as_posix()) for file in files]
    return {**found, LIST: "\n".join(sorted(names)) + "\n"}


def without_hash(path: str) -> str:
    """Return `images/x.*.avif` for `images/x.0123456789.avif`."""
    parts = path.split(".")
    return ".".join("*" if is_hash(part) else part for part in parts)


def is_hash(part: str) -> bool:
    """Tell a run of at least eight hexadecimal digits."""
    return len(part) >= 8 and all(character in "0123456789abcdef" for character in part)


def refresh() -> None:
    """Write the golden files anew from a build."""
    with tempfile.TemporaryDirectory() as folder:
        found = snapshot(build_site(Path(folder), "site"))
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for path, text in found.items():
        file = GOLDEN / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    BLOCKS.write_text(blocks_guide(), "utf-8")
    FIELDS.write_text(fields_guide(folders(read_settings(str(ROOT / "pelicanconf.py")))), "utf-8")
    SETTINGS.write_text(settings_guide(), "utf-8")
    print(f"{len(found)} files in tests/golden. Read `git diff tests/golden` before you commit.")
