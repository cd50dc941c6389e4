"""A name that is withheld appears nowhere: the writer may have a page, and the story must not lead to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.sites import ROOT, run_build

WRITER = "Perpetua Quillfeather"
STORY = """Title: What we do not say aloud
Date: 2026-02-20
Summary: A director on the meeting after the meeting.
Name_withheld: A director in the north
Tags: voice
Digest: pin

We were told to smile.
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a story whose writer has a people file of their own, and a picture named without them."""
    folder = tmp_path_factory.mktemp("withheld")
    content = folder / "content"
    shutil.copytree(ROOT / "tests" / "site" / "content", content)
    (content / "opinion" / "unsaid.md").write_text(STORY, "utf-8")
    (content / "people" / "a-writer.md").write_text(f"Title: {WRITER}\nRole: Director\n", "utf-8")
    places = {"PATH": str(content), "OUTPUT_PATH": str(folder / "output")}
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", json.dumps(places))
    assert result.returncode == 0, result.stderr
    return folder / "output"


def test_the_name_stands_on_its_own_page_alone(output: Path) -> None:
    """Page, feeds, structured data, search, lists: no file that names the writer knows of the story."""
    naming = {
        file.relative_to(output).as_posix(): text
        for file in sorted(output.rglob("*"))
        if file.is_file() and WRITER in (text := file.read_text("utf-8", errors="ignore"))
    }
    assert set(naming) <= {"people/a-writer/index.html", "people/index.html"}
    article = naming["people/a-writer/index.html"].partition("<main")[2].partition("</main>")[0]
    assert "unsaid" not in article


def test_the_wording_stands_instead(output: Path) -> None:
    """The page and every feed print the wording, and no link to a person."""
    wording = "A director in the north"
    for name in ("opinion/unsaid/index.html", "feeds/all.rss.xml", "feeds/all.atom.xml", "feeds/all.json"):
        assert wording in (output / name).read_text("utf-8"), name
    page = (output / "opinion" / "unsaid" / "index.html").read_text("utf-8")
    assert 'href="/people/' not in page.partition("<article")[2].partition("</article>")[0]


def test_structured_data_names_no_person(output: Path) -> None:
    """In JSON-LD the author has the wording as its name, and no address."""
    page = (output / "opinion" / "unsaid" / "index.html").read_text("utf-8")
    data = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    items = data if isinstance(data, list) else data.get("@graph", [data])
    authors = [author for item in items for author in listed(item.get("author", []))]
    assert authors
    assert {author["name"] for author in authors} == {"A director in the north"}
    assert not any("url" in author for author in authors)


def listed(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else [value]  # type: ignore[list-item]


def test_no_feed_or_page_is_made_of_the_wording(output: Path) -> None:
    """The wording is no author: nothing lists stories by it."""
    assert not list(output.rglob("*director*"))
