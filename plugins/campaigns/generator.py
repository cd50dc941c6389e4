"""Writes what campaigns need beside their pages: posters, pictures to share; and documents to download."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pelican.generators import Generator

from plugins.campaigns import downloads, pack


class CampaignsGenerator(Generator):  # type: ignore[misc]
    """Posters at `campaigns/slug/poster/`, pictures in `images/`, documents in `data/`."""

    def generate_output(self, writer: Any) -> None:
        """Write the files in order."""
        for campaign in sorted(
            (one for one in self.context["articles"] if one.kind == "campaign"), key=slug_of
        ):
            if campaign.open:
                self.write_poster(writer, campaign)
            for picture in campaign.pack:
                writer.write_bytes(picture.path, pack.data(picture, self.context["picture_plan"].store))
        for name in self.context["downloads"]:
            file = Path(self.settings["PATH"]) / downloads.FOLDER / name
            writer.write_bytes(f"{downloads.FOLDER}/{name}", file.read_bytes())

    def write_poster(self, writer: Any, campaign: Any) -> None:
        """Write the page that prints as a poster; search engines are sent to the campaign."""
        head = replace(
            campaign.head,
            title=f"Poster: {campaign.head.title}",
            robots="noindex, follow",
            json_ld=(),
            feeds=(),
        )
        writer.write_file(
            f"{campaign.url}poster/index.html",
            self.get_template("campaign-poster"),
            self.context,
            campaign=campaign,
            head=head,
            breadcrumb=head.breadcrumb,
            feeds_here=(),
        )


def slug_of(content: Any) -> str:
    """Return the slug of a content."""
    return str(content.slug)
