"""Feeds as a whole build writes them: which there are, and what never changes in them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.sites import ROOT, run_build

FORMS = (".rss.xml", ".atom.xml", ".json")
CONF = ROOT / "tests" / "site" / "siteconf.py"


def feeds(output: Path) -> dict[str, bytes]:
    """Return every feed by its path below feeds/, without the page about them."""
    folder = output / "feeds"
    files = sorted(file for file in folder.rglob("*") if file.name.endswith(FORMS))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def items(output: Path, name: str) -> dict[str, dict[str, object]]:
    """Return the items of a feed by the last part of their address."""
    feed = json.loads((output / "feeds" / f"{name}.json").read_text("utf-8"))
    return {item["url"].rstrip("/").split("/")[-1]: item for item in feed["items"]}


def build(folder: Path, name: str, content: Path | None = None, **env: str) -> Path:
    """Build tests/site, or another content folder in its place."""
    output = folder / name
    overrides = {"OUTPUT_PATH": str(output), **({"PATH": str(content)} if content else {})}
    result = run_build(CONF, json.dumps(overrides), **env)
    assert result.returncode == 0, result.stdout + result.stderr
    return output


@pytest.mark.parametrize(
    "name",
    [
        "all",
        "news",
        "features",
        "topics/rotas",
        "series/from-the-desk",
        "people/mair-wyn",
        "campaigns/safe-rotas",
    ],
)
def test_every_subject_has_its_three_feeds(site: Path, name: str) -> None:
    """Everything, sections, topics, series, authors and campaigns: each in three forms with the same stories."""
    assert {f"{name}{form}" for form in FORMS} <= set(feeds(site))
    assert items(site, name)


def test_every_address_in_a_feed_is_whole(site: Path) -> None:
    """No link or picture in any item's story is relative."""
    for item in items(site, "all").values():
        content = str(item["content_html"])
        assert 'href="/' not in content
        assert 'src="/' not in content
        assert "{filename}" not in content


def test_every_item_has_a_picture_with_its_size(site: Path) -> None:
    """Each enclosure names a file of the site, its type, and its size to the byte."""
    for item in items(site, "all").values():
        (attachment,) = item["attachments"]  # type: ignore[misc]
        file = site / attachment["url"].split(".example/")[1]
        assert file.stat().st_size == attachment["size_in_bytes"]
        assert attachment["mime_type"] in {"image/jpeg", "image/png"}


def test_a_withheld_name_is_in_no_feed_as_a_person(site: Path) -> None:
    """The story is in its section's feed under its wording, and no person has a feed for it."""
    item = items(site, "opinion")["what-my-board-will-not-hear"]
    assert item["authors"] == [{"name": "A director in Wales"}]
    people = [data.decode() for path, data in feeds(site).items() if path.startswith("people/")]
    assert not any("what-my-board-will-not-hear" in text for text in people)


def test_feeds_say_that_the_site_is_a_demonstration(site: Path) -> None:
    """The small site is a demonstration, as the committed settings say: every feed says so."""
    for path, data in feeds(site).items():
        assert "demonstration" in data.decode(), path


def test_feeds_do_not_know_the_time(site: Path, tmp_path: Path) -> None:
    """A later build, in another time zone, with no new story, gives the same bytes."""
    later = build(tmp_path, "later", BUILD_TIME="2026-03-02T08:30:00+09:00", TZ="Asia/Tokyo")
    assert feeds(later) == feeds(site)


def test_ids_survive_a_new_headline_a_new_date_and_a_move(tmp_path: Path) -> None:
    """Once recorded, a story keeps its id under another title, another date and another address."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "tests" / "site" / "content", content)
    first = items(build(tmp_path, "first", content), "all")
    record(content, first)
    story = content / "news" / "rotas-agreed.md"
    text = story.read_text("utf-8")
    assert "Date: 2026-02-12 10:30" in text
    text = text.replace("Title: Rotas to be agreed", "Title: Shifts to be known")
    text = text.replace("Date: 2026-02-12 10:30", "Date: 2026-02-11\nAliases: /news/rotas-agreed/")
    story.unlink()
    (content / "news" / "shifts-known.md").write_text(text, "utf-8")
    second = items(build(tmp_path, "second", content), "all")
    assert second["shifts-known"]["title"] == "Shifts to be known six weeks ahead"
    assert second["shifts-known"]["id"] == first["rotas-agreed"]["id"]
    kept = set(first) - {"rotas-agreed"}
    assert {slug: second[slug]["id"] for slug in kept} == {slug: first[slug]["id"] for slug in kept}


def record(content: Path, published: dict[str, dict[str, object]]) -> None:
    """Write addresses.json as a publication would."""
    records = [
        {
            "address": (address := "/" + str(item["url"]).split("/", 3)[3]),
            "id": item["id"],
            "published": "2026-03-01T09:00:00+00:00",
            "file": f"{address.strip('/')}.md",
        }
        for item in published.values()
    ]
    (content / "addresses.json").write_text(json.dumps(records), "utf-8")
