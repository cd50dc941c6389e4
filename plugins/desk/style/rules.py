"""Rules read from their two files, and what they find in a passage."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plugins.desk.style.passages import Passage
from plugins.problems import Problem

GENERAL = Path(__file__).with_name("rules.toml")
SITE = "house-style.toml"

Finding = tuple[int, str, str, str]


@dataclass(frozen=True)
class Rule:
    """What to look for, in which scope, and the two sentences to say; `{1}` stands for the first group.

    A match that is the `right` form already is none.
    """

    match: re.Pattern[str]
    says: str
    fix: str
    scope: str = "text"
    right: str = ""


@dataclass(frozen=True)
class House:
    """The style of the house. `words` are right though the dictionary lacks them; `problems` are in the files."""

    rules: tuple[Rule, ...]
    limits: Mapping[str, int]
    words: frozenset[str]
    problems: tuple[Problem, ...] = ()

    def findings(self, passage: Passage, allowed: frozenset[str]) -> Iterator[Finding]:
        """Yield line, field, cause and fix for everything that a rule finds; `allowed` are texts in small letters."""
        for rule in self.rules:
            if applies(rule, passage):
                for line, text in passage.lines:
                    for found in rule.match.finditer(text):
                        if found[0] != rule.right and found[0].strip().casefold() not in allowed:
                            yield (
                                line,
                                passage.name or "style",
                                filled(rule.says, found),
                                filled(rule.fix, found),
                            )


def applies(rule: Rule, passage: Passage) -> bool:
    """Tell whether a rule is for this passage. Prose rules are for headlines and descriptions, too; not for quotes."""
    if rule.scope == "text":
        return passage.scope != "link" and not passage.quoted
    return rule.scope == passage.scope


def filled(sentence: str, found: re.Match[str]) -> str:
    """Return a sentence with the groups of a match in it."""
    return sentence.format(found[0].strip(), *(group or "" for group in found.groups()))


def read_house(content: Path) -> House:
    """Return the general rules with those of the site. A site without its file has the general ones."""
    general = tomllib.loads(GENERAL.read_text("utf-8"))
    house = House(tuple(rule_of(one) for one in general["rule"]), general["limits"], frozenset())
    file = content / SITE
    if not file.is_file():
        return house
    try:
        return with_site(house, tomllib.loads(file.read_text("utf-8")))
    except (
        tomllib.TOMLDecodeError,
        UnicodeDecodeError,
        KeyError,
        TypeError,
        AttributeError,
        re.error,
    ) as error:
        fix = "Look at the file's own examples for the form."
        problem = Problem(f"{content.name}/{SITE}", 0, "", f"cannot be read: {error}.", fix)
        return replace(house, problems=(problem,))


def with_site(house: House, site: Mapping[str, Any]) -> House:
    """Return the house with the site's words, limits, terms and rules."""
    terms = tuple(term_of(right, wrong) for right, wrong in site.get("terms", {}).items())
    return House(
        house.rules + terms + tuple(rule_of(one) for one in site.get("rule", ())),
        {**house.limits, **site.get("limits", {})},
        frozenset(str(word).casefold() for word in site.get("words", ())),
    )


def rule_of(given: Mapping[str, str]) -> Rule:
    """Return a rule as it stands in a file."""
    return Rule(re.compile(given["match"]), given["says"], given["fix"], given.get("scope", "text"))


def term_of(right: str, wrong: list[str]) -> Rule:
    """Return the rule for a term: any of the wrong forms, as whole words. One in small letters matches any case."""
    forms = (form if any(map(str.isupper, form)) else f"(?i:{form})" for form in wrong)
    pattern = rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])"
    return Rule(re.compile(pattern), '"{0}" is not how we write it.', f"Write: {right}", right=right)
