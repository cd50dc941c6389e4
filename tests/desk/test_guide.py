"""The editors' guide cannot rot: its messages are the software's, its commands and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks import namespace
from tests.support.sites import ROOT

GUIDE = ROOT / "docs" / "editors"
PAGES = sorted([*GUIDE.glob("*.md"), *(ROOT / "docs" / "ci").glob("*.md")])
MADE = {"fields.md", "blocks.md"}


def test_every_message_is_one_that_the_software_says() -> None:
    """Each quoted message stands in the programs, word for word."""
    programs = "\n".join(
        re.sub(r'"\n\s+f?"', "", file.read_text("utf-8"))
        for file in sorted((ROOT / "plugins").rglob("*"))
        if file.suffix in {".py", ".toml"}
    )
    rows = re.findall(r"^\| `(.*?)` \|", (GUIDE / "messages.md").read_text("utf-8"), flags=re.MULTILINE)
    assert len(rows) > 40
    assert [row for row in rows if row.strip() not in programs] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the repository is good, its anchor too."""
    if page.name in MADE:
        return
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if file.suffix in {".md", ".yml", ".toml"} and file.name not in MADE and "{" not in target:
            assert file.is_file(), target
            assert not anchor or anchor in anchors(file), target


def anchors(file: Path) -> list[str]:
    heads = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), flags=re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    """Every `./inv` command of the guide is a task."""
    used = set(re.findall(r"\./inv ([a-z][a-z.-]*)", page.read_text("utf-8")))
    assert used <= set(namespace.task_names) | {"digest.new"}
