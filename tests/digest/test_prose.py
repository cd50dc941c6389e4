"""An introduction becomes plain data."""

from __future__ import annotations

import pytest

from plugins.digest.prose import Block, Run, blocks_of

BASE = "https://ccu.example/digests/2018-10/"

CASES = [
    ("<p>One\n two.</p>", [Block("paragraph", (Run("One two."),))]),
    (
        '<p>See <a href="/news/x/">the <em>news</em></a>.</p>',
        [
            Block(
                "paragraph",
                (
                    Run("See "),
                    Run("the ", "https://ccu.example/news/x/"),
                    Run("news", "https://ccu.example/news/x/", emphasis=True),
                    Run("."),
                ),
            )
        ],
    ),
    ("<h2 id='a'>Head</h2>", [Block("heading", (Run("Head"),))]),
    ("<ul><li>A</li><li>B</li></ul>", [Block("item", (Run("A"),)), Block("item", (Run("B"),))]),
    ("<ol><li><strong>A</strong></li></ol>", [Block("item", (Run("A", strong=True),), 1)]),
    ("<blockquote><p>Said.</p></blockquote>", [Block("quotation", (Run("Said."),))]),
    ("<p></p><hr>", []),
    ("<div><p>In a box.</p></div>", [Block("paragraph", (Run("In a box."),))]),
    ("<p>a<!-- no --> b</p>", [Block("paragraph", (Run("a"), Run(" b")))]),
    ("", []),
]


@pytest.mark.parametrize(("html", "expected"), CASES)
def test_blocks(html: str, expected: list[Block]) -> None:
    """Paragraphs, headings, items and quotations with their emphasis and absolute links; nothing else."""
    assert list(blocks_of(html, BASE)) == expected
