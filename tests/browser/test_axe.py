"""axe-core on every template: WCAG 2.2 AA and best practices, light, dark and at 320 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import PAGES

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
MODES: list[dict[str, Any]] = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
]


@pytest.mark.parametrize("name", PAGES)
def test_no_violations(name: str, site_url: str, open_page: Callable[..., Page]) -> None:
    """axe finds nothing wrong, in light, in dark and on a narrow screen."""
    for mode in MODES:
        page = open_page(site_url + PAGES[name], bypass_csp=True, **mode)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], mode
