"""How the stylesheets are written."""

from __future__ import annotations

import re

import pytest

from plugins.assets.pipeline import Assets
from tests.theme.stylesheets import CSS, THEME

FILES = sorted(file.name for file in CSS.glob("*.css"))
PHYSICAL = re.compile(
    r"[\s{;](?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)|left|right|top|bottom)\s*:"
)


def test_the_layers_are_ordered_once() -> None:
    """site.css begins with the order of the layers and imports every other file, once."""
    text = (CSS / "site.css").read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).strip()
    assert rules.startswith("@layer tokens, base, layout, components, pages, modes;")
    imported = re.findall(r'@import "([a-z]+\.css)";', rules)
    assert sorted(imported) == [name for name in FILES if name != "site.css"]
    assert imported[0] == "tokens.css"


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_it_is_for(name: str) -> None:
    """Every stylesheet opens with its purpose, stays in one layer, and can be taken in at a glance."""
    text = (CSS / name).read_text("utf-8")
    assert text.startswith("/* ")
    assert text.count("\n") <= 110
    if name != "site.css":
        assert len(re.findall(r"^@layer [a-z]+ \{$", text, flags=re.MULTILINE)) == 1
        assert len(re.findall(r"^[^\s/}]", text, flags=re.MULTILINE)) == 1


@pytest.mark.parametrize("name", FILES)
def test_directions_are_logical(name: str) -> None:
    """Margins, sizes and places follow the writing, not the screen."""
    text = re.sub(r"/\*.*?\*/|@media[^{]*", "", (CSS / name).read_text("utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


def test_every_class_of_the_templates_is_styled_or_known() -> None:
    """A class that a template gives has a rule: no dead names."""
    served = Assets(THEME / "static").data("css/site.css").decode()
    markers = {"news", "press", "event", "wide", "names"}  # kinds and hooks that need no rule of their own
    for file in sorted((THEME / "templates").rglob("*.html")):
        if "email" in file.parts:
            continue
        for value in re.findall(r'class="([a-z][a-z -]*)"', file.read_text("utf-8")):
            for name in value.split():
                assert name in markers or f".{name}" in served, (file.name, name)
