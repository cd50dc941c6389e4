"""A file that changes between the check and the reading stops the build."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pelican import signals

from plugins.build import build
from tests.support.sites import ROOT


@pytest.mark.parametrize("text", ["", "Title: A story\nDate: soon\nSummary: Words.\n\nText.\n"])
def test_a_file_edited_during_the_build(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its story is not dropped in silence: the build says so and writes nothing."""
    monkeypatch.chdir(ROOT)
    content = tmp_path / "content"
    shutil.copytree(ROOT / "tests" / "site" / "content", content)

    def edit(_generator: Any) -> None:
        (content / "news" / "old-note.md").write_text(text, "utf-8")

    with signals.article_generator_init.connected_to(edit):
        code = build(
            "tests/site/siteconf.py", {"PATH": str(content), "OUTPUT_PATH": str(tmp_path / "output")}
        )
    assert code == 1
    said = "content/news/old-note.md: was changed while the site was built. Build again."
    assert said in capsys.readouterr().err
    assert not (tmp_path / "output").exists()
