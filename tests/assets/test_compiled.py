"""Compiled templates: kept for other environments and later builds, and never in the place of others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, pass_context
from jinja2.ext import Extension

from plugins.assets.compiled import CompiledTemplates, PlainCode
from plugins.images.store import Store

PAGE = "{{ 'a & b' | shout }}{% if 1 is odd %}\n odd{% endif %}"


class Foreign(Extension):
    """An extension that Jinja does not bring."""


def environment(root: Path, **options: Any) -> Environment:
    """An environment as generators have it, with a filter of our own."""
    kept = CompiledTemplates(Store(root))
    made = Environment(  # noqa: S701 (on, unless the test says otherwise)
        loader=DictLoader({"page.html": PAGE}),
        bytecode_cache=kept,
        **{"autoescape": True, "optimized": False, **options},
    )
    made.code_generator_class = PlainCode
    made.filters["shout"] = str.upper
    return made


def render(made: Environment) -> str:
    """The page."""
    return made.get_template("page.html").render()


def test_a_later_environment_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one environment compiled serves the next one, and says the same."""
    first = render(environment(tmp_path))
    later = environment(tmp_path)
    monkeypatch.setattr(later, "compile", None)
    assert render(later) == first == "A &amp; B\n odd"


def test_what_a_filter_returned_is_not_kept(tmp_path: Path) -> None:
    """An edited filter counts, even on a constant."""
    render(environment(tmp_path))
    later = environment(tmp_path)
    later.filters["shout"] = lambda text: text[::-1]
    assert render(later) == "b &amp; a\n odd"


def test_a_filter_that_wants_the_context_is_compiled_anew(tmp_path: Path) -> None:
    """How a filter is called is part of what is kept."""
    render(environment(tmp_path))
    later = environment(tmp_path)
    later.filters["shout"] = pass_context(lambda context, text: f"{text}{len(context.parent) > 0}")
    assert render(later) == "a &amp; bTrue\n odd"


def test_options_are_told_apart(tmp_path: Path) -> None:
    """One source under other options is another template."""
    render(environment(tmp_path))
    assert render(environment(tmp_path, trim_blocks=True)) == "A &amp; B odd"
    assert render(environment(tmp_path, autoescape=False)) == "A & B\n odd"


def test_damage_is_noticed(tmp_path: Path) -> None:
    """A damaged entry is compiled again."""
    first = render(environment(tmp_path))
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    for file in files:
        file.write_bytes(file.read_bytes()[:-3] + b"???")
    assert files
    assert render(environment(tmp_path)) == first


def test_an_unknown_extension_keeps_nothing(tmp_path: Path) -> None:
    """Where something else shapes what is compiled, nothing is kept."""
    assert render(environment(tmp_path, extensions=[Foreign])) == "A &amp; B\n odd"
    assert not list(tmp_path.iterdir())
