"""What the tests of blocks share: a Markdown that knows them, a small folder of data, the way through a body."""

from __future__ import annotations

from pathlib import Path

from markdown import Markdown

from pelicanconf import MARKDOWN
from plugins.blocks.extension import NAME
from plugins.blocks.text import to_html

DATA = Path(__file__).resolve().parents[2] / "plugins" / "blocks" / "fixtures"
ADDRESS = "https://ccu.example/news/rotas/"
ORGANISATION = {"name": "Care Coordinators United", "email": "news@ccu.example"}


def markdown(data: Path = DATA) -> Markdown:
    config = {"data": str(data), "organisation": ORGANISATION}
    return Markdown(
        extensions=[*MARKDOWN["extensions"], NAME],
        extension_configs={**MARKDOWN["extension_configs"], NAME: config},
        output_format="html",
    )


def html_of(body: str, data: Path = DATA) -> str:
    return to_html(body, markdown(data))
