"""Campaigns that act: hubs that grow with their stories, callouts, actions that stop when a campaign ends, share packs.

After `plugins.listings` each campaign has `open` (it asks for something), `actions` (`hub.Action`) and `pack`
(pictures to share); callouts in other stories are filled in from the campaign itself. Each gets a poster page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import __version__ as bs4  # type: ignore[attr-defined]
from lxml import etree
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator

from plugins.campaigns import checks, downloads, hub, pack
from plugins.campaigns.generator import CampaignsGenerator
from plugins.images.store import Store, fingerprint, key_of


def check_calls(pelican: Any) -> None:
    """Check what blocks say of campaigns against all content files."""
    newsroom = pelican.newsroom
    newsroom.problems.extend(checks.problems(newsroom.entries))


def fill_in(generators: list[Any]) -> None:
    """Complete campaigns, then everything that shows them."""
    stories = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator)).pages
    context, settings = stories.context, stories.settings
    subjects = (one for group in context["subjects"].values() for one in group)
    contents = (*context["articles"], *pages, *subjects)
    campaigns = {one.slug: one for one in context["articles"] if one.kind == "campaign"}
    own = {listing.slug: listing.articles for listing in context["campaigns"]}
    memory = lasting(Store(Path(settings.get("FRONTFOOT_CACHE", ".cache")) / "campaigns"))
    for campaign in campaigns.values():
        address = f"{settings['SITEURL']}/{campaign.url}"
        hub.complete(campaign, own.get(campaign.slug, ()), address, memory)
        campaign.pack = pack.plan(campaign, settings)
    for content in contents:
        hub.fill_callouts(content, campaigns, memory)
    context["downloads"] = downloads.point_to(contents)


def lasting(store: Store) -> hub.Memory:
    """Return a memory that lasts from build to build, as long as our code and the libraries are the same."""
    makers = fingerprint([Path(hub.__file__)]), bs4, etree.__version__, etree.LIBXML_VERSION

    def memory(name: str, made_of: object, make: hub.Make) -> str:
        return store.current(key_of(name), key_of(made_of, makers), lambda: make().encode()).decode()

    return memory


def get_generators(_pelican: Any) -> type[CampaignsGenerator]:
    """Return the generator."""
    return CampaignsGenerator


def register() -> None:
    """Connect to Pelican; list this plugin after front matter and listings, before images and metadata."""
    signals.initialized.connect(check_calls)
    signals.all_generators_finalized.connect(fill_in)
    signals.get_generators.connect(get_generators)
