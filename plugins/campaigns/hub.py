"""A campaign's page: its actions, its timeline, and what other stories show of it.

Changes `_content`, Pelican's own name for a body before links are set, in place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag

ACTIVE = "active"
ENDED = {
    "won": "This campaign is won.",
    "lost": "This campaign is lost.",
    "paused": "This campaign is paused.",
    "closed": "This campaign is closed.",
}
ADDRESS = "{address}"


class Told(NamedTuple):
    """A story as a timeline tells of it: its address, its source, its date (ISO 8601, and in words), its title."""

    url: str
    source: str
    iso: str
    short: str
    title: str


def told_of(story: Any) -> Told:
    """Return what a timeline may tell of a story."""
    published = story.published
    return Told(story.url, story.relative_source_path, published.iso, published.short, story.title)


@dataclass(frozen=True)
class Action:
    """Something that readers can do: the id of its section in the page, and its title."""

    id: str
    title: str


Make = Callable[[], str]
Memory = Callable[[str, object, Make], str]
"""Returns what `make` gives for a page, by its name and all that goes into it; it may know that from before."""


def no_memory(_name: str, _made_of: object, make: Make) -> str:
    """Make everything anew."""
    return make()


def complete(campaign: Any, stories: Iterable[Any], address: str, memory: Memory = no_memory) -> None:
    """Set `open`, `ended`, `campaign_status`, `actions`; grow the timeline; an ended campaign says so and stops asking.

    `stories` are the campaign's own, itself among them; `address` is its absolute address.
    """
    campaign.campaign_status = campaign.campaign_status or ACTIVE
    campaign.open = campaign.campaign_status == ACTIVE
    campaign.ended = ENDED.get(campaign.campaign_status, "")
    campaign.actions = ()
    if campaign.ended:
        note = f'<p class="ended">{campaign.ended} It asks for nothing more.</p>\n'
        campaign._content = note + (campaign._content or "")  # noqa: SLF001 (see above)
    body = campaign._content  # noqa: SLF001 (see above)
    if not body or 'class="block' not in body:
        return
    told = [told_of(story) for story in stories if story is not campaign]
    made_of = (body, told, campaign.open)
    html, *found = json.loads(memory(f"hub {campaign.url}", made_of, lambda: json.dumps(hub(*made_of))))
    campaign.actions = tuple(Action(*action) for action in found)
    campaign._content = html.replace(ADDRESS, address)  # noqa: SLF001 (see above)


def hub(body: str, stories: Iterable[Told], asks: bool) -> list[Any]:
    """Return the HTML of a campaign's body, then its actions if it still `asks` for something."""
    soup = BeautifulSoup(body, "lxml")
    timeline = soup.find(class_="timeline")
    line = timeline.find("ol") if isinstance(timeline, Tag) else None
    if isinstance(line, Tag):
        grow(soup, line, stories)
    found = list(actions(soup)) if asks else []
    if not asks:
        stop_asking(soup)
    return [inside(soup), *map(astuple, found)]


def inside(soup: BeautifulSoup) -> str:
    """Return the HTML of a parsed body."""
    return soup.body.decode_contents(formatter="minimal") if soup.body else ""


def actions(soup: BeautifulSoup) -> Iterable[Action]:
    """Yield the actions of a body in order."""
    for section in soup.find_all("section", class_="action-box"):
        heading = section.find("h3")
        if heading:
            yield Action(str(section["id"]), heading.get_text(" ", strip=True))


def stop_asking(soup: BeautifulSoup) -> None:
    """Take out everything that asks readers to act, and the subheads that are left with nothing below them."""
    for asked in soup.find_all(attrs={"data-ask": True}):
        above = asked.find_previous_sibling(["h2"])
        asked.decompose()
        if isinstance(above, Tag) and is_empty(above):
            above.decompose()


def is_empty(heading: Tag) -> bool:
    """Tell whether nothing stands between a heading and the next."""
    below = heading.find_next_sibling()
    return below is None or below.name == "h2"


def grow(soup: BeautifulSoup, line: Tag, stories: Iterable[Told]) -> None:
    """Add the stories that a timeline does not name yet, and keep it in order."""
    named = {str(link.get("href")) for link in line.find_all("a")}
    entries = list(line.find_all("li", recursive=False))
    entries += [entry(soup, story) for story in stories if not named & addresses(story)]
    for item in entries:
        item.extract()
    for item in sorted(entries, key=moment):
        line.append(item)
        line.append("\n")


def addresses(story: Told) -> set[str]:
    """Return the forms in which a timeline may link to a story."""
    return {f"/{story.url}", f"{{filename}}/{story.source}"}


def entry(soup: BeautifulSoup, story: Told) -> Tag:
    """Return the line of a story."""
    item, time, words = soup.new_tag("li"), soup.new_tag("time"), soup.new_tag("span")
    time["datetime"], time.string = story.iso, story.short
    link = soup.new_tag("a", attrs={"href": f"/{story.url}"})
    link.string = story.title
    words.append(link)
    item.extend([time, " ", words])
    return item


def moment(item: Tag) -> str:
    """Return the date of an entry for sorting: a year stands before its months, a month before its days."""
    time = item.find("time")
    return str(time["datetime"]) if isinstance(time, Tag) else ""


class Shown(NamedTuple):
    """A campaign as callouts show it: its address, its title, what it wants, where it stands, its next action."""

    url: str
    title: str
    aim: str | None
    standing: str
    action: Action | None


def fill_callouts(content: Any, campaigns: Mapping[str, Any], memory: Memory = no_memory) -> None:
    """Put title, aim, status and next action of each campaign into the callouts of a content."""
    body = content._content  # noqa: SLF001 (see above)
    if not body or "data-campaign=" not in body:
        return
    shown = {slug: shown_of(campaign) for slug, campaign in sorted(campaigns.items())}
    content._content = memory(  # noqa: SLF001 (see above)
        f"callouts {content.relative_source_path}", (body, shown), lambda: filled(body, shown)
    )


def shown_of(campaign: Any) -> Shown:
    """Return what callouts may show of a campaign."""
    action = next(iter(campaign.actions), None)
    return Shown(campaign.url, campaign.title, campaign.aim, standing(campaign), action)


def filled(body: str, campaigns: Mapping[str, Shown]) -> str:
    """Return a body with its callouts filled in."""
    soup = BeautifulSoup(body, "lxml")
    for box in soup.find_all("aside", attrs={"data-campaign": True}):
        campaign = campaigns.get(str(box["data-campaign"]))
        if campaign is not None:
            fill(soup, box, campaign)
        del box["data-campaign"]
    return inside(soup)


def fill(soup: BeautifulSoup, box: Tag, campaign: Shown) -> None:
    """Fill in one callout."""
    link = box.find("a")
    if not isinstance(link, Tag):
        return
    link.string = campaign.title
    title = box.find("p")
    lines = [("aim", campaign.aim)] if campaign.aim else []
    lines.append(("block-note", campaign.standing))
    for name, words in reversed(lines):
        line = soup.new_tag("p", attrs={"class": name})
        line.string = words
        if isinstance(title, Tag):
            title.insert_after(line)
    if campaign.action:
        line = soup.new_tag("p")
        act = soup.new_tag("a", attrs={"class": "action", "href": f"/{campaign.url}#{campaign.action.id}"})
        act.string = campaign.action.title
        line.append(act)
        box.append(line)


def standing(campaign: Any) -> str:
    """Return where a campaign stands, in a sentence."""
    if not campaign.open:
        return campaign.ended  # type: ignore[no-any-return]
    who = f" To be decided by: {campaign.decision_maker}." if campaign.decision_maker else ""
    return f"Campaign.{who}"
