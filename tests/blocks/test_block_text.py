"""A body on its way through Markdown, the sanitiser and the blocks."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from plugins.assets.compiled import CompiledTemplates
from plugins.blocks import expand
from plugins.blocks.calls import Around
from plugins.blocks.email import for_email
from plugins.blocks.kinds import KINDS
from plugins.blocks.plain import plain
from plugins.blocks.scan import scan
from plugins.blocks.styleguide import fixture
from plugins.engine.inputs import Seen, recording
from plugins.images.store import Store
from tests.blocks.blocks import ADDRESS, html_of

FACT = "/// fact-box | What is a rota?\nThe plan.\n///\n"


def test_html_inside_a_block_is_sanitised() -> None:
    """What editors write between fences is cleaned like everything else; what the template says stays."""
    body = '/// fact-box | What?\n<p onclick="x()">Hi<script>alert(1)</script></p>\n<a href="javascript:x()">y</a>\n///'
    page = html_of(body)
    assert "onclick" not in page
    assert "alert" not in page
    assert "javascript:" not in page
    assert 'role="note"' in page


def test_arguments_and_options_are_text() -> None:
    """A title with markup in it is shown as typed."""
    page = html_of(
        "/// fact-box | <script>x</script> & <b>co</b>\n    source: <i>A</i> | https://a.example/\n\nT.\n///"
    )
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;co&lt;/b&gt;" in page


def test_a_placeholder_cannot_be_forged() -> None:
    """A placeholder that an editor types is expanded by nothing, though its number be right."""
    forged = '<div data-block="key-1">mine</div>'
    page = html_of(f"{FACT}\n{forged}\n")
    assert page.count("What is a rota?") == 1
    assert "mine" in page
    key = sha256(FACT.encode()).hexdigest()[:16]
    assert f"{key}-1" not in html_of(FACT)


def test_a_body_gives_the_same_html_every_time() -> None:
    """The same body twice, in one Markdown and in another, is the same page."""
    assert html_of(FACT) == html_of(FACT)


def test_text_around_blocks_is_untouched() -> None:
    """Paragraphs before, between and after blocks are what they would be without them."""
    page = html_of(f"Before.\n{FACT}\nBetween *them*.\n\n{FACT}\nAfter.")
    assert page.startswith("<p>Before.</p>")
    assert "<p>Between <em>them</em>.</p>" in page
    assert page.endswith("<p>After.</p>")
    assert page.count("fact-box-1") == 2  # the id and what it labels
    assert page.count("fact-box-2") == 2


def test_headings_in_a_block_get_their_ids() -> None:
    """A subhead inside a block can be linked to like any other."""
    assert 'id="part"' in html_of("/// fact-box | What?\n## Part\n\nText.\n///")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "///",
                "////",
                "/// fact-box | A",
                "/// chart | B",
                "    type: bar",
                "text",
                "",
                "```",
                "| a | b |",
                "- x",
            ]
        ),
        max_size=14,
    )
)
def test_any_order_of_lines_is_judged(lines: list[str]) -> None:
    """Fences in any order give a verdict, never a crash, and a body without faults has its blocks expanded."""
    body = "\n".join(lines)
    found = scan(body, Around())
    page = html_of(body)
    if not found.faults:
        assert "data-block" not in page
        assert "frontfoot-block" not in page


def test_what_a_text_was_made_of_is_opened_every_time(tmp_path: Path) -> None:
    """A builder that notes the files opened while a text is read sees the template and the data, every time."""
    (tmp_path / "rotas.csv").write_text("Year,Weeks\n2024,3\n2026,6\n", "utf-8")
    (tmp_path / "rotas.pdf").write_bytes(b"1234")
    body = (
        "/// chart | T\n    type: bar\n    subtitle: S\n    data: rotas.csv\n    source: A | https://a.example/\n///\n\n"
        "/// download | D\n    file: rotas.pdf\n///"
    )
    for _ in range(2):
        seen = Seen()
        with recording(seen):
            html_of(body, tmp_path)
        names = {Path(path).relative_to(Path(path).parents[1]).as_posix() for path in seen.files}
        assert {"chart/template.html", "download/template.html", "kinds/macros.html"} <= names
        assert {str(tmp_path / "rotas.csv"), str(tmp_path / "rotas.pdf")} <= seen.files


def test_the_email_has_no_tables() -> None:
    """In the email a chart is its title, its description and its numbers as a list."""
    body = fixture(KINDS["chart"]).split("\n///\n")[0] + "\n///"
    text = plain(for_email(html_of(body), ADDRESS), ADDRESS)
    assert "Notice of a changed shift has become longer" in text
    assert "* North: 2 (2024), 9 (2025)" in text
    assert "<table" not in for_email(html_of(body), ADDRESS)
    assert for_email("<p>Plain.</p>", ADDRESS) == "<p>Plain.</p>"
    assert "<li>A: 49%</li>" in for_email(html_of("| Who | Share |\n|---|--:|\n| A | 49% |"), ADDRESS)


def test_templates_that_are_ready_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates compiled before give the same text, and no cache is asked while texts are read."""
    said = [html_of(FACT)]
    for _ in range(2):
        for once in (expand.compiled, expand.environment_with):
            once.cache_clear()
        expand.prepare(CompiledTemplates(Store(tmp_path)))
        assert expand.environment_with(expand.macros_text())[0].bytecode_cache is None
        monkeypatch.setattr(Environment, "compile", None)  # from now on everything is there
        said.append(html_of(FACT))
    assert len(set(said)) == 1
