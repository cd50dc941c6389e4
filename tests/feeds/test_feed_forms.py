"""The three forms of a feed, read back with the tools that readers use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import pytest
from lxml import etree

from plugins.feeds import documents, files, made_once
from plugins.feeds.files import ATOM, JSON, RSS, FeedFiles, Form
from plugins.feeds.model import FeedDocument, feed_document
from plugins.feeds.xml_forms import atom_entry, atom_text, rss_entry, rss_text
from plugins.front_matter.values import Correction, partial_date
from plugins.images.store import Store
from plugins.listings.contents import Byline
from tests.feeds.fakes import SITE, make_article, make_listing, tag

RASTER = SimpleNamespace(src="/images/card.jpg", media_type="image/jpeg", length=31234)
PICTURE = SimpleNamespace(raster=RASTER)
HOSTILE = ['Pay ]]> "up" & <script>alert(1)</script>', "Tab\tand \x00\x0b\x1f controls", "Tâl: ŵ ŷ 😀 ’"]


def make_document(*articles: Any, limit: int = 30, **given: Any) -> FeedDocument:
    return feed_document(make_listing(*articles, **given), SITE, made_once(SITE), limit)


def written(form: Form, document: FeedDocument) -> bytes:
    """Return a feed in one form."""
    return dict(FeedFiles().of(document))[f"{document.base}{form.ending}"]


def one_item(**given: Any) -> dict[str, Any]:
    """Return the JSON item of one article."""
    return json.loads(written(JSON, make_document(make_article(**given))))["items"][0]


@pytest.mark.parametrize("form", [RSS, ATOM])
def test_feedparser_reads_everything_back(form: Form) -> None:
    """RSS and Atom both give a reader id, link, title, summary, story, author, topics, date and picture."""
    article = make_article(
        title="Pay & conditions in Wales",
        summary="More than 1 < 2 & so on.",
        content='<p>See <a href="/about/">us</a>.</p>',
        tags=[tag("pay", "Pay & pensions")],
        image=PICTURE,
    )
    feed = feedparser.parse(written(form, make_document(article)))
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.link) == ("The Union: Pay", "https://union.example/topics/pay/")
    assert feed.feed.language == "en-GB"
    (entry,) = feed.entries
    assert entry.id == "tag:union.example,2018:/news/pay-rises/"
    assert entry.link == "https://union.example/news/pay-rises/"
    assert entry.title == "Pay & conditions in Wales"
    assert entry.content[0].value == '<p>See <a href="https://union.example/about/">us</a>.</p>'
    assert entry.content[0].type == "text/html"
    assert "More than 1" in entry.summary
    assert entry.author == "Mair Wyn"
    assert {"News", "Pay & pensions"} <= {category.label or category.term for category in entry.tags}
    assert entry.published_parsed[:4] == (2018, 10, 4, 11)
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.type, enclosure.length) == (
        "https://union.example/images/card.jpg",
        "image/jpeg",
        "31234",
    )


def test_each_form_links_to_itself_and_to_its_page() -> None:
    """A self link names the form's own address, an alternate link the page the feed belongs to."""
    document = make_document(make_article())
    for form in (RSS, ATOM):
        links = {link.rel: link.href for link in feedparser.parse(written(form, document)).feed.links}
        assert links["self"] == f"https://union.example/feeds/topics/pay{form.ending}"
        assert links["alternate"] == "https://union.example/topics/pay/"
    feed = json.loads(written(JSON, document))
    assert feed["feed_url"] == "https://union.example/feeds/topics/pay.json"
    assert feed["home_page_url"] == "https://union.example/topics/pay/"


def test_the_feed_of_everything_is_called_like_the_site() -> None:
    """Other feeds say what they are about; the feed of all stories says the site's name once."""
    assert make_document(make_article(), kind="all").title == "The Union"
    assert make_document(make_article()).title == "The Union: Pay"


def test_json_feed_has_the_fields_of_version_1_1() -> None:
    """Required fields and those that readers use are there, with the types that the specification names."""
    feed = json.loads(written(JSON, make_document(make_article(tags=[tag("pay")], image=PICTURE))))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["authors"], list)
    (item,) = feed["items"]
    assert item["id"] == "tag:union.example,2018:/news/pay-rises/"
    assert item["content_html"] == "<p>Two pounds.</p>"
    assert item["date_published"] == item["date_modified"] == "2018-10-04T12:00:00+01:00"
    assert item["authors"] == [{"name": "Mair Wyn", "url": "https://union.example/people/mair-wyn/"}]
    assert item["tags"] == ["News", "Pay"]
    assert item["image"] == "https://union.example/images/card.jpg"
    assert item["attachments"] == [
        {"url": "https://union.example/images/card.jpg", "mime_type": "image/jpeg", "size_in_bytes": 31234}
    ]


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_text_leaves_every_form_well_formed(title: str) -> None:
    """`]]>`, markup, quotes and control characters in any text give XML that parses and JSON that loads."""
    article = make_article(
        title=title,
        summary=title,
        content=f"<p>{title}</p>",
        bylines=(Byline(title),),
        tags=[tag("x", title)],
    )
    document = make_document(article, title=title, summary=title)
    for form in (RSS, ATOM):
        root = etree.fromstring(written(form, document))
        assert root.find(".//{*}script") is None
    assert json.loads(written(JSON, document))["items"][0]["title"] == " ".join(
        title.replace("\x00", "").replace("\x0b", "").replace("\x1f", "").split()
    )


def test_rss_says_creator_and_no_email() -> None:
    """RSS names authors by dc:creator, one each; its own `author` would need an email address."""
    document = make_document(make_article(bylines=(Byline("Mair Wyn"), Byline("Asha Verma"))))
    (item,) = etree.fromstring(written(RSS, document)).iter("item")
    creators = item.findall("{http://purl.org/dc/elements/1.1/}creator")
    assert [creator.text for creator in creators] == ["Mair Wyn", "Asha Verma"]
    assert item.find("author") is None


def test_rss_summaries_are_html_and_atom_summaries_text() -> None:
    """A `<` in a standfirst reaches people as `<` in both: RSS readers take `description` for HTML."""
    document = make_document(make_article(summary="1 < 2"))
    assert etree.fromstring(written(RSS, document)).findtext(".//item/description") == "1 &lt; 2"
    summary = etree.fromstring(written(ATOM, document)).find(".//{*}entry/{*}summary")
    assert (summary.get("type"), summary.text) == ("text", "1 < 2")


def test_only_the_newest_are_there_newest_first() -> None:
    """A series that starts with its oldest part still has a feed of its newest, in date order."""
    articles = [make_article(f"story-{day}", date=f"2018-10-{day:02}") for day in range(1, 32)]
    document = make_document(*articles, limit=30)
    assert [item.url.split("-")[-1] for item in document.items] == [f"{day}/" for day in range(31, 1, -1)]


def test_a_feed_is_as_new_as_its_newest_change() -> None:
    """`lastBuildDate` and `updated` are the latest of dates, `Modified` and corrections; never the clock."""
    corrected = make_article(
        "old", date="2018-01-01", corrections=(Correction(partial_date("2018-12-24"), "It was three."),)
    )
    document = make_document(make_article("new", date="2018-11-11"), corrected)
    feed = feedparser.parse(written(RSS, document))
    assert feed.feed.updated_parsed[:4] == (2018, 12, 24, 12)
    assert json.loads(written(JSON, document))["items"][1]["date_modified"] == "2018-12-24T12:00:00+00:00"


def test_a_feed_without_stories_says_the_epoch() -> None:
    """An empty feed is well formed and does not carry the time of the build."""
    document = make_document()
    assert document.updated == datetime(1970, 1, 1, tzinfo=UTC)
    assert feedparser.parse(written(ATOM, document)).feed.updated_parsed[:3] == (1970, 1, 1)
    assert "1970" in etree.fromstring(written(RSS, document)).findtext(".//lastBuildDate")


def test_a_date_is_midday_and_a_time_is_itself() -> None:
    """Where only the day is known feeds say midday in London; a time that the editor gave is kept."""
    assert one_item(date="2018-12-04")["date_published"] == "2018-12-04T12:00:00+00:00"
    assert one_item(date="2018-10-04 09:30")["date_published"] == "2018-10-04T09:30:00+01:00"


def test_a_vague_date_says_so() -> None:
    """JSON Feed tells when only the month or the year of a date is known."""
    assert one_item(date_precision="month")["_frontfoot"] == {"date_precision": "month"}
    assert "_frontfoot" not in one_item()


def test_a_withheld_name_is_its_wording() -> None:
    """A story without a name gives feeds the wording and no address of a person."""
    item = one_item(name_withheld="A director in Wales", bylines=(Byline("A director in Wales"),))
    assert item["authors"] == [{"name": "A director in Wales"}]


def test_a_demonstration_says_so_in_every_feed() -> None:
    """With a demonstration text every feed's description carries it; without, none does."""
    demo = SITE.__class__(**(vars(SITE) | {"demonstration": "This is a demonstration."}))
    listing = make_listing(make_article())
    for site, expected in ((demo, True), (SITE, False)):
        (document,) = documents([listing], site)
        for _path, data in FeedFiles().of(document):
            assert ("This is a demonstration." in data.decode()) is expected


def test_a_story_is_made_once_for_all_its_feeds() -> None:
    """Two feeds carry the same item: a story is cleaned once."""
    article = make_article()
    one, two = documents([make_listing(article), make_listing(article)], SITE)
    assert one.items[0] is two.items[0]


def test_a_listing_without_address_has_no_feed() -> None:
    """Years and months have pages and no feeds."""
    listing = make_listing(make_article(), kind="year")
    without = listing.__class__(**(vars(listing) | {"feed": None}))
    assert list(documents([without], SITE)) == []


def test_a_feed_is_what_feedgen_makes_of_it() -> None:
    """Put together from its parts, a feed has the bytes that feedgen gives it when it is told all stories at once."""
    articles = [
        make_article(slug=f"story-{number}", title=title, tags=[tag("pay")], image=PICTURE)
        for number, title in enumerate(HOSTILE)
    ]
    for document in (make_document(*articles), make_document(articles[1]), make_document()):
        assert written(RSS, document) == rss_text(document, *map(rss_entry, document.items))
        assert written(ATOM, document) == atom_text(document, *map(atom_entry, document.items))
        feed = json.loads(written(JSON, document))
        assert written(JSON, document).decode() == json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def test_a_feed_is_kept_until_something_in_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later build makes a feed again when a story or its head is another, and only then; the store does not grow."""
    for name in ("kept_head", "kept_item"):  # as if each build had a process of its own
        monkeypatch.setattr(f"plugins.feeds.files.{name}", getattr(files, name).__wrapped__)
    before = [make_article(slug="one"), make_article(slug="two")]
    same = make_document(*before)
    others = [
        make_document(*before[:1]),
        make_document(),
        make_document(before[0], make_article(slug="two", content="<p>Three pounds.</p>")),
        make_document(before[0], make_article(slug="two", modified="2018-10-05")),
        make_document(*before, title="Earnings"),
    ]
    for document in (same, *others, same):
        assert list(FeedFiles(Store(tmp_path)).of(document)) == list(FeedFiles().of(document))
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == len([same, *same.items])
    kept = list(FeedFiles(Store(tmp_path)).of(same))
    monkeypatch.setattr("plugins.feeds.files.head_parts", None)
    monkeypatch.setattr("plugins.feeds.files.item_parts", None)
    assert list(FeedFiles(Store(tmp_path)).of(same)) == kept


def test_a_kept_feed_hangs_on_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With other code or another library nothing that is kept is used."""
    document = make_document(make_article())
    list(FeedFiles(Store(tmp_path)).of(document))
    monkeypatch.setattr("plugins.feeds.files.feedgen", "another")
    monkeypatch.setattr("plugins.feeds.files.item_parts", lambda _: (b"1", b"2", b"3"))
    assert b"1" in dict(FeedFiles(Store(tmp_path)).of(document))["feeds/topics/pay.rss.xml"]
