"""Blocks of Markdown without needless questions: only those processors are asked that may claim a block.

Python-Markdown asks a dozen processors about each block, most of which search all of it. All that it comes with, and
those of its own extensions, claim a block only for how it or a line in it begins, spaces aside; a table needs a bar.
"""

from typing import Any

from markdown import blockprocessors as stock
from markdown.blockparser import BlockParser
from markdown.extensions import abbr, def_list, footnotes, md_in_html, sane_lists, tables

# Each processor with the characters of which one must be among a block's `leads`, or else neither its test nor its
# run does anything that is ever seen again.
_MARKS = {
    md_in_html.MarkdownInHtmlProcessor: "\x02",  # it begins a placeholder
    stock.EmptyBlockProcessor: "\n",
    stock.ListIndentProcessor: " ",
    def_list.DefListIndentProcessor: " ",
    stock.CodeBlockProcessor: " ",
    tables.TableProcessor: "|",
    stock.HashHeaderProcessor: "#",
    stock.SetextHeaderProcessor: "=-",
    stock.HRProcessor: "-_*",
    stock.OListProcessor: "1",
    sane_lists.SaneOListProcessor: "1",
    stock.UListProcessor: "*+-",
    sane_lists.SaneUListProcessor: "*+-",
    def_list.DefListProcessor: ":",
    stock.BlockQuoteProcessor: ">",
    footnotes.FootnoteBlockProcessor: "[",
    abbr.AbbrBlockprocessor: "*",
    stock.ReferenceProcessor: "[",
}


def hasten(parser: BlockParser) -> None:
    """Let a parser skip processors that cannot claim a block. Leaves it alone where it has others than known."""
    *others, last = list(parser.blockprocessors)
    if type(last) is not stock.ParagraphProcessor or any(type(other) not in _MARKS for other in others):
        return
    if parser.md.tab_length < 1:  # any block would count as indented
        return
    asked: list[tuple[Any, frozenset[str]]] = [(other, frozenset(_MARKS[type(other)])) for other in others]
    marks = frozenset("".join(_MARKS.values()))

    def parse_blocks(parent: Any, blocks: list[str]) -> None:
        """As `BlockParser.parseBlocks`; it empties `blocks`."""
        while blocks:
            begins = leads(blocks[0])
            if marks.isdisjoint(begins):
                last.run(parent, blocks)
                continue
            for processor, needed in asked:
                if (
                    not needed.isdisjoint(begins)
                    and processor.test(parent, blocks[0])
                    and processor.run(parent, blocks) is not False
                ):
                    break
            else:
                last.run(parent, blocks)

    parser.parseBlocks = parse_blocks  # type: ignore[method-assign]


def leads(block: str) -> set[str]:
    """The characters with which the lines of a block begin, spaces aside, and what else tells processors apart.

    These are: a space for a block that begins with one, a line break for an empty line, 1 for a block that begins
    with any digit, and a bar for one that holds any.
    """
    if "\n" in block:
        begins = {line.lstrip(" ")[:1] or "\n" for line in block.split("\n")}
    else:
        begins = {block.lstrip(" ")[:1] or "\n"}
    if block[:1] == " ":
        begins.add(" ")
    if block.lstrip(" ")[:1].isdecimal():
        begins.add("1")
    if "|" in block:
        begins.add("|")
    return begins
