"""Every block as its fixture has it: on the page, in feeds, as plain text.

The expected files stand in expected/; REFRESH_BLOCKS=1 writes them anew, to be read before they are committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import html

from plugins.blocks.calls import Kind
from plugins.blocks.kinds import KINDS
from plugins.blocks.plain import plain
from plugins.blocks.styleguide import FOOTNOTES, fixture
from plugins.feeds.clean import clean
from plugins.output.checks import inline_code, repeated_ids
from tests.blocks.blocks import ADDRESS, html_of

EXPECTED = Path(__file__).with_name("expected")
BODIES = {kind.name: fixture(kind) for kind in KINDS.values()} | {"footnotes": FOOTNOTES}
FORMS = {
    "page.html": lambda page: page,
    "feed.html": lambda page: clean(page, ADDRESS),
    "txt": lambda page: plain(page, ADDRESS),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", BODIES)
def test_the_fixture_comes_out_as_agreed(name: str, form: str) -> None:
    """Markdown in, and page HTML, feed HTML and plain text out, letter for letter."""
    found = FORMS[form](html_of(BODIES[name])).strip() + "\n"
    file = EXPECTED / f"{name}.{form}"
    if os.environ.get("REFRESH_BLOCKS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


@pytest.mark.parametrize("name", BODIES)
def test_a_block_passes_the_policy(name: str) -> None:
    """No block has a script, a style, a handler or an id twice: the strict policy lets all of it through."""
    page = html.document_fromstring(f"<html><body>{html_of(BODIES[name])}</body></html>")
    assert [*inline_code(page), *repeated_ids(page)] == []


@pytest.mark.parametrize("name", BODIES)
def test_plain_text_has_no_markup(name: str) -> None:
    """Plain text is text: no tags, no entities, lines of at most 72 characters but for addresses."""
    text = plain(html_of(BODIES[name]), ADDRESS)
    assert "<p" not in text
    assert "&amp;" not in text
    assert [line for line in text.splitlines() if len(line) > 72 and "https://" not in line] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_feed_keeps_the_words(kind: Kind) -> None:
    """A feed reader gets every word of the fixture's body, but for what only the page can use."""
    if kind.name == "pull-quote":
        return
    page = html.fragment_fromstring(html_of(fixture(kind)), create_parent="div")
    feed = html.fragment_fromstring(clean(html_of(fixture(kind)), ADDRESS) or "<p></p>", create_parent="div")
    for gone in page.xpath(".//button | .//*[@aria-hidden='true'] | .//*[name()='svg']"):
        gone.drop_tree()
    assert set(page.text_content().split()) - set(feed.text_content().split()) == set()
