"""What blocks of campaigns get wrong that only all files together can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plugins.campaigns.checks import problems
from plugins.front_matter.newsroom import read_newsroom

STORY = "Title: {}\nDate: 2026-01-01\nSummary: Words.\n{}\n{}\n"


def said(folder: Path, settings: dict[str, Any], **files: str) -> list[str]:
    for name, text in files.items():
        path = folder / "content" / (name.replace("__", "/").replace("_", "-") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    newsroom = read_newsroom({**settings, "PATH": str(folder / "content")})
    assert newsroom.problems == []
    return [str(problem) for problem in problems(newsroom.entries)]


def test_a_callout_to_no_campaign(tmp_path: Path, settings: dict[str, Any]) -> None:
    """A callout to a campaign that is not there is refused at its line, with a suggestion."""
    campaign = STORY.format("Fair pay", "Aim: More.\n", "Text.")
    news = STORY.format("News", "", "Text.\n\n/// campaign | fair-pya\n///")
    assert said(tmp_path, settings, campaigns__fair_pay=campaign, news__x=news) == [
        'content/news/x.md:7: there is no campaign "fair-pya". Did you mean "fair-pay"?'
    ]


def test_an_action_belongs_to_a_campaign_and_under_a_subhead(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    """An action in a news story is refused; in a campaign it needs a subhead above it."""
    block = "/// action | Sign\n    kind: pledge\n    url: https://a.example/\n\nI will.\n///"
    campaign = STORY.format("Fair pay", "Aim: More.\n", block)
    news = STORY.format("News", "", f"## Now\n\n{block}")
    campaigns, elsewhere = said(tmp_path, settings, campaigns__fair_pay=campaign, news__x=news)
    assert campaigns == (
        "content/campaigns/fair-pay.md:6: an action stands under a subhead of its own. "
        'Write one above it: "## What you can do now"'
    )
    assert elsewhere == (
        'content/news/x.md:7: the block "action" belongs to a campaign. '
        "Put it into a file of content/campaigns, or use: /// campaign | fair-pay"
    )
