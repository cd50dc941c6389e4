"""What pages say about themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.front_matter.values import Correction, Link, SourceLink, partial_date
from plugins.listings.contents import Byline
from plugins.metadata.head import Head, head_for_article, head_for_landing, head_for_list, head_for_page
from plugins.metadata.landings import LANDINGS
from tests.feeds.fakes import SITE, at, make_article, make_listing, tag

SIZES = {"share": (1200, 630), "raster": (1200, 675), "card": (960, 720), "thumb": (480, 480)}


def picture(image: str, slot: str) -> Any:
    """Stand in for the images room: a photograph has a file a slot, most of a cover's are drawings."""
    drawn = image == "cover" and slot in {"card", "thumb"}
    width, height = SIZES[slot]
    source = f"/images/{image}-{slot}.{'svg' if drawn else 'jpg'}"
    return SimpleNamespace(src=source, width=width, height=height, alt="A ward")


def graph(head: Head) -> dict[str, Any]:
    """Return the structured data of a head by type."""
    nodes = [json.loads(text) for text in head.json_ld]
    assert {node.pop("@context") for node in nodes} == {"https://schema.org"}
    return {node["@type"]: node for node in nodes}


def labels(head: Head) -> list[str]:
    return [crumb.label for crumb in head.breadcrumb]


def test_an_article_has_a_whole_head() -> None:
    """Title with the site's name, standfirst, address, Open Graph, feeds."""
    article = make_article(tags=[tag("pay")], summary="Two\n  pounds more.")
    head = head_for_article(article, SITE, [make_listing(title="Pay")])
    assert head.title == "Pay rises by two pounds | The Union"
    assert head.description == "Two pounds more."
    assert head.canonical == "https://union.example/news/pay-rises/"
    assert head.robots.startswith("index, follow")
    og = dict(head.og)
    assert og["og:type"] == "article"
    assert og["og:title"] == "Pay rises by two pounds"
    assert og["og:url"] == head.canonical
    assert og["og:locale"] == "en_GB"
    assert og["article:published_time"] == "2018-10-04"
    assert og["article:section"] == "News"
    assert og["article:tag"] == "Pay"
    assert "article:modified_time" not in og
    assert dict(head.meta)["author"] == "Mair Wyn"
    assert head.feeds[0] == ("application/rss+xml", "The Union: Pay (RSS)", "/feeds/topics/pay.rss.xml")
    assert [feed[2].rpartition("pay")[2] for feed in head.feeds] == [".rss.xml", ".atom.xml", ".json"]


@pytest.mark.parametrize(
    ("given", "published", "changed"),
    [
        ({"date": "2018-10-04"}, "2018-10-04", "2018-10-04"),
        ({"date": "2018-10-04 09:30"}, "2018-10-04T09:30:00+01:00", "2018-10-04T09:30:00+01:00"),
        ({"date": "2018-10-04", "date_precision": "month"}, "2018-10", "2018-10"),
        ({"date": "2018-10-04", "date_precision": "year"}, "2018", "2018"),
        ({"date": "2018-10-04", "modified": "2019-01-02"}, "2018-10-04", "2019-01-02"),
        (
            {"date": "2018-10-04", "modified": "2019-01-02 08:00"},
            "2018-10-04",
            "2019-01-02T08:00:00+00:00",
        ),
        (
            {"date": "2018-10-04", "corrections": (Correction(partial_date("2018-10-09"), "Three."),)},
            "2018-10-04",
            "2018-10-09",
        ),
    ],
)
def test_dates_claim_no_more_than_is_known(given: dict[str, Any], published: str, changed: str) -> None:
    """Structured data and Open Graph say a year, a month, a day, or a moment with its offset; as much as is known."""
    head = head_for_article(make_article(**given), SITE)
    article = graph(head)["NewsArticle"]
    assert (article["datePublished"], article["dateModified"]) == (published, changed)
    assert dict(head.og)["article:published_time"] == published
    assert dict(head.og).get("article:modified_time", published) == changed


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("news", "NewsArticle"),
        ("interview", "NewsArticle"),
        ("statement", "NewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("guide", "Article"),
        ("campaign", "Article"),
    ],
)
def test_each_kind_has_its_type(kind: str, expected: str) -> None:
    """Opinion is not offered to search engines as news, nor advice as either."""
    assert expected in graph(head_for_article(make_article(kind=kind), SITE))


def test_structured_data_says_who_and_from_where() -> None:
    """Author (name and page only), publisher, series, sources and corrections are there; empty things are not."""
    article = make_article(
        series=SimpleNamespace(title="Leading Edge", url="series/leading-edge/", slug="leading-edge"),
        sources=(SourceLink("A paper", "https://paper.example/", None),),
        corrections=(Correction(partial_date("2018-10-09"), "Three, not two."),),
    )
    node = graph(head_for_article(article, SITE))["NewsArticle"]
    assert node["author"] == [
        {"@type": "Person", "name": "Mair Wyn", "url": "https://union.example/people/mair-wyn/"}
    ]
    assert node["publisher"]["name"] == "The Whole Union"
    assert node["isPartOf"]["name"] == "Leading Edge"
    assert node["citation"] == ["https://paper.example/"]
    assert node["correction"][0]["datePublished"] == "2018-10-09"
    assert "image" not in node
    assert "keywords" not in node


def test_the_organisation_as_author_is_an_organisation() -> None:
    """A byline that is the organisation's name is no person."""
    node = graph(head_for_article(make_article(bylines=(Byline("Union", "about/"),)), SITE))["NewsArticle"]
    assert node["author"] == [
        {"@type": "Organization", "name": "The Whole Union", "url": "https://union.example/"}
    ]


def test_a_withheld_name_leads_nowhere() -> None:
    """With a withheld name the head says the wording, and no address of a person."""
    head = head_for_article(make_article(bylines=(Byline("A director in Wales"),)), SITE)
    assert graph(head)["NewsArticle"]["author"] == [{"@type": "Person", "name": "A director in Wales"}]
    assert "article:author" not in dict(head.og)


def test_a_photograph_is_offered_in_three_shapes_and_a_cover_in_one() -> None:
    """Raster pictures only, absolute; Open Graph gets the share card with its size and text."""
    head = head_for_article(make_article(image="ward"), SITE, picture=picture)
    assert graph(head)["NewsArticle"]["image"] == [
        f"https://union.example/images/ward-{slot}.jpg" for slot in ("raster", "card", "thumb")
    ]
    og = dict(head.og)
    assert og["og:image"] == "https://union.example/images/ward-share.jpg"
    assert (og["og:image:width"], og["og:image:height"], og["og:image:alt"]) == ("1200", "630", "A ward")
    assert dict(head.meta)["twitter:card"] == "summary_large_image"
    cover = graph(head_for_article(make_article(image="cover"), SITE, picture=picture))["NewsArticle"]
    assert cover["image"] == ["https://union.example/images/cover-raster.jpg"]


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!-- a & b", "\u2028 \u2029", '"\\"']
)
def test_structured_data_cannot_leave_its_script(title: str) -> None:
    """Whatever a title holds, the JSON has no `<`, `>`, `&` or line separator in it, and reads back the same."""
    head = head_for_article(make_article(title=title), SITE)
    assert not set("<>&\u2028\u2029") & set("".join(head.json_ld))
    assert graph(head)["NewsArticle"]["headline"] == title


def test_pages_without_a_picture_are_shared_with_the_sites() -> None:
    """Lists, landing pages and plain pages show the site's own card; without one, its icon."""
    page = SimpleNamespace(title="About", url="about/", summary="Who.", parent=None)
    heads = [
        head_for_list(make_listing(), SITE, picture=picture, site_image="site"),
        head_for_landing("index", SITE, picture=picture, site_image="site"),
        head_for_page(page, SITE, picture=picture, site_image="site"),
    ]
    assert {dict(head.og)["og:image"] for head in heads} == {"https://union.example/images/site-share.jpg"}
    assert dict(head_for_landing("index", SITE).og)["og:image"].endswith("/icons/apple-touch-icon.png")


def test_the_trail_of_an_article() -> None:
    """Home > News & campaigns > section > kicker: short title; the landing page only over news sections."""
    article = make_article(section="opinion", kicker="Leading Edge")
    article.short_title = "Two pounds"
    head = head_for_article(article, SITE)
    assert labels(head) == ["Home", "News & campaigns", "Opinion", "Leading Edge: Two pounds"]
    assert [crumb.url for crumb in head.breadcrumb] == ["/", "/news-campaigns/", "/opinion/", None]
    assert labels(head_for_article(make_article(section="advice"), SITE))[:2] == ["Home", "Advice"]
    items = graph(head)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3, 4]
    assert items[1]["item"] == "https://union.example/news-campaigns/"
    assert "item" not in items[3]


def test_the_trail_of_a_page_goes_through_its_parents() -> None:
    """A page below About stands below it in the trail, too."""
    about = SimpleNamespace(title="About", url="about/", summary="Who we are.", parent=None)
    child = SimpleNamespace(title="Governance", url="about/governance/", summary=None, parent=about)
    head = head_for_page(child, SITE)
    assert labels(head) == ["Home", "About", "Governance"]
    assert head.description == "The Whole Union: For all who work"


@pytest.mark.parametrize(
    ("listing", "trail"),
    [
        (make_listing(kind="section", slug="news", title="News", url="news/"), ["News & campaigns", "News"]),
        (make_listing(), ["Topics", "Pay"]),
        (make_listing(kind="series", title="Column"), ["Series", "Column"]),
        (make_listing(kind="year", slug="2018", title="2018"), ["Archive", "2018"]),
        (
            make_listing(kind="month", slug="2018-10", title="October 2018"),
            ["Archive", "2018", "October 2018"],
        ),
    ],
)
def test_the_trail_of_a_list(listing: Any, trail: list[str]) -> None:
    """Every list stands below the page that lists its kind."""
    assert labels(head_for_list(listing, SITE)) == ["Home", *trail]


def test_later_pages_of_a_list_have_their_own_title_and_address() -> None:
    """Page 2 is its own page to search engines."""
    head = head_for_list(make_listing(), SITE, 2)
    assert head.title == "Topic: Pay, page 2 | The Union"
    assert head.canonical == "https://union.example/topics/pay/page/2/"


def test_a_person_has_a_profile() -> None:
    """A person's page is a profile with role, employer and pages elsewhere."""
    person = SimpleNamespace(
        title="Mair Wyn",
        role="Reporter",
        organisation="The Paper",
        summary="Writes.",
        links=(Link("Site", "https://mair.example/"),),
        portrait="mair",
    )
    listing = make_listing(kind="person", slug="mair-wyn", title="Mair Wyn", url="people/mair-wyn/")
    head = head_for_list(replace(listing, subject=person), SITE, picture=picture)
    profile = graph(head)["ProfilePage"]["mainEntity"]
    assert (profile["name"], profile["jobTitle"]) == ("Mair Wyn", "Reporter")
    assert profile["worksFor"]["name"] == "The Paper"
    assert profile["sameAs"] == ["https://mair.example/"]
    assert profile["image"][0].endswith("mair-raster.jpg")


def test_an_event_has_times_and_place() -> None:
    """An event is an Event besides, with an absolute booking address."""
    article = make_article(
        kind="event", starts=at("2018-11-01 10:00"), ends=at("2018-11-02"), venue="Leeds", booking="/join/"
    )
    event = graph(head_for_article(article, SITE))["Event"]
    assert (event["startDate"], event["endDate"]) == ("2018-11-01T10:00:00+00:00", "2018-11-02")
    assert event["location"]["name"] == "Leeds"
    assert event["url"] == "https://union.example/join/"
    article.venue = "Online"
    assert graph(head_for_article(article, SITE))["Event"]["location"]["@type"] == "VirtualLocation"


def test_the_home_page_presents_the_site_and_its_publisher() -> None:
    """Home names the site and the organisation, has no trail, and no search box action."""
    head = head_for_landing("index", SITE)
    assert head.title == "The Whole Union: For all who work"
    assert head.canonical == "https://union.example/"
    assert head.breadcrumb == ()
    nodes = graph(head)
    assert nodes["Organization"]["alternateName"] == "Union"
    assert nodes["WebSite"]["publisher"] == {"@id": nodes["Organization"]["@id"]}
    assert "potentialAction" not in nodes["WebSite"]


def test_landing_pages_differ_and_the_lost_page_is_not_indexed() -> None:
    """No two landing pages share a title or an address; search and 404 stay out of search engines."""
    heads = {name: head_for_landing(name, SITE) for name in LANDINGS}
    assert len({head.title for head in heads.values()}) == len(heads)
    assert len({head.canonical for head in heads.values()}) == len(heads)
    hidden = {name for name, head in heads.items() if head.robots.startswith("noindex")}
    assert hidden == {"404", "search", "styleguide"}


def test_a_preview_with_drafts_is_hidden_from_search_engines() -> None:
    """With drafts shown, every kind of page says noindex."""
    site = replace(SITE, drafts=True)
    page = SimpleNamespace(title="About", url="about/", summary="Who.", parent=None)
    heads = [
        head_for_article(make_article(), site),
        head_for_list(make_listing(), site),
        head_for_landing("index", site),
        head_for_page(page, site),
    ]
    assert {head.robots for head in heads} == {"noindex, nofollow"}


def test_a_long_description_is_cut_between_words() -> None:
    """At most 300 characters, no half words."""
    head = head_for_article(make_article(summary="word " * 200), SITE)
    assert len(head.description) <= 300
    assert head.description.endswith("word…")
