"""Campaigns in a whole site: hub, banner, index, pictures, documents; and the press room."""

from __future__ import annotations

from pathlib import Path

from lxml import html
from PIL import Image

from tests.support.sites import ROOT, run_build


def page(site: Path, address: str) -> html.HtmlElement:
    return html.document_fromstring((site / address / "index.html").read_text("utf-8"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_hub_has_everything(site: Path) -> None:
    """Aim, status, who decides, deadline, asks, actions, timeline with stories, wins, posts, pack, supporters."""
    found = page(site, "campaigns/safe-rotas")
    text = words(found.find(".//main"))
    for part in (
        "Every rota is published six weeks ahead.", "Where it standsActive", "The seven health boards", "30 June 2026",
        "Publish six weeks ahead.", "Write to your MP", "Sign the pledge", "The campaign begins.", "6 weeks",
        "https://ccu.example/campaigns/safe-rotas/", "Square, for feeds", "Poster", "Llanfair patients’ council",
    ):  # fmt: skip
        assert part in text, part
    assert found.xpath("//ol/li//a[@href='/news/rotas-agreed/']")


def test_a_won_campaign_asks_nothing_anywhere(site: Path) -> None:
    """Its page says that it is won; no page, feed or file of the site holds its letter, poster or pictures."""
    said = "This campaign is won. It asks for nothing more."
    assert said in words(page(site, "campaigns/car-parks"))
    assert said in (site / "feeds" / "campaigns.rss.xml").read_text("utf-8")
    assert "Campaign won" in words(page(site, "topics/voice"))
    assert not (site / "campaigns/car-parks/poster").exists()
    assert not list((site / "images").glob("campaigns-car-parks-square*"))
    for file in sorted(site.rglob("*")):
        if file.suffix in {".html", ".xml", ".json"}:
            text = file.read_text("utf-8")
            assert "car park company" not in text, file
            assert "parking@parks.example" not in text, file


def test_a_story_carries_the_next_action(site: Path) -> None:
    """A story that names the campaign shows its aim and leads to the first action."""
    banner = page(site, "news/rotas-agreed").find_class("campaign-banner")[0]
    assert "Every rota is published six weeks ahead." in words(banner)
    assert banner.xpath(".//a[@href='/campaigns/safe-rotas/#action-1']")[0].text == "Write to your MP"
    assert page(site, "campaigns/safe-rotas").xpath("//*[@id='action-1']")


def test_the_index_is_by_status(site: Path) -> None:
    """Active campaigns stand under their heading, won ones under theirs."""
    headings = [words(h) for h in page(site, "campaigns").xpath("//main//h2 | //main//h3")]
    assert headings == ["Active", "Safe rotas", "Won", "Free car parks for night shifts"]


def test_pictures_have_the_sizes_of_the_networks(site: Path) -> None:
    """Square, upright and tall pictures are made, none over 300 KB, and the page names their sizes truly."""
    text = words(page(site, "campaigns/safe-rotas"))
    for name, size in {"square": (1080, 1080), "upright": (1080, 1350), "story": (1080, 1920)}.items():
        [file] = (site / "images").glob(f"campaigns-safe-rotas-{name}.*.png")
        assert Image.open(file).size == size
        assert f"PNG, {size[0]} × {size[1]}" in text
        assert file.stat().st_size < 300_000


def test_documents_are_published_when_offered(site: Path) -> None:
    """The file behind a download is there, byte for byte, at the address of its link."""
    link = page(site, "features/the-day-desk").find_class("download")[0].find(".//a").get("href")
    source = Path(__file__).parents[1] / "site" / "content" / "data" / "rota-survey.csv"
    assert (site / link.strip("/")).read_bytes() == source.read_bytes()


def test_the_press_room(site: Path) -> None:
    """Contact, spokespeople with topics, facts with dates, reports by others, statements, feed."""
    found = page(site, "press")
    text = words(found.find(".//main"))
    for part in ("press@ccu.example", "Asha Verma", "Rotas, Our voice", "2,140", "As of January 2026",
                 "Llanfair Herald, Friday 13 February 2026", "CCU welcomes the rota agreement"):  # fmt: skip
        assert part in text, part
    assert found.xpath("//main//a[@href='/feeds/press.rss.xml']")


def test_the_style_guide_is_not_for_readers(site: Path) -> None:
    """A build without drafts has no style guide, and no page leads to one."""
    assert not (site / "styleguide").exists()
    assert "styleguide" not in (site / "sitemap.xml").read_text("utf-8")


def test_sign_up_brings_the_campaigns_topic(tmp_path: Path) -> None:
    """With a sign-up service, the form on a campaign's page asks for its topic first; on others it does not."""
    overrides = (
        f'{{"OUTPUT_PATH": "{tmp_path}/o", "FRONTFOOT_SIGNUP_URL": "https://post.ccu.example/signup"}}'
    )
    result = run_build(ROOT / "tests" / "site" / "siteconf.py", overrides)
    assert result.returncode == 0, result.stderr
    form = page(tmp_path / "o", "campaigns/safe-rotas").xpath("//form[@method='post']")[0]
    assert form.xpath("input[@name='topic']/@value") == ["rotas"]
    assert "Stories on Rotas will come first." in words(form)
    assert not page(tmp_path / "o", "news/rotas-agreed").xpath("//input[@name='topic']")
