"""An action of a campaign: a letter to an MP, a minister or an employer, to a colleague; or a pledge elsewhere.

Nothing about the reader is kept or sent to us: the letter opens in the reader's own mail program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from plugins.blocks.calls import Around, Call, Fault, Kind
from plugins.blocks.kinds.action.letter import mail_link, paragraphs, plain_letter
from plugins.blocks.values import optional, required
from plugins.front_matter.values import FieldError, choice, one_line, outside_address

TO_MP, LETTER, COLLEAGUE, PLEDGE = "mp", "letter", "colleague", "pledge"
LONGEST_LINK = 1900
ADDRESS = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$")


def mail_address(text: str) -> str:
    """Return one email address."""
    if not ADDRESS.match(text):
        raise FieldError(f'"{text}" is not an email address.', "Write one address: minister@example.org")
    return text


def check(call: Call, _around: Around) -> Iterator[Fault]:
    """See that each kind of action has what it needs, and that its mail link is not too long for mail programs."""
    what, values = call.values["kind"], call.values
    if what == PLEDGE and not values["url"]:
        yield call.line, "url", "is missing.", "Say where people sign: url: https://…"
    if what == LETTER and not values["to"]:
        yield call.line, "to", "is missing.", "Say to whom: to: minister@example.org"
    if what != PLEDGE and what and not values["subject"]:
        yield call.line, "subject", "is missing.", "Say what the letter is about."
    for name, kinds in (("url", {PLEDGE}), ("to", {LETTER}), ("subject", {TO_MP, LETTER, COLLEAGUE})):
        if values[name] and what and what not in kinds:
            yield call.line_of(name), name, f"has no place in an action of kind {what}.", "Delete the line."
    if what and what != PLEDGE:
        length = len(letter_link(call))
        if length > LONGEST_LINK:
            fix = f"Shorten the letter: some mail programs cut links over {LONGEST_LINK} characters."
            yield call.line, "", f"the letter makes a mail link of {length:,} characters.", fix


def letter_link(call: Call) -> str:
    """Return the mail link of a letter."""
    return mail_link(call.values["to"] or "", call.values["subject"] or "", plain_letter(call.text))


def context(call: Call, _around: Around) -> dict[str, Any]:
    """Return the letter's paragraphs and its link, or the name of the site where people sign."""
    pledge = call.values["kind"] == PLEDGE
    return {
        "paragraphs": paragraphs(call.text),
        "link": "" if pledge else letter_link(call),
        "host": urlsplit(call.values["url"] or "").hostname or "",
    }


KIND = Kind(
    "action",
    "What readers can do now. In a letter, what they fill in stands in square brackets: [your name].",
    argument=required("title", "Write to your MP", one_line),
    options=(
        required("kind", "mp, letter, colleague or pledge", choice(TO_MP, LETTER, COLLEAGUE, PLEDGE)),
        optional("to", "For a letter: the address it goes to", mail_address),
        optional("subject", "For mp, letter and colleague: the subject line", one_line),
        optional("url", "For a pledge: where people sign", outside_address),
    ),
    body="raw",
    body_meaning="the letter, with a blank line between paragraphs; for a pledge, what people sign",
    check=check,
    context=context,
)
