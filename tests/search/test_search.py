"""Search in a real browser, under the page's own Content-Security-Policy: queries find what they should."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from plugins.search import make_index
from plugins.search.records import records_of
from tests.support.sites import build_site

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as the search page is served."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """tests/site, built and indexed."""
    folder = tmp_path_factory.mktemp("search")
    output = build_site(folder, "site")
    assert make_index(output, folder / "cache") > 10
    return output


@pytest.fixture(scope="module")
def address(tree: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(tree)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def search(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens the search page; any error in the console fails the test."""
    faults: list[str] = []
    contexts = []

    def opened(query: str = "", **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/search/{query}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def found(page: Page) -> list[str]:
    return page.locator("#search-results h2").all_text_contents()


def test_a_word_of_a_body_finds_its_story(search: Callable[..., Page]) -> None:
    """The word stands in one guide's text alone; it is marked in the excerpt, and section and date are shown."""
    page = search("?q=entitled+to+rest+between+shifts")
    expect(page.get_by_role("status")).to_contain_text("found.")
    assert "Rotas: what you are entitled to" in found(page)[0]
    assert page.locator("#search-results li").first.locator("mark").count() > 0
    assert "Advice & information · 10 Jan 2026" in page.locator("#search-results li").first.inner_text()


def test_what_is_on_every_page_finds_nothing(search: Callable[..., Page]) -> None:
    """Menus, sign-up and footers are not searched."""
    page = search("?q=demonstration")
    expect(page.get_by_role("status")).to_have_text("No story found.")
    assert found(page) == []


def test_drafts_cannot_be_found(search: Callable[..., Page], tree: Path) -> None:
    """What is not published has no record."""
    addresses = {record.address for record in records_of(tree)}
    assert "/news/rotas-agreed/" in addresses
    assert not {one for one in addresses if "draft" in one or "future" in one or "embargo" in one}
    page = search("?q=draft")
    expect(page.get_by_role("status")).to_contain_text("found.")
    assert not [title for title in found(page) if "draft" in title.lower()]


def test_filters_narrow_and_say_how_many(search: Callable[..., Page]) -> None:
    """Choosing a section leaves its stories alone, the address keeps the choice, and a reload repeats it."""
    page = search("?q=rotas")
    expect(page.get_by_role("status")).to_contain_text("found.")
    before, everything = page.get_by_role("status").inner_text(), len(found(page))
    page.get_by_label("Section").select_option("Press")
    expect(page.get_by_role("status")).not_to_have_text(before)
    assert 0 < len(found(page)) < everything
    assert "section=Press" in page.url
    assert page.get_by_label("Section").locator("option:checked").inner_text().startswith("Press (")
    titles = found(page)
    page.reload()
    expect(page.locator("#search-results li")).to_have_count(len(titles))
    assert found(page) == titles


def test_authors_topics_and_years_can_be_chosen(search: Callable[..., Page]) -> None:
    """Each filter has the names that stories have, and a choice without words lists its stories."""
    page = search()
    expect(page.get_by_label("Year", exact=True)).to_be_visible()
    for label, name in (("Author", "Mair Ŵyn"), ("Topic", "Rotas"), ("Year", "2026")):
        names = (
            page.get_by_label(label, exact=True)
            .locator("option")
            .evaluate_all("all => all.map(one => one.value)")
        )
        assert name in names, (label, names)
    page.get_by_label("Author", exact=True).select_option("Mair Ŵyn")
    expect(page.get_by_role("status")).to_contain_text("found.")
    assert found(page)


def test_a_withheld_name_is_its_wording(tree: Path) -> None:
    """The index knows no more of a writer than the page does."""
    page = next(one for one in records_of(tree) if one.address == "/opinion/what-my-board-will-not-hear/")
    assert 'data-pagefind-filter="author[content]"' in page.html
    wording = (tree / "opinion" / "what-my-board-will-not-hear" / "index.html").read_text("utf-8")
    assert page.html.partition('author[content]" content="')[2].partition('"')[0] in wording


def test_newest_first(search: Callable[..., Page]) -> None:
    """The order can be by date."""
    page = search("?section=News&order=desc")
    expect(page.get_by_role("status")).to_contain_text("found.")
    dates = page.locator("#search-results .foot").all_text_contents()
    years = [int(date[-4:]) for date in dates]
    assert years == sorted(years, reverse=True)
    assert len(years) > 1


def test_by_keyboard_alone(search: Callable[..., Page]) -> None:
    """The box has the focus; words, arrows and Enter lead to a story; Escape comes back."""
    page = search()
    box = page.get_by_label("Words to look for")
    expect(box).to_be_focused()
    page.keyboard.type("rotas")
    page.wait_for_url("**/?q=rotas")
    expect(page.get_by_role("status")).to_contain_text("found.")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-results a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-results a").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    title = page.locator("#search-results a").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_axe_violations(search: Callable[..., Page], scheme: str) -> None:
    """With results on the page, in light and dark, at 320 pixels."""
    page = search("?q=rotas", color_scheme=scheme, viewport={"width": 320, "height": 640})
    expect(page.get_by_role("status")).to_contain_text("found.")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_without_javascript(search: Callable[..., Page]) -> None:
    """No box that does nothing: topics, series and years are there."""
    page = search(java_script_enabled=False)
    assert not page.get_by_role("search").is_visible()
    assert page.get_by_role("link", name="Rotas", exact=True).is_visible()
    assert page.get_by_role("link", name="2026", exact=True).is_visible()


def test_without_an_index(browser: Browser, tmp_path: Path) -> None:
    """Before publishing there is no index: the page says so in words."""
    output = build_site(tmp_path, "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/search/")
    expect(page.get_by_text("The search index is made when the site is published")).to_be_visible()
    assert not page.get_by_role("search").is_visible()
    context.close()
    server.shutdown()


def test_an_index_is_made_once(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bodies share an index; another body makes another, and the old one goes."""
    make_index(tree, tmp_path)
    first = [file.name for file in (tmp_path / "search").iterdir()]
    monkeypatch.setattr("plugins.search.index.make", lambda *_: pytest.fail("made again"))
    make_index(tree, tmp_path)
    monkeypatch.undo()
    page = tree / "news" / "old-note" / "index.html"
    text = page.read_text("utf-8")
    try:
        page.write_text(text.replace("</p>", " Zanzibar.</p>"), "utf-8")
        make_index(tree, tmp_path)
        second = [file.name for file in (tmp_path / "search").iterdir()]
        assert len(first) == len(second) == 1
        assert first != second
    finally:
        page.write_text(text, "utf-8")
        make_index(tree, tmp_path)


def test_what_the_index_weighs(tree: Path) -> None:
    """Only what the search page needs is published."""
    names = {file.name.split(".")[0].split("_")[0] for file in (tree / "pagefind").iterdir()}
    assert names <= {"filter", "fragment", "index", "pagefind-entry", "pagefind-worker", "pagefind", "wasm"}
    entry = json.loads((tree / "pagefind" / "pagefind-entry.json").read_text("utf-8"))
    assert list(entry["languages"]) == ["en-gb"]
