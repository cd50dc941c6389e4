"""Generators: one reads content/digests, the other writes the editions' pages, pictures and feed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican.generators import CachingGenerator, Generator

from plugins.digest.contents import Edition, complete_edition
from plugins.digest.editions import FOLDER
from plugins.digest.feed import digests_feed
from plugins.digest.heads import ARCHIVE_PATH, archive_head, edition_head
from plugins.digest.model import Digest
from plugins.digest.periods import is_name
from plugins.digest.pictures import picture_files
from plugins.feeds.files import FeedFiles
from plugins.front_matter.values import Link
from plugins.images.store import Store
from plugins.metadata.site import Site, site_from


class EditionSignal:
    """Stands where Pelican wants a signal: editions have none of their own, and one receiver."""

    name = "edition_context"

    def send(self, sender: Any, metadata: dict[str, Any]) -> None:
        """Complete the metadata of an edition."""
        complete_edition(sender, metadata)


class EditionsGenerator(CachingGenerator):  # type: ignore[misc]
    """Reads content/digests into `context["edition_contents"]`, oldest first."""

    def generate_context(self) -> None:
        """Read the files in order; a reader's exception is not swallowed."""
        self.context["edition_contents"] = tuple(
            self.read(path) for path in sorted(self.get_files([FOLDER])) if is_name(slug_of(path))
        )

    def read(self, path: str) -> Edition:
        """Return one edition."""
        edition = self.readers.read_file(
            base_path=self.path,
            path=path,
            content_class=Edition,
            context=self.context,
            context_signal=EditionSignal(),
            context_sender=self,
        )
        edition.override_url = f"digests/{edition.slug}/"
        edition.override_save_as = f"{edition.override_url}index.html"
        self.add_source_path(edition)
        return edition  # type: ignore[no-any-return]


def link_to(edition: Edition | None) -> Link | None:
    """Return the name and address of an edition: all that the pages beside its own say of it."""
    return edition and Link(edition.digest.label, f"/{edition.digest.path}")


def slug_of(path: str) -> str:
    """Return the name of the edition in a file: `2018-10` for `digests/2018-10.md`."""
    return path.rpartition("/")[2].removesuffix(".md")


class DigestsGenerator(Generator):  # type: ignore[misc]
    """Writes a page for every edition that is out, the list of them all, their pictures and their feed."""

    def generate_output(self, writer: Any) -> None:
        """Write everything that editions are on the web."""
        site = site_from(self.settings)
        editions, ahead = self.context["editions"], self.context["editions_ahead"]
        self.write(writer, "digests", ARCHIVE_PATH, archive_head(site))
        for newer, edition, older in zip((None, *editions), editions, (*editions[1:], None), strict=False):
            self.write_edition(writer, edition, site, newer, older)
        for edition in ahead:
            self.write_edition(writer, edition, site, None, None)
        out = [self.context["assemblies"][edition.slug] for edition in (*editions, *ahead)]
        for path, data in picture_files(out, self.context["picture_plan"]):
            writer.write_bytes(path, data)
        files = FeedFiles(Store(Path(self.settings.get("FRONTFOOT_CACHE", ".cache")) / "feeds"))
        writer.write_bytes(*digests_feed(editions, site, self.feed_body, files))

    def write_edition(self, writer: Any, edition: Edition, site: Site, newer: Any, older: Any) -> None:
        """Write the page of an edition, with its neighbours in time."""
        self.write(
            writer,
            "digest",
            edition.digest.path,
            edition_head(edition.digest, site),
            digest=edition.digest,
            newer=link_to(newer),
            older=link_to(older),
        )

    def feed_body(self, digest: Digest) -> str:
        """Return an edition as HTML for feed readers."""
        return str(self.get_template("email/feed").render(digest=digest))

    def write(self, writer: Any, template: str, path: str, head: Any, **more: Any) -> None:
        """Write one page with its head."""
        writer.write_file(
            f"{path}index.html",
            self.get_template(template),
            self.context,
            page_name=template,
            head=head,
            breadcrumb=head.breadcrumb,
            feeds_here=(self.context["all_stories"],),
            **more,
        )
