"""A copy of the small site that tests may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.sites import ROOT

MORE = """
from plugins.clock import build_time

FRONTFOOT_CACHE = str(here / ".cache")
FRONTFOOT_BUILD_TIME = build_time()
"""


@pytest.fixture
def site_copy(tmp_path: Path) -> Path:
    """The folder of a copy of tests/site: its settings file is siteconf.py, its content in content/."""
    shutil.copytree(ROOT / "tests" / "site", tmp_path / "site")
    house = 'words = ["thudalen", "dŵr", "môr", "porth"]\n'
    (tmp_path / "site" / "content" / "house-style.toml").write_text(house, "utf-8")
    pictures = ROOT / ".cache" / "pictures"  # made once for all tests
    pictures.mkdir(parents=True, exist_ok=True)
    (tmp_path / "site" / ".cache").mkdir()
    (tmp_path / "site" / ".cache" / "pictures").symlink_to(pictures)
    conf = tmp_path / "site" / "siteconf.py"
    conf.write_text(f"{conf.read_text('utf-8')}{MORE}", "utf-8")
    return tmp_path / "site"
