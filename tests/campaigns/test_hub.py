"""A campaign's page as data: its timeline grows, it stops asking when it ends, others show where it stands."""

# ruff: noqa: SLF001 (`_content` is Pelican's own name for a body before links are set)
from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bs4 import BeautifulSoup

from plugins.campaigns import hub, lasting
from plugins.front_matter.values import partial_date
from plugins.images.store import Store

LINE = """<div class="block timeline"><ol>
<li><time datetime="2024">2024</time> <span>It began.</span></li>
<li><time datetime="2026-02-12">12 Feb 2026</time> <span><a href="{filename}/news/agreed.md">Agreed</a></span></li>
</ol></div>"""
ACTION = """<h2 id="act">What you can do now</h2>
<section class="block action-box" id="action-1" data-ask="mp"><h3>Write to your MP</h3></section>
<h2 id="why">Why</h2><p>Because.</p>"""


def campaign(body: str, status: str | None = None) -> Any:
    return SimpleNamespace(
        _content=body, campaign_status=status, url="campaigns/rotas/", slug="rotas", title="Safe rotas",
        aim="Six weeks.", decision_maker="The boards",
    )  # fmt: skip


def story(slug: str, date: str) -> Any:
    return SimpleNamespace(
        url=f"news/{slug}/",
        relative_source_path=f"news/{slug}.md",
        title=slug.capitalize(),
        published=partial_date(date),
    )


def dates(body: str) -> list[str]:
    return [str(time["datetime"]) for time in BeautifulSoup(body, "lxml").select(".timeline time")]


def test_a_timeline_grows_by_the_stories_it_does_not_name() -> None:
    """Stories are added at their place; one that an entry links to already is not added twice."""
    one = campaign(LINE)
    hub.complete(
        one, [one, story("agreed", "2026-02-12"), story("asked", "2025-09"), story("late", "2026-03")], "a"
    )
    assert dates(one._content) == ["2024", "2025-09", "2026-02-12", "2026-03"]
    assert one._content.count("Agreed") == 1
    assert '<a href="/news/asked/">Asked</a>' in one._content


def test_an_open_campaign_has_its_actions() -> None:
    """Without a status a campaign is active; its actions are known by id and title."""
    one = campaign(ACTION)
    hub.complete(one, [], "a")
    assert one.open
    assert one.campaign_status == "active"
    assert one.actions == (hub.Action("action-1", "Write to your MP"),)


def test_an_ended_campaign_asks_for_nothing() -> None:
    """Won, lost, paused or closed: actions go, and the subhead that is left with nothing below it."""
    for status in hub.ENDED:
        one = campaign(ACTION, status)
        hub.complete(one, [], "a")
        assert not one.open
        assert one.actions == ()
        assert "Write to your MP" not in one._content
        assert "What you can do now" not in one._content
        assert "Because." in one._content


def test_a_callout_says_where_the_campaign_stands() -> None:
    """A callout shows title, aim, who decides and the next action; of an ended campaign its end and no action."""
    box = '<aside class="callout" data-campaign="rotas"><p class="block-title"><a href="x">rotas</a></p></aside>'
    one = campaign(ACTION)
    hub.complete(one, [], "a")
    page = SimpleNamespace(_content=box, relative_source_path="news/x.md")
    hub.fill_callouts(page, {"rotas": one})
    for words in ("Safe rotas", "Six weeks.", "The boards", 'href="/campaigns/rotas/#action-1"'):
        assert words in page._content
    assert "data-campaign" not in page._content
    ended = campaign(ACTION, "won")
    hub.complete(ended, [], "a")
    page = SimpleNamespace(_content=box, relative_source_path="news/x.md")
    hub.fill_callouts(page, {"rotas": ended})
    assert "This campaign is won." in page._content
    assert "action" not in page._content


def test_posts_carry_the_campaigns_address() -> None:
    """Each ready post ends with the absolute address of the campaign."""
    one = campaign('<ul class="block posts"><li>Late. {address}</li></ul>')
    hub.complete(one, [], "https://ccu.example/campaigns/rotas/")
    assert "Late. https://ccu.example/campaigns/rotas/" in one._content


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    """With a memory a hub and a callout come out as without, also when a story or the campaign changes."""
    box = '<aside class="callout" data-campaign="rotas"><p class="block-title"><a href="x">rotas</a></p></aside>'

    def made(memory: hub.Memory, status: str | None, *stories: Any) -> tuple[str, Any, str]:
        one = campaign(LINE + ACTION, status)
        page = SimpleNamespace(_content=box, relative_source_path="news/x.md")
        hub.complete(one, [one, *stories], "a", memory)
        hub.fill_callouts(page, {"rotas": one}, memory)
        return one._content, one.actions, page._content

    kept = lasting(Store(tmp_path))

    def known(name: str, made_of: object, _make: hub.Make) -> str:
        return kept(name, made_of, lambda: "")

    asked, late = story("asked", "2025-09"), story("late", "2026-03")
    for given in ((None,), (None, asked), (None, asked, late), ("won", asked), (None, asked)):
        assert made(kept, *given) == made(hub.no_memory, *given)
        assert made(known, *given) == made(hub.no_memory, *given)
