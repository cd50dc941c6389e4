"""A letter that readers make their own: paragraphs with gaps, and the mail link that opens it in their program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

GAP = re.compile(r"(\[[^\[\]\n]+\])(?!\()")


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph: its text, and whether it is a gap for the reader to fill."""

    text: str
    gap: bool


def paragraphs(text: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of a letter as pieces; `[your name]` is a gap, lines of a paragraph are joined."""
    joined = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
    return tuple(
        tuple(Piece(piece, bool(GAP.fullmatch(piece))) for piece in GAP.split(paragraph) if piece)
        for paragraph in joined
        if paragraph
    )


def plain_letter(text: str) -> str:
    """Return a letter as plain text: a blank line between paragraphs."""
    return "\n\n".join("".join(piece.text for piece in paragraph) for paragraph in paragraphs(text))


def mail_link(address: str, subject: str, body: str) -> str:
    """Return a mail link, line ends as CRLF, everything percent-encoded (RFC 6068)."""
    fields = {"subject": subject, "body": body.replace("\n", "\r\n")}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items() if value)
    return f"mailto:{quote(address, safe='@')}" + (f"?{query}" if query else "")
