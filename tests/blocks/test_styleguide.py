"""The style guide's page hangs on one object and on files, and is made when its page is."""

from __future__ import annotations

from dataclasses import replace

from pelicanconf import MARKDOWN
from plugins.blocks.extension import NAME
from plugins.blocks.kinds import KINDS
from plugins.blocks.styleguide import Guide
from plugins.engine.digest import Digester
from plugins.images.models import Rendition
from tests.blocks.blocks import ORGANISATION

PICTURE = Rendition((), "/images/site.jpg", 800, 450, "100vw", "A hall", "photo", "image/jpeg", 1)
SETTINGS = MARKDOWN | {"extensions": [*MARKDOWN["extensions"], NAME]}
GUIDE = Guide(SETTINGS, ORGANISATION, "https://ccu.example", PICTURE)


def test_every_block_is_shown() -> None:
    """Each kind has its heading, and the Markdown that makes it."""
    html = GUIDE.content
    assert all(f"How {name} is written" in html for name in KINDS)
    assert "@@" not in html


def test_the_engine_sees_what_it_is_made_from() -> None:
    """So the page stands while that stays as it was, and is made again when it does not."""
    digest = Digester(lambda _: None)
    assert digest(GUIDE) == digest(replace(GUIDE))
    assert digest(GUIDE) != digest(replace(GUIDE, address="https://cd.example"))
    assert digest(GUIDE) != digest(replace(GUIDE, picture=PICTURE._replace(src="/images/other.jpg")))
