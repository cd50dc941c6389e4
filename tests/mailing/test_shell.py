"""The look that the service takes from a built page of the site."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from mailing_parts import Clock, make_settings
from sqlalchemy import Engine

from mailing.signup import shell
from mailing.signup.app import create_app
from mailing.signup.outbox import Outbox

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Page not found | Union {{ 7*7 }} {% endraw %}</title>
<meta name="robots" content="noindex, follow"><link rel="canonical" href="https://u.example/404.html">
<link rel="stylesheet" href="/assets/css/site.1.css"><script>alert(1)</script>
<script type="application/ld+json">{"a": {"b": 1}}</script></head>
<body><a class="skip" href="#main">Skip</a><p>{{ config }} {% include "x" %}</p>
<nav class="breadcrumb"><a href="/">Home</a> <span aria-current="page">Page not found</span></nav>
<main id="main"><h1>This page is not here</h1></main>
<aside class="signup"><form action="/subscribe"><input id="signup-email"></form></aside>
<img src="/a.png" srcset="/a.png 1x, /b.png 2x" alt=""></body></html>"""


def dressed(engine: Engine, tmp_path: Path) -> str:
    page = tmp_path / "404.html"
    page.write_text(PAGE)
    settings = make_settings("unused")
    settings = replace(settings, site=replace(settings.site, url="https://u.example"))
    app = create_app(settings, engine, Outbox(engine, settings), now=Clock(), page=page)
    answer = app.test_client().get("/subscribe")
    assert "style-src https://u.example;" in answer.headers["Content-Security-Policy"]
    return str(answer.text)


def test_the_service_wears_the_site(lite: Engine, tmp_path: Path) -> None:
    """Head, menu and footer are the site's, main is the service's; every link leads to the site."""
    soup = BeautifulSoup(dressed(lite, tmp_path), "lxml")
    assert soup.title.string.startswith("The monthly email – Union")
    assert [h1.string for h1 in soup.find_all("h1")] == ["The monthly email"]
    assert soup.select_one("nav [aria-current]").string == "The monthly email"
    assert soup.select_one("link[rel=stylesheet]")["href"] == "https://u.example/assets/css/site.1.css"
    assert soup.select_one("a.skip")["href"] == "#main"
    assert soup.img["srcset"] == "https://u.example/a.png 1x, https://u.example/b.png 2x"
    assert soup.select("script, link[rel=canonical], aside.signup") == []
    assert [meta["content"] for meta in soup.select("meta[name=robots]")] == ["noindex"]
    assert [form["action"] for form in soup.find_all("form")] == ["/subscribe"]


def test_a_page_is_no_template(lite: Engine, tmp_path: Path) -> None:
    """What looks like a template in the site's own words is shown, not run."""
    text = dressed(lite, tmp_path)
    assert "{{ config }}" in text
    assert "{{ 7*7 }}" in text
    assert '{% include "x" %}' in text


def test_a_page_without_main_is_refused(tmp_path: Path) -> None:
    """A file that is no page of the site is an error, not an empty service."""
    page = tmp_path / "x.html"
    page.write_text("<p>hello")
    with pytest.raises(ValueError, match="no title, head or main"):
        shell.read(page, "https://u.example")
