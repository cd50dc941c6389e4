"""Blocks and actions in a real browser: the style guide in every mode, letters filled in, texts copied, paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import serve
from tests.browser.test_axe import MODES, RULES
from tests.browser.test_reading import OVERFLOW, TEXT_SPACING
from tests.support.sites import ROOT, run_build

HUB = "/campaigns/safe-rotas/"
GUIDE = "/styleguide/"


@pytest.fixture(scope="session")
def drafts_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of tests/site as a preview with drafts: the only tree that has the style guide."""
    output = tmp_path_factory.mktemp("drafts") / "output"
    overrides = f'{{"OUTPUT_PATH": "{output}", "FRONTFOOT_DRAFTS": true}}'
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", overrides)
    assert result.returncode == 0, result.stderr
    yield from serve(output)


@pytest.mark.parametrize("mode", MODES, ids=["light", "dark", "narrow"])
def test_every_block_passes_axe(
    mode: dict[str, Any], drafts_url: str, open_page: Callable[..., Page]
) -> None:
    """axe finds nothing wrong with any block, in light, in dark and on a narrow screen, tables unfolded."""
    page = open_page(drafts_url + GUIDE, bypass_csp=True, **mode)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == []


def test_no_block_sticks_out(drafts_url: str, open_page: Callable[..., Page]) -> None:
    """At 320 px, with wide text spacing too, nothing scrolls sideways; no word of a chart leaves the screen."""
    page = open_page(drafts_url + GUIDE, viewport={"width": 320, "height": 640}, bypass_csp=True)
    assert page.evaluate(OVERFLOW) <= 0
    beyond = page.evaluate(
        """[...document.querySelectorAll('.drawing text')].map(t => [t.textContent, t.getBoundingClientRect()])
        .filter(([_, box]) => box.left < 0 || box.right > 320).map(([words]) => words)"""
    )
    assert beyond == []
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", [1024, 1280, 1600])
def test_a_pull_quote_stays_on_the_page(width: int, site_url: str, open_page: Callable[..., Page]) -> None:
    """Beside the text on a wide screen, a pull quote does not push the page sideways."""
    page = open_page(f"{site_url}/features/the-night-desk/", viewport={"width": width, "height": 900})
    assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("path", [HUB, GUIDE])
def test_blocks_without_javascript(path: str, drafts_url: str, open_page: Callable[..., Page]) -> None:
    """Without JavaScript letters can be read and mailed, and no button shows that would do nothing."""
    page = open_page(drafts_url + path, java_script_enabled=False)
    assert page.locator("main button:visible").count() == 0
    assert page.locator("main form").count() == 0
    assert page.get_by_role("link", name="Open it in your mail program").first.is_visible()
    assert page.locator(".letter").first.inner_text().startswith("Subject:")


def test_a_chart_opens_by_keyboard(drafts_url: str, open_page: Callable[..., Page]) -> None:
    """Tab reaches "The numbers as a table", Enter opens it, and the next Tab reaches the table."""
    page = open_page(drafts_url + "/features/the-day-desk/")
    page.locator(".chart summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".chart table").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "table-frame"


def test_a_letter_is_filled_in(site_url: str, open_page: Callable[..., Page]) -> None:
    """What the reader types stands in the letter and in the mail link at once; the count follows; nothing is sent."""
    page = open_page(site_url + HUB)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.locator("#action-1")
    assert "Still to fill in: 3." in box.inner_text()
    box.get_by_label("the place where you work").fill("Porth Hospital")
    box.get_by_label("In your own words").fill("I missed my son's birthday & more.")
    box.get_by_label("your name").fill("Siân Ŵyn")
    assert "Ready to send." in box.inner_text()
    assert re.search(r"\b\d+ words\.", box.inner_text())
    assert "I coordinate care at Porth Hospital." in box.locator(".letter").inner_text()
    link = unquote(box.get_by_role("link", name="Open it in your mail program").get_attribute("href") or "")
    assert link.startswith("mailto:?subject=Six weeks’ notice of shifts & rotas&body=Dear MP,\r\n\r\n")
    assert "I missed my son's birthday & more." in link
    assert link.endswith("Siân Ŵyn")
    box.get_by_label("your name").fill("")
    assert "Still to fill in: 1." in box.inner_text()
    assert [url for url in asked if not url.endswith((".woff2", ".svg", ".ico"))] == []


def test_texts_are_copied_and_it_is_said(site_url: str, open_page: Callable[..., Page]) -> None:
    """A letter, a ready post and a story to republish are copied whole, and a status says so."""
    page = open_page(site_url + HUB, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#action-1").get_by_role("button", name="Copy the letter").click()
    page.locator("#action-1 [role=status]").filter(has_text="Copied").wait_for()
    letter = page.evaluate("navigator.clipboard.readText()")
    assert letter.startswith("Dear MP,\n\n")
    assert letter.endswith("[your name]")
    page.locator(".posts button").first.click()
    page.locator(".posts [role=status]").filter(has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(
        "https://ccu.example/campaigns/safe-rotas/"
    )
    page = open_page(
        site_url + "/features/the-night-desk/republish/", permissions=["clipboard-read", "clipboard-write"]
    )
    page.get_by_role("button", name="Copy the HTML").click()
    page.locator(".republish [role=status]").filter(has_text="Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("<article>")


def test_a_pull_quote_is_read_once(site_url: str, open_page: Callable[..., Page]) -> None:
    """The words of a pull quote are in the accessibility tree once, where the story has them."""
    page = open_page(site_url + "/features/the-night-desk/")
    assert page.locator("main").inner_text().count("I count people who are waiting for one.") == 2
    assert page.locator("main").aria_snapshot().count("I count people who are waiting for one.") == 1


def test_the_poster_fills_one_sheet(site_url: str, open_page: Callable[..., Page], tmp_path: Path) -> None:
    """Printed on A4, the poster is one page."""
    page = open_page(f"{site_url}{HUB}poster/")
    file = tmp_path / "poster.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=False)
    assert len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) == 1


def test_paper_shows_the_numbers(drafts_url: str, open_page: Callable[..., Page]) -> None:
    """In print the table behind a chart is open, buttons are gone, and colours are greys that differ in lightness."""
    page = open_page(drafts_url + "/features/the-day-desk/")
    page.emulate_media(media="print")
    assert page.locator(".chart table").bounding_box()["height"] > 50
    fills = page.evaluate(
        "['.s1', '.s2'].map(s => getComputedStyle(document.querySelector(`circle${s}`)).fill)"
    )
    assert fills == ["rgb(34, 34, 34)", "rgb(138, 138, 138)"]
