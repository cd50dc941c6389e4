"""SVG from editors: shapes stay, everything that acts or reaches outside goes."""

from __future__ import annotations

import pytest

from plugins.images.drawings import NotADrawing, clean

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
FRAME = f'<svg {NAMES} viewBox="0 0 60 40">{{}}</svg>'


@pytest.mark.parametrize(
    ("inside", "gone", "named"),
    [
        ("<script>alert(1)</script>", "alert", "<script>"),
        ('<path d="M0 0" onload="alert(1)"/>', "onload", "onload"),
        ('<a href="https://x.example"><path d="M0 0"/></a>', "x.example", "<a>"),
        ('<use xlink:href="https://x.example/a.svg#b"/>', "x.example", "href"),
        ('<image href="https://x.example/a.png"/>', "x.example", "<image>"),
        (
            '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>',
            "foreignObject",
            "<foreignObject>",
        ),
        ("<style>@import url(https://x.example/a.css);</style>", "x.example", "<style>"),
        ('<path d="M0 0" fill="url(https://x.example/p#q)"/>', "x.example", "fill"),
        ('<animate attributeName="x"/>', "animate", "<animate>"),
    ],
)
def test_what_acts_is_removed_and_named(inside: str, gone: str, named: str) -> None:
    """Each is taken out and said by name."""
    drawing = clean(FRAME.format(inside).encode())
    assert gone not in drawing.data.decode()
    assert drawing.removed == (named,)


def test_shapes_stay() -> None:
    """Gradients, references inside the document and plain styles are kept."""
    inside = (
        '<style>.a{fill:red}</style><defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
        '<path class="a" d="M0 0H9" fill="url(#g)"/><use href="#g"/>'
    )
    drawing = clean(FRAME.format(inside).encode())
    assert drawing.removed == ()
    for kept in ("linearGradient", "url(#g)", 'href="#g"', ".a{fill:red}"):
        assert kept in drawing.data.decode()


def test_size_from_attributes_or_view_box() -> None:
    """A drawing has a size, so that nothing jumps."""
    assert (clean(FRAME.format("").encode()).width, clean(FRAME.format("").encode()).height) == (60, 40)
    sized = FRAME.format("").replace("viewBox", 'width="120px" height="80" viewBox')
    assert (clean(sized.encode()).width, clean(sized.encode()).height) == (120, 80)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg",
        b"<html/>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
    ],
)
def test_what_is_no_drawing(data: bytes) -> None:
    """Anything else is refused."""
    with pytest.raises(NotADrawing):
        clean(data)


def test_entities_are_not_expanded() -> None:
    """A document that would grow without end, or read a file, does neither."""
    bomb = (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>&a;</text></svg>'
    )
    assert (
        b"<text/>" in clean(bomb).data or b"<text></text>" in clean(bomb).data or b"&a;" in clean(bomb).data
    )
