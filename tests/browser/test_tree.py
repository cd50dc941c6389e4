"""What assistive technology is told: snapshots of the accessibility tree of the main templates.

Playwright's ARIA snapshots, kept in snapshots/; `./inv golden` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES

SNAPSHOTS = Path(__file__).with_name("snapshots")
MAIN_TEMPLATES = ["home", "news", "opinion", "campaign", "guide", "person", "section", "archive"]


@pytest.mark.parametrize("name", MAIN_TEMPLATES)
def test_accessibility_tree(name: str, site_url: str, open_page: Callable[..., Page]) -> None:
    """Landmarks, headings, links and their names are those that were agreed."""
    page = open_page(site_url + PAGES[name], viewport={"width": 1280, "height": 900})
    found = page.locator("body").aria_snapshot() + "\n"
    file = SNAPSHOTS / f"{name}.yml"
    if os.environ.get("REFRESH_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")
