"""Find the blocks of a Markdown body line by line, before Markdown sees it, and everything wrong with them.

pymdown-extensions lets unknown names and unclosed fences through as text and knows no line numbers, so the fences
are validated here. The result also carries the body as the Markdown extension takes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugins.blocks import values
from plugins.blocks.calls import Around, Call, Fault, Kind, Line
from plugins.blocks.kinds import KINDS
from plugins.front_matter.values import did_you_mean
from plugins.memory import pure

START = re.compile(
    r"^ {0,3}(?P<slashes>/{3,})[ \t]*(?P<name>[A-Za-z][\w-]*)[ \t]*(?:\|[ \t]*(?P<argument>.*?)[ \t]*)?$"
)
END = re.compile(r"^ {0,3}(?P<slashes>/{3,})[ \t]*$")
ANY = re.compile(r"^[ \t]*/{3,}")
OPTION = re.compile(r"^(?: {4,}|\t)(?P<text>\S.*)$")
CODE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
UNKNOWN = Kind("", "", body="raw", needs_body=False)
MOST_BLOCKS = 200
PLACEHOLDER = "frontfoot-block"


@dataclass
class Scanned:
    """The blocks of a body in order, what is wrong with them, and the body for Markdown."""

    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    def fault(self, line: int, cause: str, fix: str = "", option: str = "") -> None:
        """Note something wrong."""
        self.faults.append((line, option, cause, fix))


def scan(body: str, around: Around, first: int = 1, key: str = "") -> Scanned:
    """Return the blocks of a body whose first line has the number `first`. Nothing is raised.

    `key` is a word that stands in no text by itself; with it placeholders are told from what editors write.
    """
    if "///" not in body:
        return Scanned(body=[body])
    found = scan_alone(body, first, key)
    around_them = [
        fault for call in found.calls if call.kind.check for fault in call.kind.check(call, around)
    ]
    return Scanned(found.calls, [*found.faults, *around_them], found.body)


@pure
def scan_alone(body: str, first: int, key: str) -> Scanned:
    """Return what a body tells by itself of its blocks."""
    found = Scanned()
    for call in read_lines(body, first, key, found):
        name = call.kind.name or call.argument_text
        fix = f"Close it with a line of {call.slashes} slashes: {'/' * call.slashes}"
        found.fault(call.line, f'the block "{name}" is never closed.', fix)
    for call in found.calls:
        found.faults.extend(values.read(call))
    found.faults.extend(values.check_whole(found.calls, body))
    if len(found.calls) > MOST_BLOCKS:
        found.fault(first, f"the text has over {MOST_BLOCKS} blocks.", "Split it up.")
    return found


def read_lines(body: str, first: int, key: str, found: Scanned) -> list[Call]:
    """Go through the lines once; return the blocks that are still open at the end."""
    stack: list[Call] = []
    code = ""
    in_options = False
    for number, text in enumerate(body.split("\n"), first):
        mark = CODE.match(text)
        if mark and (not code or text.strip() == code):
            code = "" if code else mark[1]
        start, end = (None, None) if code or mark else (START.match(text), END.match(text))
        if start:
            open_block(start, number, key, stack, found)
            in_options = True
        elif in_options and stack and (option := OPTION.match(text)):
            stack[-1].given.append(Line(number, option["text"].strip()))
        elif end:
            close_block(len(end["slashes"]), number, stack, found)
            in_options = False
        else:
            in_options = False
            take_line(Line(number, text), stack, found, stray=not code and bool(ANY.match(text)))
    return stack


def open_block(start: re.Match[str], number: int, key: str, stack: list[Call], found: Scanned) -> None:
    """Begin a block; say when there is no such kind or when it cannot stand here."""
    name, slashes = start["name"].lower(), len(start["slashes"])
    kind = KINDS.get(name, UNKNOWN)
    parent = stack[-1] if stack else None
    argument = start["argument"] or ""
    call = Call(kind, len(found.calls) + 1, number, slashes, argument, parent)
    call.ordinal += sum(1 for other in found.calls if other.kind is kind)
    if kind is UNKNOWN:
        call.argument_text = name
        fix = did_you_mean(name, sorted(KINDS)) or f"Use one of: {', '.join(sorted(KINDS))}."
        found.fault(number, f'there is no block "{name}".', fix)
    else:
        found.calls.append(call)
        check_place(call, found)
    if parent:
        parent.children.append(call)
    stack.append(call)
    if kind is not UNKNOWN:
        found.body += ["", f"{'/' * slashes} {PLACEHOLDER} | {key}-{call.number}", ""]


def check_place(call: Call, found: Scanned) -> None:
    """Say when a block stands in one that it may not stand in, or has as many slashes as the one around it."""
    parent, kind = call.parent, call.kind
    if parent and parent.slashes <= call.slashes:
        need = call.slashes + 1
        fix = f"Give the outer block, on line {parent.line}, {need} slashes, at its end too: {'/' * need}"
        found.fault(call.line, "a block inside another needs fewer slashes than that one.", fix)
    if kind.inside and (parent is None or parent.kind.name != kind.inside):
        fix = f'Put it between the fences of a "{kind.inside}".'
        found.fault(call.line, f'the block "{kind.name}" stands only inside "{kind.inside}".', fix)
    elif parent and not kind.inside and parent.kind.body != "text":
        found.fault(
            call.line, f'the block "{parent.kind.name}" holds no other blocks.', "Close that one first."
        )


def close_block(slashes: int, number: int, stack: list[Call], found: Scanned) -> None:
    """End a block; those inside it that are still open are never closed."""
    if not any(call.slashes == slashes for call in stack):
        fix = "Delete the line, or give it as many slashes as the line that opens the block."
        found.fault(number, "these slashes close no block.", fix)
        return
    while stack:
        call = stack.pop()
        if call.kind is not UNKNOWN:
            found.body += ["", "/" * call.slashes, ""]
        if call.slashes == slashes:
            return
        name = call.kind.name or call.argument_text
        fix = f"Close it with a line of {call.slashes} slashes: {'/' * call.slashes}"
        found.fault(call.line, f'the block "{name}" is never closed.', fix)


def take_line(line: Line, stack: list[Call], found: Scanned, *, stray: bool) -> None:
    """Give a line to the block that is open, and to Markdown when it is text."""
    if stray and not (stack and stack[-1].kind.body == "raw"):
        fix = "Begin the line with the slashes, then the name of a block; or close one with slashes alone."
        found.fault(line.number, "a line that begins with /// is not the form of a block.", fix)
    if not stack:
        found.body.append(line.text)
        return
    call = stack[-1]
    call.lines.append(line)
    if call.kind.body == "text":
        found.body.append(line.text)
    elif call.kind.body == "rows" and line.text.strip():
        found.body.append(f"- {values.prose_of(call.kind, line.text)}")
