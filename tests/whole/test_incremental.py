"""The whole site, with all its rooms, built again after each edit: the same bytes as a clean build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sites import BUILD_TIME, ROOT, run_build
from tests.whole.test_golden import bytes_of

Edit = Callable[[Path], None]


def replace(name: str, old: str, new: str) -> Edit:
    """Return an edit of one file of the copy."""

    def edit(site: Path) -> None:
        file = site / name
        text = file.read_text("utf-8")
        assert old in text, (name, old)
        file.write_text(text.replace(old, new), "utf-8")

    return edit


def delete(name: str) -> Edit:
    """Return the removal of one file."""
    return lambda site: (site / name).unlink()


def move(old: str, new: str) -> Edit:
    """Return the renaming of one file."""
    return lambda site: shutil.move(site / old, site / new)  # type: ignore[return-value]


def story(name: str, text: str) -> Edit:
    """Return the arrival of one file."""

    def edit(site: Path) -> None:
        (site / name).write_text(text, "utf-8")

    return edit


EDITS: dict[str, Edit] = {
    "a body": replace("content/features/the-day-desk.md", "three people", "four people"),
    "a headline": replace("content/news/rotas-agreed.md", "Title: Rotas to be", "Title: All rotas to be"),
    "topics": replace("content/news/old-note.md", "Tags: voice", "Tags: voice, rotas"),
    "the date": replace("content/news/older-note.md", "Date: 2019-01-01", "Date: 2018-01-01"),
    "a topic's title": replace("content/topics/rotas.md", "Title: Rotas", "Title: Rotas and shifts"),
    "a person's role": replace("content/people/asha-verma.md", "General secretary", "President"),
    "a campaign's end": replace("content/campaigns/safe-rotas.md", "status: active", "status: won"),
    "the order of a series": replace("content/series/how-it-works.md", "oldest", "newest"),
    "a new story": story(
        "content/news/new.md", "Title: New\nDate: 2026-02-28\nSummary: New.\nTags: voice\n\nNew.\n"
    ),
    "a name": move("content/news/old-note.md", "content/news/a-note.md"),
    "a story's end": delete("content/opinion/say-it-out-loud.md"),
    "a template": replace("theme/templates/macros/card.html", "<article", "<article data-x"),
    "a stylesheet": replace("theme/static/css/base.css", "@layer base {", "@layer base {.x{top:0}"),
    "a setting": replace("siteconf.py", '"Join"', '"Join us"'),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of tests/site with a theme of its own."""
    site = tmp_path_factory.mktemp("incremental")
    shutil.copytree(ROOT / "tests" / "site", site, dirs_exist_ok=True)
    shutil.copytree(ROOT / "theme", site / "theme")
    conf = (site / "siteconf.py").read_text("utf-8").replace("here.parents[1]", f'Path("{ROOT}")')
    (site / "siteconf.py").write_text(conf + '\nTHEME = str(here / "theme")\n', "utf-8")
    return site


def built(site: Path, output: str, time: str = BUILD_TIME) -> dict[str, bytes]:
    """Build the copy into a folder below it and return the bytes of every file."""
    result = run_build(site / "siteconf.py", f'{{"OUTPUT_PATH": "{site / output}"}}', BUILD_TIME=time)
    assert result.returncode == 0, result.stdout + result.stderr
    return bytes_of(site / output)


def test_after_every_edit_the_output_is_that_of_a_clean_build(copy: Path) -> None:
    """Edits of every kind, one after another, and at last the passing of an embargo and a date."""
    built(copy, "output")
    for number, (name, edit) in enumerate(EDITS.items()):
        edit(copy)
        again, clean = built(copy, "output"), built(copy, f"clean-{number}")
        assert differing(again, clean) == [], name
    later = "2026-04-01T09:00:00+01:00"
    assert differing(built(copy, "output", later), built(copy, "clean-later", later)) == []


def test_nothing_changed_nothing_made(copy: Path, tmp_path: Path) -> None:
    """A second build of the same site parses and renders nothing."""
    overrides = f'{{"OUTPUT_PATH": "{tmp_path / "output"}"}}'
    run_build(copy / "siteconf.py", overrides)
    result = run_build(copy / "siteconf.py", overrides)
    assert "0 parsed, 0 rendered, 0 written" in result.stdout, result.stdout


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths by which two trees differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
