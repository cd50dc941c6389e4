"""The theme's stylesheets as the tests read them: custom properties by mode, colours, contrast."""

from __future__ import annotations

import re
from pathlib import Path

import tinycss2

THEME = Path(__file__).resolve().parents[2] / "theme"
CSS = THEME / "static" / "css"
LIGHT, DARK = "light", "dark"


def properties() -> dict[str, dict[str, str]]:
    """Return the custom properties of tokens.css in light and in dark (light's where dark has none)."""
    layer = tinycss2.parse_stylesheet(
        (CSS / "tokens.css").read_text("utf-8"), skip_comments=True, skip_whitespace=True
    )[0]
    rules = tinycss2.parse_rule_list(layer.content, skip_comments=True, skip_whitespace=True)
    light = declared(next(rule for rule in rules if rule.type == "qualified-rule"))
    media = next(rule for rule in rules if rule.type == "at-rule")
    inner = tinycss2.parse_rule_list(media.content, skip_comments=True, skip_whitespace=True)[0]
    return {LIGHT: light, DARK: light | declared(inner)}


def declared(rule: tinycss2.ast.QualifiedRule) -> dict[str, str]:
    """Return the custom properties that a rule declares."""
    found = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
    return {each.name: tinycss2.serialize(each.value).strip() for each in found if each.name.startswith("--")}


def resolved(values: dict[str, str], name: str) -> str:
    """Return a property's value with one `var()` followed."""
    value = values[name]
    reference = re.fullmatch(r"var\((--[a-z-]+)\)", value)
    return resolved(values, reference[1]) if reference else value


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` or `#rgb` (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
