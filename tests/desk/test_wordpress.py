"""Import from WordPress: real shapes of exports in, files the validator accepts out, and nothing guessed silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.desk.check import verdict
from plugins.desk.wordpress import import_wordpress

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Old site</title><link>https://old.example</link><pubDate>Mon, 02 Feb 2026 10:00:00 +0000</pubDate>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[mair]]></wp:author_login>
<wp:author_display_name><![CDATA[Mair Wyn]]></wp:author_display_name></wp:author>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[sam]]></wp:author_login>
<wp:author_display_name><![CDATA[Sam O&#8217;Dair]]></wp:author_display_name></wp:author>
"""
ITEM = """<item><title>{title}</title><link>{link}</link><pubDate>{pub}</pubDate>
<dc:creator><![CDATA[{author}]]></dc:creator><guid isPermaLink="false">https://old.example/?p={id}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[{date}]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{gmt}]]></wp:post_date_gmt><wp:post_name><![CDATA[{slug}]]></wp:post_name>
<wp:status><![CDATA[{status}]]></wp:status><wp:post_parent>{parent}</wp:post_parent>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:post_password><![CDATA[]]></wp:post_password>{more}</item>
"""
TERM = '<category domain="{}" nicename="{}"><![CDATA[{}]]></category>'
META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>"
UPLOADS = "https://old.example/wp-content/uploads/2016/03/"
CLASSIC = f"""The first paragraph,
on two lines.

<h1>A head</h1>
[caption id="attachment_9" align="alignnone" width="300"]<a href="{UPLOADS}ward.jpg"><img
src="{UPLOADS}ward-300x200.jpg" alt="A ward at night" width="300" /></a> The ward, in March[/caption]

[gallery ids="9,10"]

See <a href="https://old.example/?p=12">the other</a>, <a href="/2016/03/blocks/">again</a> and
<a href="https://old.example/gone/">what is gone</a>. <b>Unclosed <i>tags</b> here.

[contact-form-7 id="5" title="Write to us"]
<script>alert(1)</script>
"""
BLOCKS = f"""<!-- wp:paragraph -->
<p>Blocks of <strong>WordPress 6</strong>.</p>
<!-- /wp:paragraph -->
<!-- wp:list --><ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul><!-- /wp:list -->
<!-- wp:image {{"id":10}} -->
<figure class="wp-block-image"><img src="{UPLOADS}desk-scaled.jpg" alt=""/><figcaption>A desk</figcaption></figure>
<!-- /wp:image -->
<!-- wp:gallery --><figure class="wp-block-gallery"><figure><img src="{UPLOADS}ward.jpg" alt="A ward"/></figure>
<figure><img src="{UPLOADS}lost.jpg" alt="Lost"/></figure></figure><!-- /wp:gallery -->
<!-- wp:embed --><figure><iframe src="https://video.example/v/1"></iframe></figure><!-- /wp:embed -->
"""


def item(number: int, **values: str) -> str:
    usual = {
        "title": f"Story {number}",
        "link": f"https://old.example/2016/03/story-{number}/",
        "pub": "Tue, 01 Mar 2016 09:30:00 +0000",
        "author": "mair",
        "content": "Some text.",
        "excerpt": "What it is about.",
        "date": "2016-03-01 09:30:00",
        "gmt": "2016-03-01 09:30:00",
        "slug": f"story-{number}",
        "status": "publish",
        "parent": "0",
        "kind": "post",
        "more": "",
    }
    return ITEM.format(id=number, **{**usual, **values})


def attachment(number: int, name: str, alt: str) -> str:
    more = f"<wp:attachment_url><![CDATA[{UPLOADS}{name}]]></wp:attachment_url>"
    more += META.format("_wp_attachment_image_alt", alt)
    return item(number, kind="attachment", status="inherit", more=more)


EXPORT = (
    HEAD
    + item(
        11,
        title="Classic &amp; old",
        slug="classic",
        content=CLASSIC,
        more=TERM.format("category", "features", "Features"),
    )
    + item(
        12,
        title="Blocks",
        slug="blocks",
        link="https://old.example/2016/03/blocks/",
        content=BLOCKS,
        author="sam",
        excerpt="NULL",
        gmt="2016-07-01 09:30:00",
        more=TERM.format("category", "pay", "Pay &amp; conditions")
        + TERM.format("post_tag", "nights", "Nights")
        + META.format("_thumbnail_id", "9"),
    )
    + item(13, author="ghost", gmt="0000-00-00 00:00:00", date="0000-00-00 00:00:00", pub="", content="")
    + item(14, slug="story-14", more=TERM.format("category", "news", "News"))
    + item(15, slug="story-14", title="Same slug", more=TERM.format("category", "news", "News"))
    + item(16, slug="%c5%b5yn", title="Ŵyn", status="draft", more=TERM.format("category", "news", "News"))
    + item(17, status="trash")
    + item(20, kind="page", title="About us", slug="who-we-are", link="https://old.example/who-we-are/")
    + item(
        21,
        kind="page",
        title="People",
        slug="our-people",
        parent="20",
        link="https://old.example/who-we-are/our-people/",
    )
    + item(22, kind="product", title="Mug")
    + attachment(9, "ward.jpg", "A ward")
    + attachment(10, "desk.jpg", "")
    + "\x0b</channel></rss>"
)


@pytest.fixture
def done(site_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """An import into the copy of the small site: its folder, what was said, the report, and how to run it again."""
    uploads = tmp_path / "uploads" / "2016" / "03"
    uploads.mkdir(parents=True)
    for name in ("ward.jpg", "desk.jpg"):
        Image.new("RGB", (1600, 1000), "#0b5f66").save(uploads / name)
    export = tmp_path / "export.xml"
    export.write_text(EXPORT, "utf-8")
    report = tmp_path / "report.md"

    def run() -> str:
        code = import_wordpress(
            str(export),
            uploads=str(tmp_path / "uploads"),
            report_file=str(report),
            settings_file=str(site_copy / "siteconf.py"),
        )
        assert code == 0
        return capsys.readouterr().out

    return {
        "content": site_copy / "content",
        "said": run(),
        "report": report.read_text("utf-8"),
        "again": run,
        "site": site_copy,
        "report_file": report,
    }


def text(done: dict[str, Any], name: str) -> str:
    return str((done["content"] / name).read_text("utf-8"))


def test_a_classic_post(done: dict[str, Any]) -> None:
    """Paragraphs, captions, galleries, broken tags and inner links of WordPress 5 become Markdown."""
    expected = """\
Title: Classic & old
Summary: What it is about.
Date: 2016-03-01 09:30+00:00
Authors: mair-wyn
Status: draft
Aliases:
    /?p=11
    /2016/03/story-11/

The first paragraph,{B}
on two lines.

## A head

![A ward at night](2016-03-ward.jpg "The ward, in March")

![A ward](2016-03-ward.jpg)

![TO COME: describe 2016-03-desk.jpg](2016-03-desk.jpg)

See [the other]({filename}/news/blocks.md), [again]({filename}/news/blocks.md) and{B}
[what is gone](https://old.example/gone/). **Unclosed *tags*** here.

TO COME: (contact-form-7 id="5" title="Write to us")
"""
    assert text(done, "features/classic.md") == expected.replace("{B}", "  ")


def test_a_post_of_blocks(done: dict[str, Any]) -> None:
    """Blocks of WordPress 6: lists nest, pictures keep captions, galleries are pictures, frames become links."""
    said = text(done, "news/blocks.md")
    assert "\nSummary: TO COME: one or two sentences" in said
    assert "\nDate: 2016-07-01 10:30+01:00\n" in said
    assert "\nAuthors: sam-odair\nTags: pay, nights\nImage: 2016-03-ward.jpg\nImage_alt: A ward\n" in said
    assert "-   One\n    -   Inner\n-   Two\n" in said
    assert '![TO COME: describe 2016-03-desk.jpg](2016-03-desk.jpg "A desk")' in said
    assert "![A ward](2016-03-ward.jpg)" in said
    assert "[TO COME: say what https://video.example/v/1 is](https://video.example/v/1)" in said
    assert "wp:" not in said


def test_everything_uncertain_is_in_the_report(done: dict[str, Any]) -> None:
    """Each loss is a line under its file; none is decided silently."""
    for file, note in (
        (
            "features/classic.md",
            'the shortcode [contact-form-7 id="5" title="Write to us"] is of a WordPress plugin.',
        ),
        ("features/classic.md", "<script> was left out."),
        ("features/classic.md", "2016-03-desk.jpg has no description."),
        ("features/classic.md", "a link leads to https://old.example/gone/, which is not in the export."),
        ("news/blocks.md", 'there is no standfirst (it says "NULL").'),
        ("news/blocks.md", f"the picture {UPLOADS}lost.jpg is not among the uploads: left out."),
        ("news/blocks.md", "<iframe> became a link: https://video.example/v/1."),
        ("news/blocks.md", 'no category names a section: it is in "news".'),
        ("news/story-13.md", 'the byline is lost (login "ghost"): name who wrote it in Authors.'),
        ("news/story-13.md", "the date is lost: that of the export stands in."),
        ("news/story-13.md", "there is no text."),
        ("people/sam-odair.md", 'the role is not in the export: "Author" stands in.'),
        ("The export", '1 of the kind "product" were not imported.'),
        ("The export", "1 in the bin, or never saved, were not imported."),
    ):
        name = file if file == "The export" else f"content/{file}"
        part = done["report"].partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert f"- {note}\n" in part + "\n", (file, note)


def test_the_validator_accepts_what_came(done: dict[str, Any]) -> None:
    """The site with its import passes the check, and what is unfinished is a draft."""
    assert [
        str(one) for one in verdict(str(done["site"] / "siteconf.py")).problems if one.severity == "error"
    ] == []
    drafts = {
        path.name
        for path in (done["content"] / "news").glob("*.md")
        if "Status: draft" in path.read_text("utf-8")
    }
    assert {"blocks.md", "story-13.md", "wyn.md"} <= drafts
    assert "story-14.md" not in drafts


def test_slugs_and_pages(done: dict[str, Any]) -> None:
    """Two posts of one slug keep apart, encoded slugs become plain, pages keep their parents and old addresses."""
    assert text(done, "news/story-14.md").startswith("Title: Story 14\n")
    assert text(done, "news/story-14-15.md").startswith("Title: Same slug\n")
    assert text(done, "news/wyn.md").startswith("Title: Ŵyn\n")
    page = text(done, "pages/our-people.md")
    assert "Parent: who-we-are\nAliases:\n    /?page_id=21\n" in page


def test_a_second_run_changes_nothing(done: dict[str, Any]) -> None:
    """Not a byte of content or of the report; an editor's later changes, a new name too, are kept."""
    story = done["content"] / "news" / "story-14.md"
    story.write_text(story.read_text("utf-8").replace("Some text.", "Better text."), "utf-8")
    story.rename(done["content"] / "news" / "better.md")
    before = {file: file.read_bytes() for file in done["content"].rglob("*") if file.is_file()}
    assert done["again"]().startswith("0 new files; ")
    assert {file: file.read_bytes() for file in done["content"].rglob("*") if file.is_file()} == before
    assert done["report_file"].read_text("utf-8").replace("better", "story-14") == done["report"].replace(
        "better", ""
    )


def test_pictures_are_copied_once(done: dict[str, Any]) -> None:
    """The original, not WordPress's small copy; each under one name."""
    names = sorted(file.name for file in (done["content"] / "images").glob("2016*"))
    assert names == ["2016-03-desk.jpg", "2016-03-ward.jpg"]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"not xml at all"])
def test_a_file_that_is_no_export(
    data: bytes, site_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused with the way to make one, and nothing is written."""
    (tmp_path / "x.xml").write_bytes(data)
    assert import_wordpress(str(tmp_path / "x.xml"), settings_file=str(site_copy / "siteconf.py")) == 1
    assert "is not a WordPress export. Make one under Tools, Export" in capsys.readouterr().err


def test_an_export_cannot_read_other_files(site_copy: Path, tmp_path: Path) -> None:
    """An entity that names a file of the machine is not resolved."""
    (tmp_path / "secret").write_text("SECRET", "utf-8")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>\n<rss'
    export = HEAD.replace("<rss", entity, 1) + item(1, content="]]>&x;<![CDATA[") + "</channel></rss>"
    (tmp_path / "x.xml").write_text(export, "utf-8")
    conf = str(site_copy / "siteconf.py")
    assert (
        import_wordpress(str(tmp_path / "x.xml"), report_file=str(tmp_path / "r.md"), settings_file=conf) == 0
    )
    assert not any("SECRET" in file.read_text("utf-8") for file in (site_copy / "content").rglob("*.md"))


def test_an_unknown_section(site_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A section that is none is refused."""
    assert import_wordpress("x.xml", section="nwes", settings_file=str(site_copy / "siteconf.py")) == 1
    assert '"nwes" is not a section. Use one of: news,' in capsys.readouterr().err
