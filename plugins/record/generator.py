"""Writes the log of corrections and the pages of stories that others may republish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pelican.generators import Generator

from plugins.metadata import head_for_landing, site_from
from plugins.record import corrections, republish


class RecordGenerator(Generator):  # type: ignore[misc]
    """`/corrections/`, and `republish/` below each story that is offered."""

    def generate_output(self, writer: Any) -> None:
        """Write the pages."""
        feeds = (self.context["all_stories"],)
        pictures = {"picture": self.env.globals.get("picture"), "site_image": self.context.get("site_image")}
        head = head_for_landing("corrections", site_from(self.settings), feeds=feeds, **pictures)
        log = corrections.log(self.context["articles"])
        self.write(writer, "corrections/index.html", "corrections", head, corrections=log)
        for article in self.context["articles"]:
            if article.republish_url:
                self.write_republish(writer, article)

    def write(self, writer: Any, save_as: str, template: str, head: Any, **more: Any) -> None:
        """Write one page."""
        writer.write_file(
            save_as,
            self.get_template(template),
            self.context,
            head=head,
            breadcrumb=head.breadcrumb,
            feeds_here=(),
            **more,
        )

    def write_republish(self, writer: Any, article: Any) -> None:
        """Write the page with the text to paste; search engines are sent to the story."""
        head = replace(
            article.head,
            title=f"Republish: {article.head.title}",
            robots="noindex, follow",
            json_ld=(),
            feeds=(),
        )
        note = self.settings["FRONTFOOT_DEMO_TEXT"] if self.settings["FRONTFOOT_DEMO"] else ""
        text = republish.text_of(article, self.settings["SITEURL"], self.settings["SITENAME"], note)
        self.write(writer, f"{article.republish_url}index.html", "republish", head, story=article, text=text)
