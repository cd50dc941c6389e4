"""Every construct of Python-Markdown in small pieces, and Hypothesis strategies that put them together at random."""

from typing import Any
from xml.etree.ElementTree import Comment, Element, QName

from hypothesis import strategies as st

WORDS = "pay Pay word NHS a to 1 1. 2. - + * > : # | 3 x. ' \" … – é ß ٣ \u2028 \x0b \x0c \xa0 \x1c \x85 \u200b".split(
    " "
)
MARKS = (
    "* ** *** **** _ __ ___ ` `` \\ \\* \\_ \\` \\[ \\\\ [ ] ( ) ![ < > & &amp; &#8217; &x; ! !! { } ~ ~~~ ``` | : ; = "
    "== - -- --- # ## \x02 \x03 \x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03 \x0242\x03 ^ [^ [^1] [a] [a][b] ](u) ](u 't') "
    "](<u v>) ][ []( []() <b> </b> <br> <br/> <!-- --> <?x ?> <https://e.example> <me@e.example> {: #i .c k=v } {:"
).split(" ")
PIECES = (
    "**bold**",
    "*em*",
    "_em_",
    "__bold__",
    "***both***",
    "**a *b* c**",
    "*a **b** c*",
    "snake_case_word",
    "a*b*c",
    "**open *a* *b*",
    "*a **b *c* d** e",
    "`code *x*`",
    "``a ` b``",
    "[link](https://e.example/a_b*c?d=1&e=2#f)",
    '[link](https://e.example "A title")',
    "[*link* `c`](u)",
    "[link](a(b)c)",
    "[link]( u )",
    "[**x**](u)**y**[z](v)",
    "**[link](u)**",
    "![alt _x_](i.png)",
    "[![alt](i.png)](u)",
    "[ref][one]",
    "[one]",
    "![one]",
    "[^1]",
    "[^note]",
    "R&D",
    "A & B",
    "&lt;b&gt;",
    "<span class='x'>in *line*</span>",
    "<em>a</em>",
    "two  \nlines",
    "two\nlines",
    "x{: .c }",
    "*x*{: .c #d }",
    "NHS",
    "HTML",
    "a\tb",
    "tail!",
    "![",
    "!",
)
BLOCKS = (
    "# Heading #",
    "## Heading {: #id .c data-toc-label='*L*' }",
    "Heading *x*\n=======",
    "Heading\n---",
    "---",
    "* * *",
    "text\n***\nmore",
    "- one\n- two\n    - nested *x*\n\n    para in item\n- three",
    "1. one\n2. two **b**\n\n3. loose",
    "7) no list",
    "3. starts at three",
    "* one\n* two\n\n* three",
    "+ a\n  lazy\n+ b",
    "> quote **b**\n> more\n\n> again\n>> deeper",
    "text\n> quote",
    "    code *x*\n    <b>",
    "\tcode",
    "```python\nprint('*x*')\n```",
    "~~~ {.c #i hl_lines='1'}\n*x* &amp; <b>\n~~~",
    "```\nunclosed",
    "| a | *b* |\n|:--|---:|\n| 1 | `2|3` |",
    "a | b\n--|--\n1 | [l](u)",
    "|one|\n|---|\n|x|",
    "[one]: https://e.example/one 'Title'\n[two]: <u v>",
    "text\n[one]: u",
    "[^1]: A *note* with [l](u).\n\n    second paragraph",
    "[^note]: other\n[^2]: more",
    "///Footnotes Go Here///",
    "*[HTML]: Hyper Text\n*[NHS]: Health",
    "term\n: what *it* is\n\n    more\n: other",
    "term\n\n:   loose\n\n: again",
    "<div>\n*raw*\n</div>",
    "<div markdown='1'>\n*in* [l](u)\n\n## head\n</div>",
    "<p markdown='block'>a **b**</p>\n<hr>",
    "<script>\nvar a = '**x**';\n</script>",
    "<!-- comment *x* -->",
    "<div markdown>unclosed *x*",
    "[TOC]",
    "   three spaces *x*",
    "x\n   - y",
    "x\n# head\ny",
    "x\n  \n\n\n   \ny",
    "paragraph with a brace {: .c }",
    "paragraph\n{: .c #d }",
    ": colon first",
    "٣. arabic digit",
    "a\\\nb",
)
HEADS = (
    "Title: A",
    "Title: A *b* & c",
    "Date: 2026-01-02",
    "Date: 2026-01-02 03:04",
    "date: 2 March 2026",
    "Date: 2026-02-30",
    "Modified: 2026_01_02",
    "Tags: x, y; z",
    "Tags: x\n    y",
    "Summary: Plain words.",
    "Summary: Some *text* [l](u) & <b>more</b>[^1]\n    - second line\n    # third",
    "summary: **x",
    "Author: Someone",
    "Authors: A; B",
    "Status: draft",
    "Custom: one\n    two",
    "---",
    "...",
)

TOKENS = (
    "a b . é \n * ** *** _ __ [ ] ](u) [a](u) [a](u_*b&c) [^1] [a][b] ! ![ & &b; &#9; < > ` \\ \\* **b** *c* _d_ __e__"
    " <i> <a@b.c> \x02 { {:.c} ^ NHS ( ) ' \" '' snake_case"
).split(" ")
TOKENS += [" ", "  \n", "[a](u 't')", "![a](u)"]
ALPHABETS = [  # small ones, of which every short text can be tried
    ["a", " ", "*", "**", "_", ".", "\n"],
    ["a", "[", "]", "(u)", "*", "**", " "],
    ["a", "[", "](", ")", "<", ">", "'", " "],
    ["[a](", "u)", "`", "\\*", "\\", "[b]", "_"],
    ["&", "a", "#1", ";", "<", "/", ">"],
    ["!", "[", "a", "](u)", "[^1]", "_", "é"],
]
LINES = [  # with what they refer to
    "x [^1](u)\n\n[^1]: note",
    "[a](u[^1])\n\n[^1]: note",
    "[a](u[b][one])\n\n[one]: /r 'T'",
    "[a](u[b][one]) [one] ![one]\n\n[one]: /r",
    "&NHS; NHS &amp; NHS;\n\n*[NHS]: National",
    "*NHS* [NHS](u_NHS) **NHS**{: .c }\n\n*[NHS]: National",
    "&#9; 9 &9\n\n*[9]: nine",
    "*a **b *[c](u) `d`* e** f* _**a *[b](u)* c**_",
    "- # head\n  tail *a* [b](u) `c`\n- d",
    "<div markdown='span'>a <p markdown='1'>b *c*</p> *d* <i>e</i> `f`</div>",
    "<div markdown='1'>\n<pre>*a*</pre> *b*\n\n- *c* <p>*d*</p> *e*\n</div>",
    "a\x03b \x02c",
    "a\rb\r\n\r\n# c",
    "a\tb\n\n-\tc\n\td",
    "    code\n \xa0\n    more",
    "# a { .c }\n\nb\n{ #i }\n\n- d { .e }\n\n*f*{ .g }",
    "a\x03b",
    "```\na\n \xa0\n  \nb\n```",
    "[a]b](u)",
    "[a](<u>)",
    "[a](u't')",
    "[a](u`b`)",
    "- *a*\n- [b](u)\n\n    **c** d\n- e\n    - f *g*",
    "*a*\n{: .c }",
    "[x](u){: .c title='T' } tail",
    "[TOC]\n\n# a *b* [c](u) &amp; d\n\n# a b\n\n## <i>e</i> `f` R&D",
    "> *a*\n>\n> - **b**\n\ntext [a](u)\n: **c**",
]
STARTS = (
    "a b \n \n\n \n\n\n # ## - + * > : = == -- --- *** ___ 1. 2. ٣. | | |- [a]: [^1]: *[NHS]: ``` ~~~"
    " <div> </div> \x02 \x0b"
).split(" ")
STARTS += [
    " ",
    "  ",
    "    ",
    " [a]: u",
    "- x",
    "1. x",
    "> x",
    ": x",
    "# x",
    "\t",
    "x\n=",
    "x\n-",
    "a|b\n-|-\n",
    "<p markdown='1'>",
]
TEXTS = [None, "", "a", "a < b > c & d &amp; &x", "\n", 'é"']
DATE_FORMS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d_%H:%M",
    "%Y-%m-%d  %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H",
    "%Y-%m-%d %H:%M Z",
    "%Y-%m-%d %H:%M:%S.%f",
    "%d.%m.%Y",
    "%Y-%m",
    " %Y-%m-%d",
)


def _joined(parts: st.SearchStrategy[str], gaps: list[str], most: int) -> st.SearchStrategy[str]:
    """Up to `most` parts, each with a gap after it."""
    pairs = st.tuples(parts, st.sampled_from(gaps)).map("".join)
    return st.lists(pairs, max_size=most).map("".join)


_inline = _joined(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(MARKS), st.sampled_from(WORDS)),
    [" ", " ", "", "\n", "  \n", "\r\n", "\t"],
    8,
)
_openings = st.sampled_from(["", "> ", "- ", "1. ", "    ", "  ", "## ", "\n", ": ", "| "])
_block = st.one_of(
    _inline, st.sampled_from(BLOCKS), st.tuples(_openings, st.sampled_from(BLOCKS)).map("".join)
)
_body = _joined(_block, ["\n\n", "\n\n", "\n", "\n\n\n", "\n  \n", "\r\n\r\n"], 6)
_head = st.lists(st.sampled_from(HEADS), max_size=5).map(lambda lines: "".join(f"{line}\n" for line in lines))
document = st.builds("{}\n{}".format, _head, _body)


def _element(
    tag: Any, attributes: dict[Any, Any], text: str | None, tail: str | None, children: list[Element]
) -> Element:
    element = Element(tag)
    for name, value in attributes.items():
        element.set(name, value)
    element.text, element.tail = text, tail
    element.extend(children)
    return element


def _elements(children: st.SearchStrategy[list[Element]], *more: Any) -> st.SearchStrategy[Element]:
    tags = st.sampled_from(["div", "p", "em", "br", "BR", "hr", "script", "Style", *more])
    names = st.sampled_from(["class", "title", "checked", "async", "B", "compact"])
    values = st.sampled_from([None, "", "checked", "async", "x", 'a & b &amp; " < >\n', "compact"])
    texts = st.sampled_from(TEXTS)
    return st.builds(_element, tags, st.dictionaries(names, values, max_size=3), texts, texts, children)


_leaf = _elements(st.just([]), QName("{urn:x}q"), Comment)
tree = st.recursive(_leaf, lambda inner: _elements(st.lists(inner, max_size=3)), max_leaves=8)
