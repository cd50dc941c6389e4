"""Letters: the mail draft that an action opens, decoded as a mail program would."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.blocks.kinds import KINDS
from plugins.blocks.kinds.action.letter import Piece, mail_link, paragraphs, plain_letter
from plugins.blocks.styleguide import fixture
from tests.blocks.blocks import html_of


def drafts() -> list[tuple[str, str, str]]:
    links = BeautifulSoup(html_of(fixture(KINDS["action"])), "lxml").select('a[href^="mailto:"]')
    return [draft(str(link["href"])) for link in links]


def draft(link: str) -> tuple[str, str, str]:
    parts = urlsplit(link)
    fields = {name: values[0] for name, values in parse_qs(parts.query.replace("+", "%2B")).items()}
    return unquote(parts.path), fields.get("subject", ""), fields.get("body", "")


def test_the_drafts_are_the_letters() -> None:
    """Three letters: to nobody yet, to an address, to a colleague; subject and every paragraph are whole."""
    mp, boards, colleague = drafts()
    assert mp[:2] == ("", "Six weeks’ notice of shifts & rotas")
    assert mp[2].startswith("Dear MP,\r\n\r\nI coordinate care at [the place where you work].")
    assert mp[2].endswith("\r\n\r\n[your name]")
    assert boards == ("boards@health.example", "Rotas", boards[2])
    assert "Please publish rotas six weeks ahead." in boards[2]
    assert colleague[1] == "Have you seen this?"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), st.text(max_size=200))
def test_any_words_survive_the_link(subject: str, body: str) -> None:
    """Whatever is written, ampersands, percent signs, Welsh letters, comes out of the link as it went in."""
    body = body.encode("utf-8", "replace").decode().replace("\r", "").replace("\0", "")
    link = mail_link("a@b.example", subject, body)
    assert link.isascii()
    assert " " not in link
    _, found_subject, found_body = draft(link)
    assert found_body == body.replace("\n", "\r\n")
    assert found_subject == subject


def test_gaps_are_told_from_links() -> None:
    """Square brackets are a gap; with an address after them they are not."""
    [line] = paragraphs("I am [your name], see [this](https://a.example).")
    assert line == (
        Piece("I am ", gap=False),
        Piece("[your name]", gap=True),
        Piece(", see [this](https://a.example).", gap=False),
    )


def test_lines_of_a_paragraph_are_joined() -> None:
    """A letter typed in short lines is sent in paragraphs."""
    assert plain_letter("Dear\nMP,\n\n\nPlease\n  act.\n") == "Dear MP,\n\nPlease act."
