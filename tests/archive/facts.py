"""The facts that the archive rests on (facts.txt) and what need not be among them (allowed.txt)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.archive.figures import implied, read_figures
from tests.archive.stories import Story

HERE = Path(__file__).resolve().parent


@dataclass
class SourceFacts:
    """What one source says: its date as the heading gives it, whether it was reread, and its figures.

    `lines` holds the figures of each line of facts, together with those of the heading's date.
    """

    date: str
    standing: str
    lines: list[set[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Allowance:
    """One figure that a story (or every story that a pattern names) may state without a source, and why."""

    stories: str
    value: str
    reason: str

    def covers(self, story: str, value: str) -> bool:
        return fnmatch(story, self.stories) and value == self.value


def read_facts() -> dict[str, SourceFacts]:
    """Return the facts by address, from facts.txt."""
    facts: dict[str, SourceFacts] = {}
    for line in fact_lines():
        if line.startswith("## "):
            address, date, standing = line[3:].split(" | ")
            current = facts[address] = SourceFacts(date, standing)
        elif line[:2] in {"- ", "= "}:
            figures = {figure.value for figure in read_figures(line[2:])}
            current.lines.append(implied(figures | {dated(current.date)}))
    return facts


def read_page_sources() -> dict[str, tuple[str, ...]]:
    """Return the sources of pages and people, which print none, from the @ lines of facts.txt."""
    lines = (line[2:].split(" | ") for line in fact_lines() if line.startswith("@ "))
    return {page: tuple(addresses.split(", ")) for page, addresses in lines}


def fact_lines() -> list[str]:
    return (HERE / "facts.txt").read_text(encoding="utf-8").splitlines()


def dated(moment: str) -> str:
    """Return the figure for a date as a heading writes it: 2018-10-04, 2018-10, 2018 or undated."""
    kind = {4: "year", 7: "month", 10: "date"}.get(len(moment) if moment[0].isdigit() else 0, "date")
    return f"{kind} {moment}"


def read_allowances() -> list[Allowance]:
    """Return the lines of allowed.txt."""
    lines = (HERE / "allowed.txt").read_text(encoding="utf-8").splitlines()
    return [Allowance(*line.split(" | ")) for line in lines if line and not line.startswith("#")]


def facts_for(story: Story, stories: dict[str, Story], facts: dict[str, SourceFacts]) -> list[set[str]]:
    """Return the lines of facts that a story may draw on: those of its own sources.

    A page prints no sources: it draws on those of the stories it links to, and of its @ line.
    """
    addresses = set(story.addresses)
    if not story.sources:
        linked = (stories[name] for name in story.links if name in stories)
        addresses.update(address for one in linked for address in one.addresses)
        addresses.update(read_page_sources().get(story.name, ()))
    return [line for address in sorted(addresses & set(facts)) for line in facts[address].lines]
