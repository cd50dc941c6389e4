"""What feed readers are given of a story's body."""

from __future__ import annotations

import pytest
from lxml import etree, html

from plugins.feeds.clean import clean, plain, printable

HERE = "https://union.example/news/pay-rises/"

CASES = [
    ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
    ("<form action='/x'><label>Name</label><input></form><p>a</p>", "<p>a</p>"),
    ("<p hidden>a</p><p>b<span aria-hidden='true'>*</span></p>", "<p>b</p>"),
    ("<div data-feed='drop'>Only on the page</div><p>a</p>", "<p>a</p>"),
    ("<p>a<!-- note --></p>", "<p>a</p>"),
    ("<h2 id='x' class='y'>A</h2>", "<h2>A</h2>"),
    ("<h1>A</h1>", "<h2>A</h2>"),
    ('<p><a href="/about/">a</a></p>', '<p><a href="https://union.example/about/">a</a></p>'),
    ('<p><a href="#note">a</a></p>', f'<p><a href="{HERE}#note">a</a></p>'),
    ('<p><a href="../other/">a</a></p>', '<p><a href="https://union.example/news/other/">a</a></p>'),
    ('<p><a href="mailto:a@b.example">a</a></p>', '<p><a href="mailto:a@b.example">a</a></p>'),
    ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
    ('<p><a href="http://[oops">a</a></p>', "<p>a</p>"),
    ('<p onclick="x()" style="color:red" data-x="1" lang="cy">a</p>', '<p lang="cy">a</p>'),
    (
        '<picture><source srcset="/a.avif"><img src="/a.jpg" srcset="/b.jpg 2x" alt="A" width="8"></picture>',
        '<img src="https://union.example/a.jpg" alt="A" width="8"/>',
    ),
    (
        '<figure class="f"><img src="/a.jpg"><figcaption id="c">A ward</figcaption></figure>',
        '<figure><img src="https://union.example/a.jpg" alt=""/><figcaption>A ward</figcaption></figure>',
    ),
    ('<p><img src="data:image/png;base64,AA" alt="x">a</p>', "<p>a</p>"),
    ('<svg role="img" aria-label="Pay fell by 7%"><path/></svg>', "<p>Pay fell by 7%</p>"),
    ("<svg><title>Pay fell</title><path/></svg>", "<p>Pay fell</p>"),
    (
        "<details><summary>How</summary><p>So.</p></details>",
        "<div><p><strong>How</strong></p><p>So.</p></div>",
    ),
    ("<aside class='fact'><h2>Fact</h2></aside>", "<hr/><div><h2>Fact</h2></div><hr/>"),
    ("<section><custom-chart><p>a</p></custom-chart></section>", "<p>a</p>"),
    ("<p>a\x00\x0bb\ufffe</p>", "<p>ab</p>"),
    ("<p>a &lt; b &amp; c ]]&gt;</p>", "<p>a &lt; b &amp; c ]]&gt;</p>"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_body_is_cleaned_step_by_step(text: str, expected: str) -> None:
    """Each kind of thing that only works inside the page goes or becomes something that reads well alone."""
    assert same(clean(text, HERE), expected)


def same(one: str, other: str) -> bool:
    """Compare two pieces of HTML whatever the order of their attributes."""
    first, second = (html.fragment_fromstring(text, create_parent="div") for text in (one, other))
    return etree.tostring(first, method="c14n") == etree.tostring(second, method="c14n")


def test_cleaning_twice_changes_nothing() -> None:
    """A cleaned body is clean: cleaning it again gives the same text."""
    once = clean("".join(text for text, _expected in CASES), HERE)
    assert clean(once, HERE) == once


def test_every_forbidden_character_goes_and_every_other_stays() -> None:
    """An XML library accepts every character that is left, and letters of any script are left."""
    whole = "".join(map(chr, [*range(0x300), 0xD800, 0xDFFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600]))
    element = etree.Element("x")
    element.text = printable(whole)
    assert {"ŵ", "é", "\ufffd", "😀"} <= set(printable(whole + "ŵ"))


@pytest.mark.parametrize(("text", "expected"), [("a\n  b\x0b", "a b"), (None, ""), ("  ", "")])
def test_plain_text_stands_on_one_line(text: str | None, expected: str) -> None:
    """Titles and summaries lose line breaks and forbidden characters."""
    assert plain(text) == expected
