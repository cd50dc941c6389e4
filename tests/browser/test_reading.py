"""Reading in a real browser: keyboard, no JavaScript, zoom, narrow screens, forced colours, nothing that jumps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.pages import PAGES

SHIFTS = """() => new Promise(done => {
  let total = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
  document.fonts.ready.then(() => setTimeout(() => done(total), 400));
})"""
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
STORY = "/news/rotas-agreed/"


def test_the_keyboard_reaches_the_skip_link_and_the_menu(
    site_url: str, open_page: Callable[..., Page]
) -> None:
    """The first Tab shows the skip link, Enter goes to the main content; then every menu entry is reached."""
    page = open_page(site_url + STORY, viewport={"width": 1280, "height": 900})
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.bounding_box()["y"] >= 0
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").inner_text())
    menu = ["News & campaigns", "Advice & information", "About CCU", "Join"]
    assert [text for text in reached if text in menu][: len(menu)] == menu
    page.goto(site_url + STORY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_without_javascript(name: str, site_url: str, open_page: Callable[..., Page]) -> None:
    """Without JavaScript every page shows its heading and its main text, and no control that does nothing."""
    page = open_page(site_url + PAGES[name], java_script_enabled=False)
    assert page.locator("h1").first.inner_text().strip()
    assert page.locator("main").inner_text().strip()
    assert page.locator("main button:visible").count() == 0


def test_copy_link_works_and_is_announced(site_url: str, open_page: Callable[..., Page]) -> None:
    """Copy link puts the page's address on the clipboard and says so in a status region."""
    page = open_page(site_url + STORY, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").filter(has_text="opied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(STORY)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/features/welcome-to-our-new-website/", "/opinion/", "/campaigns/"])
def test_nothing_jumps_while_fonts_load(
    path: str, width: int, archive_url: str, open_page: Callable[..., Page]
) -> None:
    """The cumulative layout shift is at most 0.01, slow fonts included."""
    page = open_page("about:blank", viewport={"width": width, "height": 900})
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(archive_url + path)
    assert page.evaluate(SHIFTS) <= 0.01


@pytest.mark.parametrize("name", PAGES)
def test_no_sideways_scrolling(name: str, site_url: str, open_page: Callable[..., Page]) -> None:
    """At 320 px (which is also 400 % zoom at 1280), with wide text spacing too, nothing sticks out."""
    page = open_page(site_url + PAGES[name], viewport={"width": 320, "height": 640}, bypass_csp=True)
    assert page.evaluate(OVERFLOW) <= 0
    page.add_style_tag(content=TEXT_SPACING)
    assert page.evaluate(OVERFLOW) <= 0


def test_forced_colours_keep_focus_and_borders(site_url: str, open_page: Callable[..., Page]) -> None:
    """In forced colours the focus ring still shows."""
    page = open_page(site_url + STORY, forced_colors="active")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style not in {"none", ""}


def test_reduced_motion_stops_motion(site_url: str, open_page: Callable[..., Page]) -> None:
    """With reduced motion nothing animates or glides."""
    page = open_page(site_url + STORY, reduced_motion="reduce")
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => {
          const s = getComputedStyle(e);
          return parseFloat(s.transitionDuration) > 0.01 || parseFloat(s.animationDuration) > 0.01;
        }).length"""
    )
    assert moving == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_card_has_one_link_named_by_its_headline(site_url: str, open_page: Callable[..., Page]) -> None:
    """In lists, each story is one link whose name is its headline."""
    page = open_page(site_url + "/news/")
    names = page.get_by_role("main").get_by_role("link").all_inner_texts()
    assert names.count("Rotas to be agreed six weeks ahead") == 1


def test_no_request_leaves_the_site(archive_url: str, open_page: Callable[..., Page]) -> None:
    """A page asks nobody but its own site for anything."""
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(archive_url + "/features/welcome-to-our-new-website/")
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(archive_url)] == []
