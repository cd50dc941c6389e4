"""New content files: accepted by the validator, kept from readers until they are written."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.desk import scaffold
from plugins.desk.scaffold import Refused, draft, file_name, kinds, new, suggest_topics
from plugins.front_matter.metadata import held_back
from plugins.front_matter.newsroom import read_newsroom
from tests.support.sites import ROOT

NOW = datetime.fromisoformat("2026-07-01T09:30:00+00:00")
SITE = ROOT / "tests" / "site" / "content"


@pytest.fixture
def desk(tmp_path: Path, settings: dict[str, Any]) -> dict[str, Any]:
    shutil.copytree(SITE, tmp_path / "content")
    return {**settings, "PATH": str(tmp_path / "content")}


def make(desk: dict[str, Any], kind: str, title: str = "Rotas in Wales’s hospitals: a new deal") -> Path:
    file, text = draft(kind, title, desk, NOW)
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_accepted(kind: str, desk: dict[str, Any]) -> None:
    """The validator has nothing to say about a new file of any kind but that a person's role is to come."""
    before = set(map(str, read_newsroom(desk).problems))
    make(desk, kind)
    assert set(map(str, read_newsroom(desk).problems)) == before


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind not in {"topic", "series"}])
def test_it_is_a_draft_and_cannot_be_published_as_it_is(kind: str, desk: dict[str, Any]) -> None:
    """With its Status line gone, a new file is refused for each thing that is still to come."""
    file = make(desk, kind)
    entry = next(e for e in read_newsroom(desk).entries.values() if e.source.path.endswith(file.name))
    assert held_back(entry.values, NOW) == "draft"
    file.write_text(file.read_text("utf-8").replace("Status: draft\n", ""), "utf-8")
    said = [str(problem) for problem in read_newsroom(desk).problems]
    assert any("is not written yet. Write what is missing" in line for line in said)


def test_the_date_has_its_zone(desk: dict[str, Any]) -> None:
    """In July the clock says 10:30 in London, and the file says which zone that is."""
    assert "\nDate: 2026-07-01 10:30+01:00\n" in make(desk, "news").read_text("utf-8")


def test_topics_come_from_the_title(desk: dict[str, Any]) -> None:
    """A headline about rotas is given the topic of rotas; one about the weather none."""
    assert "\nTags: rotas\n" in make(desk, "news").read_text("utf-8")
    assert suggest_topics("The weather", read_newsroom(desk)) == []


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Rotas in Wales’s hospitals: a new deal", "rotas-in-wales-hospitals-a-new-deal"),
        ("Ŵyn ŷ Ifan", "wyn-y-ifan"),
        ("word " * 40, "-".join(["word"] * 12)),
    ],
)
def test_the_file_name(title: str, slug: str) -> None:
    """An address has plain small letters and whole words, sixty at most."""
    assert file_name(title) == slug


def test_a_taken_slug_is_refused(desk: dict[str, Any]) -> None:
    """A second file of the name is not made, nor one at an address that a story had before."""
    make(desk, "news", "A new deal")
    with pytest.raises(Refused, match=r"content/news/a-new-deal\.md is there already"):
        draft("news", "A new deal!", desk, NOW)
    record = '[{"address": "/news/gone/", "id": "tag:x", "published": "2026-01-01", "file": "news/gone.md"}]'
    (Path(desk["PATH"]) / "addresses.json").write_text(record, "utf-8")
    with pytest.raises(Refused, match=r"/news/gone/ was the address of news/gone\.md"):
        draft("news", "Gone", desk, NOW)


def test_an_unknown_kind_gets_a_suggestion(desk: dict[str, Any]) -> None:
    """A slip in the kind is met with the nearest one."""
    with pytest.raises(Refused, match=r'"intervew" is not a kind of file\. Did you mean "interview"'):
        draft("intervew", "A title", desk, NOW)


def test_what_a_kind_needs_is_asked_for(desk: dict[str, Any]) -> None:
    """A campaign asks for its aim and nothing else."""
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "Six weeks of notice."

    _, text = draft("campaign", "Notice", desk, NOW, ask)
    assert "\nAim: Six weeks of notice.\n" in text
    assert asked == ["Aim, in one sentence [TO COME]: "]


def test_the_command_writes_and_opens(
    desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints the path and hands the file to $EDITOR; a refusal exits with 1 and its reason."""
    monkeypatch.setattr(scaffold, "read_settings", lambda _file: desk)
    monkeypatch.setenv("VISUAL", "grep -q TO")
    assert new("news", "A new deal", edit=True) == 0
    assert capsys.readouterr().out.strip().endswith("content/news/a-new-deal.md")
    assert new("news", "A new deal") == 1
    assert "is there already" in capsys.readouterr().err
