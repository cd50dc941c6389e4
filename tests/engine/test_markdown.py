"""Markdown is read as Pelican reads it, whatever is in it: the shortcuts of the engine save work, not meaning."""

import copy
import datetime as dt
import functools
import itertools
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Comment, Element, QName

import markdown
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import SimpleTagInlineProcessor
from pelican import readers
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG, read_settings

from plugins.engine import markdown as engine_markdown
from plugins.engine.dates import quick_processing
from plugins.engine.markdown import fast_read
from plugins.engine.patterns import needed
from tests.engine.snippets import (
    ALPHABETS,
    BLOCKS,
    DATE_FORMS,
    HEADS,
    LINES,
    PIECES,
    STARTS,
    TOKENS,
    document,
    tree,
)
from tests.support.sites import ROOT

STOCK = DEFAULT_CONFIG["MARKDOWN"]["extension_configs"]
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "stock": {"extension_configs": STOCK, "output_format": "html5"},
    "contents": {
        "extension_configs": {**STOCK, "markdown.extensions.toc": {"permalink": True}},
        "output_format": "html5",
    },
    "lists and breaks": {
        "extension_configs": {**STOCK, "markdown.extensions.sane_lists": {}, "markdown.extensions.nl2br": {}},
        "output_format": "xhtml",
    },
    "bare": {
        "extension_configs": {"markdown.extensions.meta": {}},
        "output_format": "xhtml",
        "tab_length": 2,
    },
    "options": {
        "extension_configs": {
            "markdown.extensions.extra": {
                "footnotes": {"BACKLINK_TEXT": "{up}", "USE_DEFINITION_ORDER": False},
                "abbr": {"glossary": {"NHS": "National Health Service"}},
            },
            "markdown.extensions.toc": {"title": "In *short*", "anchorlink": True},
            "markdown.extensions.meta": {},
        },
        "output_format": "html5",
    },
}


def reader(name: str) -> MarkdownReader:
    """A reader with Pelican's settings and one of the configurations."""
    return MarkdownReader({**read_settings(None), "MARKDOWN": copy.deepcopy(CONFIGURATIONS[name])})


def outcome(read: Any, path: Path) -> str:
    """What reading a file gives, or the error that it raises."""
    try:
        return repr(read(str(path)))
    except Exception as error:  # noqa: BLE001 - a wrong date, or an input that Python-Markdown cannot take
        return f"{type(error).__name__}: {error}"


@functools.cache
def pair(name: str) -> tuple[Markdown, Markdown]:
    """Python-Markdown's own instance of a configuration, and ours."""
    given = reader(name).settings["MARKDOWN"]
    return Markdown(**copy.deepcopy(given)), engine_markdown._instance(copy.deepcopy(given))  # noqa: SLF001


def converted(instance: Markdown, text: str) -> str:
    """The HTML of a text, or the error that it causes."""
    try:
        return instance.reset().convert(text)
    except Exception as error:  # noqa: BLE001 - an input that Python-Markdown cannot take
        return f"{type(error).__name__}: {error}"


def compare(name: str, texts: list[str], folder: Path) -> None:
    """Read files one after another with one reader (every second from its bytes), and each with one of Pelican's."""
    one = reader(name)
    for number, text in enumerate(texts):
        path = folder / f"{number}.md"
        path.write_bytes(text.encode())
        data = path.read_bytes() if number % 2 else None
        assert outcome(lambda path, data=data: fast_read(one, path, data), path) == outcome(
            reader(name).read, path
        )


NAMES = st.sampled_from(list(CONFIGURATIONS))
FEW = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(FEW, max_examples=100)
@given(name=NAMES, texts=st.lists(document, min_size=1, max_size=3))
def test_any_file_is_read_as_pelican_reads_it(name: str, texts: list[str], tmp_path: Path) -> None:
    """Files of every construct, well-formed or not, read one after another, give body and metadata of Pelican."""
    compare(name, texts, tmp_path)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_each_construct_is_read_as_pelican_reads_it(name: str, tmp_path: Path) -> None:
    """Each block, each piece of a line and each line of a head is read alike, alone and after all others."""
    texts = [f"Title: A\n\n{text}\n" for text in (*BLOCKS, *LINES)]
    texts += [f"Summary: {text}\n\n{text}\n" for text in PIECES]
    texts += [f"Title: A\n{line}\n\nText.\n" for line in HEADS]
    texts += [
        "",
        "\n",
        "\ufeffTitle: A\n\nText.",
        "Title: A",
        "   ",
        "Text\n \n\n  \n\n",
        "  \n  \nText",
        " \xa0\n \xa0\n",
    ]
    compare(name, texts, tmp_path)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_each_construct_is_converted_alike(name: str) -> None:
    """The same without a file, which has other line breaks."""
    stock, ours = pair(name)
    for text in (*BLOCKS, *LINES, *PIECES):
        assert converted(ours, text) == converted(stock, text)


@pytest.mark.parametrize("alphabet", ALPHABETS, ids="".join)
def test_every_short_line_is_converted_alike(alphabet: list[str]) -> None:
    """Every line of up to four signs, as marks can touch each other and the ends of a line."""
    stock, ours = pair("stock")
    for size in range(1, 5):
        for parts in itertools.product(alphabet, repeat=size):
            text = "".join(parts)
            assert converted(ours, text) == converted(stock, text)


@settings(FEW, max_examples=1000)
@given(
    name=NAMES,
    parts=st.sampled_from([TOKENS, *ALPHABETS]).flatmap(
        lambda some: st.lists(st.sampled_from(some), max_size=12)
    ),
)
def test_any_line_is_converted_alike(name: str, parts: list[str]) -> None:
    """Longer lines of links, emphasis and marks, in any order, mean what they mean."""
    text = "".join(parts)
    stock, ours = pair(name)
    assert converted(ours, text) == converted(stock, text)


@settings(FEW, max_examples=1000)
@given(name=NAMES, parts=st.lists(st.sampled_from(STARTS), max_size=12))
def test_any_beginnings_of_lines_are_converted_alike(name: str, parts: list[str]) -> None:
    """Whatever lines and blocks begin with, in any order, each processor that has something to do is asked."""
    text = "".join(parts)
    stock, ours = pair(name)
    assert converted(ours, text) == converted(stock, text)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfTitle: A\r\n\r\nText\rmore  \r\n\nend\r",
        b"Title: \xe9\n\nText",
        b"\xef\xbb\xbf\xff",
        b"\r",
        b"",
    ],
)
def test_bytes_are_decoded_as_pelican_decodes_them(data: bytes, tmp_path: Path) -> None:
    """Marks and line breaks of other systems become what Pelican makes of them; what is no UTF-8 is the same error."""
    path = tmp_path / "a.md"
    path.write_bytes(data)
    one = reader("stock")
    for given_data in (data, None):
        found = outcome(lambda path, given_data=given_data: fast_read(one, path, given_data), path)
        assert found == outcome(reader("stock").read, path)


def test_markdown_of_the_project_is_read_alike() -> None:
    """Every Markdown file of the project gives what Pelican reads in it."""
    one = reader("stock")
    files = sorted(path for folder in ("content", "docs", "tests") for path in (ROOT / folder).rglob("*.md"))
    assert len(files) > 100
    for path in files:
        assert outcome(lambda path: fast_read(one, path), path) == outcome(reader("stock").read, path), path


@settings(FEW, max_examples=300)
@given(root=tree, name=st.sampled_from(["stock", "bare"]))
def test_any_tree_is_written_alike(root: Element, name: str) -> None:
    """Elements with and without children, text and attributes of any kind become the HTML or XHTML of the stock."""
    stock, ours = (instance.serializer for instance in pair(name))

    def written(serializer: Any) -> str:
        try:
            return str(serializer(root))
        except (TypeError, AttributeError) as error:
            return type(error).__name__

    assert written(ours) == written(stock)


def test_block_level_elements_are_told_alike() -> None:
    """A tag in capitals, with a slash or of no text at all is a block or not, as Python-Markdown has it."""
    stock, ours = pair("stock")
    for tag in ("p", "P", "p/", "Div/", "em", "", None, Comment, QName("p")):
        assert ours.is_block_level(tag) == stock.is_block_level(tag)


def test_what_one_text_leaves_to_pair_goes_to_the_next() -> None:
    """Emphasis that Python-Markdown has found and not yet placed is placed as it would do it."""
    results = []
    for instance in pair("stock"):
        instance.reset()
        instance.treeprocessors["inline"].inlinePatterns["em_strong"].regions.append(
            (0, 1, 3, 4, ("strong", "em"), 2)
        )
        results.append(instance.convert("*ab* *c*"))
    assert results[0] == results[1] != pair("stock")[0].convert("*ab* *c*")


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_shortcuts_are_taken(name: str) -> None:
    """With the Python-Markdown that is installed, no processor with a shortcut works without it.

    For a new version: read what changed in its processors, run this file with many more examples, and add it.
    """
    assert markdown.__version__ in engine_markdown.PROVEN
    stock, ours = pair(name)
    assert "parseBlocks" in vars(ours.parser)
    assert {"run", "_InlineProcessor__handleInline"} <= vars(ours.treeprocessors["inline"]).keys()
    assert "is_block_level" in vars(ours)
    assert ours.serializer is not stock.serializer
    shortened = {"normalize_whitespace", "fenced_code_block", "html_block", "attr_list", "unescape"}
    for registry in (ours.preprocessors, ours.treeprocessors):
        for label in shortened:
            assert label not in registry or "run" in vars(registry[label])


class Shout(Extension):
    """Adds a block processor or an inline pattern that Python-Markdown does not have."""

    def __init__(self, *, block: bool) -> None:
        super().__init__()
        self._block = block

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that it is called with
        if self._block:
            md.parser.blockprocessors.register(ShoutProcessor(md.parser), "shout", 200)
        else:
            md.inlinePatterns.register(SimpleTagInlineProcessor(r"()(\^[a-z]+)", "b"), "shout", 200)


class ShoutProcessor(BlockProcessor):
    """Puts a paragraph that ends with an exclamation mark into capitals."""

    def test(self, _parent: Any, block: str) -> bool:
        return block.endswith("!") and block != block.upper()

    def run(self, _parent: Any, blocks: list[str]) -> None:
        blocks[0] = blocks[0].upper()


@pytest.mark.parametrize("block", [True, False])
def test_processors_of_others_are_asked(block: bool) -> None:
    """An instance with a processor that is not known keeps its own way with blocks, or with inline text."""
    stock = Markdown(extensions=["extra", Shout(block=block)])
    ours = engine_markdown._instance({"extensions": ["extra", Shout(block=block)]})  # noqa: SLF001
    text = "Plain ^text\n\n## Title\n\n*x* and [a](u)!"
    assert converted(ours, text) == converted(stock, text) != Markdown(extensions=["extra"]).convert(text)
    assert ("parseBlocks" in vars(ours.parser)) is not block
    assert ("run" in vars(ours.treeprocessors["inline"])) is block


def test_other_versions_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """No shortcut is taken in a Python-Markdown that nobody has compared with them."""
    monkeypatch.setattr(markdown, "__version__", "3.99")
    stock, ours = pair.__wrapped__("stock")
    assert vars(ours).keys() == vars(stock).keys()
    assert vars(ours.parser).keys() == vars(stock.parser).keys()
    assert all("run" not in vars(one) for one in [*ours.preprocessors, *ours.treeprocessors])


@pytest.mark.parametrize(
    "configuration",
    [{"extra": {"footnotes": {"UNIQUE_IDS": True}}}, {"footnotes": {"UNIQUE_IDS": True}}, {"smarty": {}}],
)
def test_what_remembers_is_made_anew(configuration: dict[str, Any], tmp_path: Path) -> None:
    """Extensions that keep something of the last document, or are not known, get a new instance for each file."""
    given = {
        "extension_configs": {f"markdown.extensions.{name}": value for name, value in configuration.items()}
    }
    path = tmp_path / "a.md"
    path.write_text('Title: A\n\nText[^1].\n\n[^1]: "A note".\n')
    one, other = (MarkdownReader({**read_settings(None), "MARKDOWN": copy.deepcopy(given)}) for _ in range(2))
    assert [repr(fast_read(one, str(path))) for _ in range(2)] == [repr(other.read(str(path)))] * 2


@FEW
@given(moment=st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)), form=st.sampled_from(DATE_FORMS))  # noqa: DTZ001
@example(moment=dt.datetime(2026, 2, 28), form="%Y-%m-30")  # noqa: DTZ001
@example(moment=dt.datetime(2026, 2, 28), form="%Y-%m-%d 24:00")  # noqa: DTZ001
@example(moment=dt.datetime(2026, 2, 28), form="%Y-13-%d")  # noqa: DTZ001
@example(moment=dt.datetime(2026, 2, 28), form="%Y-%m-%d\n")  # noqa: DTZ001
def test_dates_are_read_as_pelican_reads_them(moment: dt.datetime, form: str) -> None:
    """A date in any form, well-formed or not, becomes the object that Pelican makes of it, or its error."""
    text = moment.strftime(form)
    one = reader("stock")
    quick = quick_processing(one)
    assert quick != one.process_metadata
    for name in ("date", "modified", "other"):
        stock = outcome(lambda _, name=name: one.process_metadata(name, text), Path())
        assert outcome(lambda _, name=name: quick(name, text), Path()) == stock


def test_dates_of_plugins_are_left_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that reads dates in its own way is asked."""
    monkeypatch.setitem(readers.METADATA_PROCESSORS, "date", lambda value, _settings: f"<{value}>")
    assert quick_processing(reader("stock"))("date", "2026-01-02") == "<2026-01-02>"


@settings(FEW, max_examples=200)
@given(name=NAMES, parts=st.lists(st.sampled_from(TOKENS), max_size=12))
def test_a_match_holds_what_it_needs(name: str, parts: list[str]) -> None:
    """Where an inline pattern matches, one of the characters that it is said to need stands in the match."""
    text = "".join(parts)
    for pattern in pair(name)[0].inlinePatterns:
        expression = pattern.getCompiledRegExp()
        for match in expression.finditer(text):
            assert not (characters := needed(expression)) or characters & set(match.group())


@pytest.mark.parametrize(
    "pattern",
    ["a?b", "a|b?", "a|[^b]", "(?:ab|bc)*c", "[ab]c{0,2}", "(?i)a", "(a)(?=b)", "a{1,2}|cb", "(?!a)[bc]"],
)
def test_what_an_expression_needs(pattern: str) -> None:
    """Of any expression, a match holds one of the characters, and a lookahead or an option counts for nothing."""
    expression = re.compile(pattern)
    characters = needed(expression)
    for size in range(4):
        for parts in itertools.product("abcA%", repeat=size):
            match = expression.search("".join(parts))
            assert not match or not characters or characters & set(match.group())
