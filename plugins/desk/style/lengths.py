"""Sentences, paragraphs, headlines and descriptions that are too long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plugins.desk.style.passages import Passage
from plugins.desk.style.rules import Finding

END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9£])")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|approx|e\.g|i\.e|[A-Z])\.$")
WORD = re.compile(r"\w[\w’'-]*")


def length_problems(passage: Passage, limits: Mapping[str, int]) -> Iterator[Finding]:
    """Yield a finding for what is too long in a passage; quotations are as long as they are."""
    text = passage.text
    if passage.scope in {"title", "alt"}:
        most = limits[f"{passage.scope}_characters"]
        if len(text) > most:
            cause = f"is {len(text)} characters long."
            yield passage.line, passage.name, cause, f"Keep it under {most + 1} if you can."
        return
    if passage.scope != "text" or passage.quoted:
        return
    count = len(WORD.findall(text))
    if count > limits["paragraph_words"]:
        cause = f"the paragraph has {count} words."
        yield passage.line, "length", cause, f"Break it up: {limits['paragraph_words']} are many."
    for sentence in sentences(text):
        count = len(WORD.findall(sentence))
        if count > limits["sentence_words"]:
            line = line_with(passage, sentence)
            cause = f'the sentence that begins "{opening(sentence)}" has {count} words.'
            yield line, "length", cause, "Make two of it."


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a stop after an abbreviation or an initial ends none."""
    found: list[str] = []
    for part in END.split(text):
        if found and ABBREVIATION.search(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def opening(sentence: str) -> str:
    """Return the first words of a sentence."""
    return " ".join(sentence.split()[:4]) + " …"


def line_with(passage: Passage, sentence: str) -> int:
    """Return the line on which a sentence begins."""
    start = " ".join(sentence.split()[:3])
    return next((line for line, text in passage.lines if start in text), passage.line)
