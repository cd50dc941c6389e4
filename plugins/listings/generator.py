"""Generators: one reads people, topics and series; the other writes every page that lists stories."""

from __future__ import annotations

from typing import Any

from pelican.contents import Page, SkipStub
from pelican.generators import CachingGenerator, Generator
from pelican.paginator import Paginator

from plugins.front_matter import complete_metadata
from plugins.listings.contents import Listing, Person, Series, Topic
from plugins.metadata import Head, head_for_landing, head_for_list, site_from
from plugins.metadata.site import Site

SUBJECTS = {"people": Person, "topics": Topic, "series": Series}
LANDING_PAGES = {
    "index": "index.html",
    "news-campaigns": "news-campaigns/index.html",
    "people": "people/index.html",
    "topics": "topics/index.html",
    "series-index": "series/index.html",
    "archive": "archive/index.html",
    "feeds": "feeds/index.html",
    "search": "search/index.html",
    "404": "404.html",
}


class SubjectsGenerator(CachingGenerator):  # type: ignore[misc]
    """Reads content/people, content/topics and content/series into `context["subjects"]`."""

    def generate_context(self) -> None:
        """Read the files in order; a reader's exception is not swallowed."""
        self.context["subjects"] = {
            folder: tuple(self.read_folder(folder, kind)) for folder, kind in SUBJECTS.items()
        }

    def read_folder(self, folder: str, kind: type[Page]) -> list[Page]:
        """Return the published contents of one folder, sorted by file name."""
        found = []
        for path in sorted(self.get_files([folder])):
            subject = self.readers.read_file(
                base_path=self.path,
                path=path,
                content_class=kind,
                context=self.context,
                context_signal=SubjectSignal(),
                context_sender=self,
            )
            if not isinstance(subject, SkipStub):
                self.add_source_path(subject)
                found.append(subject)
        return found


class SubjectSignal:
    """Stands where Pelican wants a signal: subjects have none of their own, and one receiver."""

    name = "subject_context"

    def send(self, sender: Any, metadata: dict[str, Any]) -> None:
        """Complete the metadata of a subject as for any other content."""
        complete_metadata(sender, metadata)


class ListingsGenerator(Generator):  # type: ignore[misc]
    """Writes the home page, the landing pages, and a page (or several) for every listing."""

    def generate_output(self, writer: Any) -> None:
        """Write all pages that list stories."""
        everything, site = self.context["all_stories"], site_from(self.settings)
        for template, save_as in LANDING_PAGES.items():
            head = head_for_landing(template, site, feeds=(everything,), **self.pictures)
            self.write(writer, template, save_as, head, (everything,))
        for listing in self.context["listings"]:
            if listing.kind in self.settings["FRONTFOOT_LISTING_TEMPLATES"]:
                self.write_listing(writer, listing, site)

    @property
    def pictures(self) -> dict[str, Any]:
        """What a head needs to name a picture: the images room's function and the site's own image."""
        return {"picture": self.env.globals.get("picture"), "site_image": self.context.get("site_image")}

    def write(
        self, writer: Any, template: str, save_as: str, head: Head, feeds: tuple[Listing, ...], **more: Any
    ) -> None:
        """Write one page with its head, its trail and the feeds that it announces."""
        writer.write_file(
            save_as,
            self.get_template(template),
            self.context,
            page_name=template,
            head=head,
            breadcrumb=head.breadcrumb,
            feeds_here=feeds,
            **more,
        )

    def write_listing(self, writer: Any, listing: Listing, site: Site) -> None:
        """Write the pages of one listing, as many as its length needs."""
        template = self.settings["FRONTFOOT_LISTING_TEMPLATES"][listing.kind]
        per_page = self.settings["PAGINATED_TEMPLATES"].get(template)
        save_as = f"{listing.url}index.html"
        paginator = Paginator(save_as, listing.url, listing.articles, self.settings, per_page)
        feeds = (listing,) if listing.feed else ()
        for number in range(1, paginator.num_pages + 1):
            page = paginator.page(number)
            self.write(
                writer,
                template,
                page.save_as,
                head_for_list(listing, site, number, feeds, **self.pictures),
                feeds,
                listing=listing,
                subject=listing.subject,
                articles_paginator=paginator,
                articles_page=page,
                articles_previous_page=paginator.page(number - 1) if page.has_previous() else None,
                articles_next_page=paginator.page(number + 1) if page.has_next() else None,
            )
