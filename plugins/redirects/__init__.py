"""Every address ever published keeps working.

Stories get permanent names in feeds, old addresses a page that leads on, withdrawn stories a page that says why; the
same is given as rules for web servers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from plugins.front_matter.newsroom import Newsroom
from plugins.listings import addresses as made_addresses
from plugins.metadata.head import FOUND_ELSEWHERE, make_head
from plugins.metadata.site import site_from
from plugins.redirects.addresses import Record, feed_id, load
from plugins.redirects.moves import Gone, address_problems, gone, moves, taken_addresses
from plugins.redirects.rules import redirects_file

RULES = "_redirects"


class RedirectsGenerator(Generator):  # type: ignore[misc]
    """Writes a page that leads on for each alias that a static file can answer, and one for each withdrawn story."""

    newsroom: Newsroom

    def generate_output(self, writer: Any) -> None:
        """Write the pages, and the rules for hosts that read them from the site."""
        leading, ended = moves(self.newsroom, self.settings), gone(self.newsroom)
        template = self.get_template("redirect")
        for move in {file_for(move.old).casefold(): move for move in leading}.values():
            if save_as := file_for(move.old):
                writer.write_file(save_as, template, self.context, target=move.new, url=move.old)
        for one in ended:
            self.write_gone(writer, one)
        if leading or ended:
            writer.write_bytes(RULES, redirects_file(leading, ended).encode())

    def write_gone(self, writer: Any, one: Gone) -> None:
        """Write the page that says why a story was withdrawn."""
        site = site_from(self.settings)
        title = "This story has been withdrawn"
        head = make_head(site, title, one.reason, site.absolute(one.address), robots=FOUND_ELSEWHERE)
        save_as = f"{one.address.strip('/')}/index.html"
        writer.write_file(
            save_as, self.get_template("gone"), self.context, head=head, gone=one, page_name="gone"
        )


def file_for(alias: str) -> str:
    """Return the file that answers an old address, or nothing when only the web server can (a query)."""
    path = alias.strip("/")
    if "?" in alias or not path:
        return ""
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"


def check_addresses(pelican: Any) -> None:
    """Add what is wrong with addresses to the problems of the files."""
    pelican.newsroom.problems.extend(address_problems(pelican.newsroom, pelican.settings))


def set_feed_ids(generators: list[Any]) -> None:
    """Give every article its `feed_id`."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    recorded = Record(load(Path(stories.settings["PATH"])))
    site = stories.settings["SITEURL"]
    for article in stories.articles:
        file = article.relative_source_path
        article.feed_id = feed_id(article.metadata, f"/{article.url}", file, recorded, site)


def check_made_pages(generators: list[Any]) -> None:
    """Refuse an old address at which the site makes a page itself."""
    own = next(g for g in generators if isinstance(g, RedirectsGenerator))
    found = taken_addresses(own.newsroom, made_addresses(own.context["listings"]))
    own.context.setdefault("problems", []).extend(found)


def get_generators(pelican: Any) -> type[RedirectsGenerator]:
    """Return the generator, which knows the files of this build."""
    return type("RedirectsOfTheSite", (RedirectsGenerator,), {"newsroom": pelican.newsroom})


def register() -> None:
    """Connect to Pelican's signals."""
    signals.initialized.connect(check_addresses)
    signals.get_generators.connect(get_generators)
    signals.all_generators_finalized.connect(set_feed_ids)
    signals.all_generators_finalized.connect(check_made_pages)
