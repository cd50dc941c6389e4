"""How the templates are written: strict, documented, and nobody's in particular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from tests.theme.stylesheets import THEME

TEMPLATES = THEME / "templates"
FILES = [
    path
    for path in sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
    if not path.startswith("email/")
]
SAFE = re.compile(r"\{\{ ([^{}|]+?)\|safe \}\}")
TRUSTED = {"article.content", "page.content", "subject.content", "person.content", "data"}
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.do"], trim_blocks=True
)


def text_of(path: str) -> str:
    return (TEMPLATES / path).read_text("utf-8")


@pytest.mark.parametrize("path", FILES)
def test_no_inline_style_or_script(path: str) -> None:
    """No style attribute or element, no script with a body but structured data, no event attribute."""
    text = text_of(path)
    assert not re.search(r"\sstyle=|<style|javascript:|\son[a-z]+=", text)
    bodies = re.findall(r"<script([^>]*)>([^<]+)</script>", text)
    assert all('type="application/ld+json"' in attributes for attributes, _ in bodies)


@pytest.mark.parametrize("path", FILES)
def test_only_article_html_is_trusted(path: str) -> None:
    """Nothing is marked safe but the HTML of a text and finished structured data."""
    assert set(SAFE.findall(text_of(path))) <= TRUSTED
    assert "autoescape false" not in text_of(path)


@pytest.mark.parametrize("path", FILES)
def test_a_template_opens_with_what_it_is(path: str) -> None:
    """Every template begins with a comment and compiles."""
    assert text_of(path).startswith("{# ")
    ENVIRONMENT.get_template(path)


@pytest.mark.parametrize("path", FILES)
def test_no_template_names_the_union(path: str) -> None:
    """A union is a setting: no template says who it is for."""
    assert not re.search(r"\bMiP\b|\bNHS\b|Managers in Partnership", text_of(path))


@pytest.mark.parametrize("path", [path for path in FILES if path.startswith("macros/")])
def test_every_macro_says_how_to_call_it(path: str) -> None:
    """Above each macro a comment names it with its parameters."""
    text = text_of(path)
    comments = " ".join(re.findall(r"\{#(.*?)#\}", text, flags=re.DOTALL))
    macros = [macro.name for macro in ENVIRONMENT.parse(text).find_all(nodes.Macro)]
    assert macros
    assert [name for name in macros if f"{name}(" not in comments] == []


@pytest.mark.parametrize("path", FILES)
def test_pictures_keep_their_place(path: str) -> None:
    """Every img of a template has a width and a height, so that nothing moves when it arrives."""
    for tag in re.findall(r"<img [^>]*>", text_of(path)):
        assert "width=" in tag, tag
        assert "height=" in tag, tag
        assert "alt=" in tag, tag


def test_assets_are_taken_through_their_function() -> None:
    """No template names a stylesheet, script or font but through asset()."""
    for path in FILES:
        assert not re.search(r'(?:href|src)="[^"{]*\.(?:css|js|woff2)"', text_of(path)), path


def test_every_address_of_the_site_has_its_template() -> None:
    """Each kind of page that the site writes has a template of its own."""
    kinds = (
        "news feature opinion campaign guide press event page person topic series section month year".split()
    )
    landings = "index news-campaigns people topics series-index archive feeds search 404 redirect".split()
    assert {f"{name}.html" for name in (*kinds, *landings)} <= set(map(str, map(Path, FILES)))
