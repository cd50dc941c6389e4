"""Identity: colours that can be read, in one file that knows them."""

from __future__ import annotations

import re

import pytest

from tests.theme.stylesheets import CSS, DARK, LIGHT, contrast, properties, resolved

READABLE = [
    *[(f"--{colour}", "--paper") for colour in ("ink", "muted", "signal", "teal", "opinion")],
    *[(f"--{colour}", "--tint") for colour in ("ink", "muted", "signal", "teal")],
    *[(f"--{colour}", "--opinion-tint") for colour in ("ink", "muted", "opinion")],
    ("--on-signal", "--signal"),
    ("--on-close", "--close"),
    ("--close-muted", "--close"),
    ("--paper", "--ink"),
]
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch)a?\(", re.IGNORECASE)


@pytest.mark.parametrize("mode", [LIGHT, DARK])
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_text_can_be_read(text: str, ground: str, mode: str) -> None:
    """Every pair of text and ground that the components use has a contrast of at least 4.5, in both modes."""
    values = properties()[mode]
    assert contrast(resolved(values, text), resolved(values, ground)) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK])
def test_focus_can_be_seen(mode: str) -> None:
    """The focus ring stands out from paper and tints by 3 at least."""
    values = properties()[mode]
    for ground in ("--paper", "--tint", "--opinion-tint"):
        assert contrast(resolved(values, "--focus"), resolved(values, ground)) >= 3


def test_only_the_tokens_know_colours() -> None:
    """No other stylesheet names a colour, but for paper's black and white and the tones of photographs."""
    free = {"tokens.css", "print.css", "tones.css"}
    for file in sorted(CSS.glob("*.css")):
        if file.name not in free:
            text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
            assert COLOUR.findall(text) == [], file.name


def test_dark_changes_every_ground_and_ink() -> None:
    """The dark mode has its own value for each colour of the page, but for those that are dark already."""
    values = properties()
    same = {name for name in values[LIGHT] if values[LIGHT][name] == values[DARK][name]}
    colours = {name for name, value in values[LIGHT].items() if value.startswith("#")}
    assert colours & same == {"--on-close", "--close-muted", "--close-rule"}
