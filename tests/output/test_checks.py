"""Checks on pages, with good and bad HTML."""

from __future__ import annotations

import pytest

from plugins.output.checks import check_page

GOOD = """<!doctype html><html lang="en"><head><title>T</title><link rel="canonical" href="https://x.example/">
<script type="application/ld+json">{}</script></head><body><main><h1>A</h1><h2>B</h2><h3>C</h3><h2>D</h2>
<img src="/a.png" alt="" width="1" height="1"><a href="https://other.example/">words</a></main></body></html>"""


def test_a_good_page() -> None:
    """Links to other sites and structured data are fine."""
    assert check_page(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "/a.png",
            "https://cdn.example/a.png",
            "<img> fetches https://cdn.example/a.png from outside the site",
        ),
        ("<h1>", '<h1 style="x">', "<h1> has style="),
        ("<h1>", '<h1 onclick="x">', "<h1> has onclick="),
        ("<main>", "<main><script>x</script>", "<script> stands in the page"),
        ("<main>", "<main><style>x</style>", "<style> stands in the page"),
        ("<h2>B", '<p id="a"></p><p id="a"></p><h2>B', 'id "a" is used 2 times'),
        ("<h2>B</h2>", "", "an h3 follows an h1"),
        ("<h1>A</h1>", "", "the page has 0 h1"),
        (' alt=""', "", "<img src=/a.png> has no alt"),
        ("words", "", "the link to https://other.example/ has no words"),
        ("<title>T</title>", "", "the page has no title"),
        (' lang="en"', "", "the page does not say its language"),
    ],
)
def test_a_bad_page(old: str, new: str, message: str) -> None:
    """Each fault gets its message."""
    assert message in check_page(GOOD.replace(old, new, 1))
