"""The style guide: every block as its fixture has it, with the Markdown beside it. In previews with drafts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from markdown import Markdown
from pelican.generators import Generator

from plugins.blocks.calls import Kind
from plugins.blocks.extension import NAME
from plugins.blocks.kinds import KINDS
from plugins.blocks.text import to_html

FIXTURES = Path(__file__).parent / "kinds"
DATA = Path(__file__).parent / "fixtures"
ADDRESS = "styleguide/"
NOTE = """The boards met twice.[^1]

[^1]: In September and in November 2025.
"""
FOOTNOTES = f"""## footnotes

A mark in the text, the note at the end, and a way back.

{NOTE}"""


def fixture(kind: Kind) -> str:
    """Return the Markdown that shows a kind."""
    return (FIXTURES / kind.name.replace("-", "_") / "fixture.md").read_text("utf-8")


def body() -> str:
    """Return one Markdown body that shows all kinds, each under its name."""
    parts = [
        f"## {kind.name}\n\n{kind.meaning}\n\n{fixture(kind)}\n\n@@{kind.name}@@\n" for kind in KINDS.values()
    ]
    return "\n".join([*parts, FOOTNOTES])


@dataclass(frozen=True)
class Guide:
    """What the page is made from, beside files that are opened while it is: it need not be made while they stand.

    `settings` are Markdown's, `picture` a rendition that stands in for every photograph, `address` the site's.
    """

    settings: dict[str, Any]
    organisation: Mapping[str, Any]
    address: str
    picture: Any

    @property
    def content(self) -> str:
        """The HTML of the guide."""
        from plugins.campaigns.hub import filled, shown_of  # noqa: PLC0415 (campaigns build on this room)
        from plugins.images.body import expand_body_images  # noqa: PLC0415 (the same)

        html = to_html(body(), self.markdown())
        for kind in KINDS.values():
            html = html.replace(f"<p>@@{kind.name}@@</p>", source(kind))
        html = expand_body_images(html, lambda _mention: self.picture)
        html = filled(html, {"safe-rotas": shown_of(example_campaign())})
        places = {
            "{data}": f"/{ADDRESS}",
            "{address}": self.address,
            "{filename}/campaigns/safe-rotas.md": "#",
        }
        for place, address in places.items():
            html = html.replace(place, address)
        return html

    def markdown(self) -> Markdown:
        """Return a Markdown whose data files are those of the fixtures."""
        config = self.settings["extension_configs"] | {
            NAME: {"data": str(DATA), "organisation": self.organisation}
        }
        return Markdown(**(self.settings | {"extension_configs": config}))


def source(kind: Kind) -> str:
    """Return the Markdown of a fixture, folded away."""
    return (
        f"<details><summary>How {kind.name} is written</summary>"
        f'<pre tabindex="0"><code>{escape(fixture(kind))}</code></pre></details>'
    )


def example_campaign() -> SimpleNamespace:
    """Return a made-up campaign for the callout."""
    return SimpleNamespace(
        title="Safe rotas",
        aim="Every rota is published six weeks ahead.",
        url=ADDRESS,
        open=True,
        decision_maker="The seven health boards",
        actions=(SimpleNamespace(id="action-1", title="Write to your MP"),),
    )


class StyleguideGenerator(Generator):  # type: ignore[misc]
    """Writes `/styleguide/` and the documents of its fixtures."""

    def generate_output(self, writer: Any) -> None:
        """Write the page, unless the site is for readers."""
        if not self.settings["FRONTFOOT_DRAFTS"]:
            return
        from plugins.metadata import head_for_landing, site_from  # noqa: PLC0415 (metadata builds on front_matter)

        head = head_for_landing("styleguide", site_from(self.settings))
        guide = Guide(
            self.settings["MARKDOWN"],
            self.settings["FRONTFOOT_ORGANISATION"],
            self.settings["SITEURL"],
            self.context["site_image"].renditions["article"],
        )
        writer.write_file(
            f"{ADDRESS}index.html",
            self.get_template("styleguide"),
            self.context,
            head=head,
            breadcrumb=head.breadcrumb,
            feeds_here=(),
            subject=guide,
        )
        for file in sorted(DATA.iterdir()):
            writer.write_bytes(f"{ADDRESS}{file.name}", file.read_bytes())


def get_generators(_pelican: Any) -> type[StyleguideGenerator]:
    """Return the generator."""
    return StyleguideGenerator
