"""The reader's Markdown gives what Python-Markdown gives, whatever it leaves out on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown import Markdown

from plugins.blocks.extension import NAME
from plugins.front_matter.reader import heading_id, instance
from plugins.front_matter.source import read_source
from tests.support.sites import ROOT

INLINE = r"""
"  '  --  ---  ...  ....  "'  '"  '80s  it's  2's  x"y  "Hello,"  —  –  &nbsp;  &#39;  &amp;  \'  \"  *  **  _  `'x'`
[a](b)  [a](c "t")  ![x](y)  [^1]  <b>  </b>  <http://x.example>  HTML  word  Word  é  (  )  {  }  !  ,  s
""".split()
BLOCKS = (
    '\n\n[^1]: note\'s "x"\n',
    '\n*[HTML]: Hyper "T"\n',
    "\nterm\n: def's\n",
    "\n- it's\n",
    '\n1. "one"\n',
    "\n> 'quoted'\n",
    "\n## 'Heading' \"two\"\n",
    "\n    code 'x'\n",
    "\n<div>'x'</div>\n",
    "\n| 'a' | b |\n|---|---|\n| \"c\" | d's |\n",
    "\n/// frontfoot-block | key-1\n\n'text'\n\n///\n",
)
PIECES = (*INLINE, *BLOCKS, " ", "   ", "\t", "\n", "\n\n", "[a 'b'](c \"t\")", "'s ", '" ')


@pytest.fixture(scope="module")
def markdown() -> dict[str, Any]:
    """The settings of Markdown as the site has them."""
    extensions = ["tables", "sane_lists", "def_list", "abbr", "footnotes", "toc", "smarty", NAME]
    return {"extensions": extensions, "extension_configs": {"toc": {"marker": ""}}, "output_format": "html"}


@pytest.fixture(scope="module")
def stock(markdown: dict[str, Any]) -> Markdown:
    """Python-Markdown as it comes, with our ids."""
    made = Markdown(**markdown)
    made.treeprocessors["toc"].slugify = heading_id  # type: ignore[attr-defined]
    return made


@pytest.fixture(scope="module")
def ours(markdown: dict[str, Any]) -> Markdown:
    """The reader's, one for all texts."""
    return instance(markdown)


def bodies() -> Iterator[str]:
    """The bodies of the whole archive."""
    for file in sorted((ROOT / "content").rglob("*.md")):
        yield read_source(file, file.name).body


def test_the_archive(ours: Markdown, stock: Markdown) -> None:
    """Every text of the archive comes out the same, one after another through one instance."""
    texts = list(bodies())
    assert texts
    for text in texts:
        assert ours.reset().convert(text) == stock.reset().convert(text)


@settings(deadline=None, max_examples=150)
@given(some.lists(some.sampled_from(PIECES), max_size=20))
def test_any_text(ours: Markdown, stock: Markdown, pieces: list[str]) -> None:
    """Any mixture of quotes, dashes and marks comes out the same."""
    text = "".join(pieces)
    assert ours.reset().convert(text) == stock.reset().convert(text)
