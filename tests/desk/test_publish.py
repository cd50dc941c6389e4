"""Publishing as a whole: release, search index, record of addresses, and stories that stay withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.desk import publish as command


def test_a_story_published_withdrawn_and_rolled_back(
    site_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The release can be searched, addresses are on record, and a withdrawn story is not brought back by rollback."""
    conf = site_copy / "siteconf.py"
    output = 'OUTPUT_PATH = str(here / "output")\nSITEURL = "https://ccu.example"\n'
    conf.write_text(conf.read_text("utf-8") + output, "utf-8")
    monkeypatch.setattr(command, "PRODUCTION", str(conf))
    target = tmp_path / "served"
    assert command.publish(str(target)) == 0
    said = capsys.readouterr().out
    assert "pages can be searched." in said
    assert "content/addresses.json has new addresses: commit it." in said
    served = target / "current"
    assert (served / "pagefind" / "pagefind.js").exists()
    assert '"/news/old-note/"' in (site_copy / "content" / "addresses.json").read_text("utf-8")
    story = site_copy / "content" / "news" / "old-note.md"
    text = story.read_text("utf-8")
    story.write_text(f"Status: retracted\nRetraction: It was not ours to tell.\n{text}", "utf-8")
    assert command.publish(str(target)) == 0
    assert "new addresses" not in capsys.readouterr().out
    page = served / "news" / "old-note" / "index.html"
    assert "It was not ours to tell." in page.read_text("utf-8")
    assert command.rollback(str(target)) == 0
    assert "It was not ours to tell." in page.read_text("utf-8")


def test_a_refused_build_publishes_nothing(
    site_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A published address that vanishes stops the publication; what is served stays."""
    monkeypatch.setattr(command, "PRODUCTION", str(site_copy / "siteconf.py"))
    lost = {
        "address": "/news/lost/",
        "id": "tag:x",
        "published": "2026-01-01T00:00:00+00:00",
        "file": "news/lost.md",
    }
    (site_copy / "content" / "addresses.json").write_text(json.dumps([lost]), "utf-8")
    assert command.publish(str(tmp_path / "served")) == 1
    assert "/news/lost/ was published and would lead nowhere." in capsys.readouterr().err
    assert not (tmp_path / "served").exists()
