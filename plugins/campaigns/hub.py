"""A campaign's page: its actions, its timeline, and what other stories show of it.

Changes `_content`, Pelican's own name for a body before links are set, in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

ACTIVE = "active"
ENDED = {
    "won": "This campaign is won.",
    "lost": "This campaign is lost.",
    "paused": "This campaign is paused.",
    "closed": "This campaign is closed.",
}
ADDRESS = "{address}"


@dataclass(frozen=True)
class Action:
    """Something that readers can do: the id of its section in the page, and its title."""

    id: str
    title: str


def complete(campaign: Any, stories: Iterable[Any], address: str) -> None:
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
    soup = BeautifulSoup(body, "lxml")
    timeline = soup.find(class_="timeline")
    line = timeline.find("ol") if isinstance(timeline, Tag) else None
    if isinstance(line, Tag):
        grow(soup, line, [story for story in stories if story is not campaign])
    if campaign.open:
        campaign.actions = tuple(actions(soup))
    else:
        stop_asking(soup)
    campaign._content = inside(soup).replace(ADDRESS, address)  # noqa: SLF001 (see above)


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


def grow(soup: BeautifulSoup, line: Tag, stories: Iterable[Any]) -> None:
    """Add the stories that a timeline does not name yet, and keep it in order."""
    named = {str(link.get("href")) for link in line.find_all("a")}
    entries = list(line.find_all("li", recursive=False))
    entries += [entry(soup, story) for story in stories if not named & addresses(story)]
    for item in entries:
        item.extract()
    for item in sorted(entries, key=moment):
        line.append(item)
        line.append("\n")


def addresses(story: Any) -> set[str]:
    """Return the forms in which a timeline may link to a story."""
    return {f"/{story.url}", f"{{filename}}/{story.relative_source_path}"}


def entry(soup: BeautifulSoup, story: Any) -> Tag:
    """Return the line of a story."""
    item, time, words = soup.new_tag("li"), soup.new_tag("time"), soup.new_tag("span")
    time["datetime"], time.string = story.published.iso, story.published.short
    link = soup.new_tag("a", attrs={"href": f"/{story.url}"})
    link.string = story.title
    words.append(link)
    item.extend([time, " ", words])
    return item


def moment(item: Tag) -> str:
    """Return the date of an entry for sorting: a year stands before its months, a month before its days."""
    time = item.find("time")
    return str(time["datetime"]) if isinstance(time, Tag) else ""


def fill_callouts(content: Any, campaigns: Mapping[str, Any]) -> None:
    """Put title, aim, status and next action of each campaign into the callouts of a content."""
    body = content._content  # noqa: SLF001 (see above)
    if not body or "data-campaign=" not in body:
        return
    soup = BeautifulSoup(body, "lxml")
    for box in soup.find_all("aside", attrs={"data-campaign": True}):
        campaign = campaigns.get(str(box["data-campaign"]))
        if campaign is not None:
            fill(soup, box, campaign)
        del box["data-campaign"]
    content._content = inside(soup)  # noqa: SLF001 (see above)


def fill(soup: BeautifulSoup, box: Tag, campaign: Any) -> None:
    """Fill in one callout."""
    link = box.find("a")
    if not isinstance(link, Tag):
        return
    link.string = campaign.title
    title = box.find("p")
    lines = [("aim", campaign.aim)] if campaign.aim else []
    lines.append(("block-note", standing(campaign)))
    for name, words in reversed(lines):
        line = soup.new_tag("p", attrs={"class": name})
        line.string = words
        if isinstance(title, Tag):
            title.insert_after(line)
    if campaign.actions:
        first = campaign.actions[0]
        line = soup.new_tag("p")
        act = soup.new_tag("a", attrs={"class": "action", "href": f"/{campaign.url}#{first.id}"})
        act.string = first.title
        line.append(act)
        box.append(line)


def standing(campaign: Any) -> str:
    """Return where a campaign stands, in a sentence."""
    if not campaign.open:
        return campaign.ended  # type: ignore[no-any-return]
    who = f" To be decided by: {campaign.decision_maker}." if campaign.decision_maker else ""
    return f"Campaign.{who}"
