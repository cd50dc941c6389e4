"""From the records of an export to content files. What is uncertain is written as TO COME, and noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from plugins.desk.scaffold import file_name
from plugins.desk.wordpress.body import Around, Body, to_markdown
from plugins.desk.wordpress.export import Item
from plugins.desk.wordpress.pictures import picture_lines, take
from plugins.desk.wordpress.work import LEFT_OUT, READ, Import, numbered, plain
from plugins.front_matter.entry import GAP
from plugins.front_matter.values import SLUG
from plugins.redirects.moves import key

NO_WORDS = frozenset({"", "null", "none", "n/a", "-", "."})
PASSED_OVER = frozenset(
    {
        "attachment",
        "nav_menu_item",
        "revision",
        "wp_global_styles",
        "wp_navigation",
        "custom_css",
        "wp_template",
    }
)


def write_all(work: Import) -> int:
    """Write every file that is not there yet; return how many are new. Notes are made for all, each time."""
    new = write_people(work) + write_topics(work)
    for item in work.wanted():
        text = page_text(work, item) if item.kind == "page" else post_text(work, item)
        new += write(work, work.files[item.id], text)
    for kind in sorted({item.kind for item in work.site.items} - READ - PASSED_OVER):
        count = sum(item.kind == kind for item in work.site.items)
        work.note("", f'{count} of the kind "{kind}" were not imported.')
    left = sum(item.kind in READ and item.status in LEFT_OUT for item in work.site.items)
    if left:
        work.note("", f"{left} in the bin, or never saved, were not imported.")
    return new


def write(work: Import, name: str, text: str) -> int:
    """Write a new file and return 1; one that is there stays as it is."""
    file = work.content / name
    if file.exists():
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return 1


def write_people(work: Import) -> int:
    """Write a file for every author whose name is known. What they do is not in an export."""
    new = 0
    for login in dict.fromkeys(item.author for item in work.wanted() if item.kind == "post"):
        name = plain(work.site.authors.get(login, ""))
        if name:
            slug = file_name(name)
            new += write(work, f"people/{slug}.md", f"Title: {name}\nRole: Author\n")
            work.note(f"people/{slug}.md", 'the role is not in the export: "Author" stands in.')
    return new


def write_topics(work: Import) -> int:
    """Write a file for every tag, and every category that names no section."""
    names = dict.fromkeys(term for item in work.wanted() for term in topics_of(work, item))
    return sum(write(work, f"topics/{slug}.md", f"Title: {name}\n") for slug, name in names)


def topics_of(work: Import, item: Item) -> Iterator[tuple[str, str]]:
    """Yield slug and name of the topics of a post."""
    sections = work.settings["FRONTFOOT_SECTIONS"]
    titles = {about["title"].lower() for about in sections.values()}
    for slug, name in (*item.categories, *item.tags):
        if slug not in sections and name.lower() not in titles and slug != "uncategorized":
            yield (slug if SLUG.match(slug) else file_name(name)), plain(name)


def post_text(work: Import, item: Item) -> str:
    """Return the file of a post."""
    file = work.files[item.id]
    body = body_of(work, item)
    lines = [f"Title: {title_of(work, item)}", f"Summary: {summary_of(work, item)}", date_line(work, item)]
    author = plain(work.site.authors.get(item.author, ""))
    if author:
        lines.append(f"Authors: {file_name(author)}")
    else:
        work.note(file, f'the byline is lost (login "{item.author}"): name who wrote it in Authors.')
    if topics := [slug for slug, _ in topics_of(work, item)]:
        lines.append(f"Tags: {', '.join(dict.fromkeys(topics))}")
    if work.section_of(item) == work.section and work.section not in {slug for slug, _ in item.categories}:
        work.note(file, f'no category names a section: it is in "{work.section}".')
    lines += picture_lines(work, item)
    if item.comments:
        work.note(file, f"{item.comments} comments were not imported.")
    return finished(work, item, lines, body, certain=bool(author and item.date))


def page_text(work: Import, item: Item) -> str:
    """Return the file of a page."""
    lines = [f"Title: {title_of(work, item)}"]
    if parent := work.parent(item):
        lines.append(f"Parent: {PurePosixPath(work.files[parent.id]).stem}")
    return finished(work, item, lines, body_of(work, item), certain=True)


def finished(work: Import, item: Item, lines: list[str], body: Body, *, certain: bool) -> str:
    """Return a file's text from its fields and body: published only when it was, and nothing is left to do."""
    file = work.files[item.id]
    for note in body.notes:
        work.note(file, note)
    if not body.text:
        work.note(file, "there is no text.")
        body.text = GAP
    open_ends = body.to_come or not certain or any(GAP in line for line in lines)
    if item.protected:
        work.note(file, "it had a password.")
    if item.status != "publish":
        work.note(file, f"its status was {item.status}.")
    if open_ends or item.protected or item.status != "publish":
        lines.append("Status: draft")
    aliases = [numbered(item)]
    path = urlsplit(item.link).path
    if path.strip("/") and key(path) != key(work.address(item)) and " " not in path:
        aliases.append(path)
    lines += ["Aliases:", *(f"    {alias}" for alias in aliases)]
    return "\n".join([*lines, "", body.text, ""])


def title_of(work: Import, item: Item) -> str:
    """Return the headline; one that is lost is to come."""
    title = plain(item.title)
    if not any(map(str.isalnum, title)):
        work.note(work.files[item.id], "the headline is lost.")
        return GAP
    return title


def summary_of(work: Import, item: Item) -> str:
    """Return the standfirst: the excerpt, unless it is empty or what a program writes for nothing."""
    summary = plain(item.excerpt)
    if summary.lower() in NO_WORDS:
        said = f' (it says "{summary}")' if summary else ""
        work.note(work.files[item.id], f"there is no standfirst{said}.")
        return f"{GAP}: one or two sentences that add to the headline."
    return summary


def date_line(work: Import, item: Item) -> str:
    """Return the Date line. For a lost date that of the last change or of the export stands in, and is noted."""
    if item.date:
        return f"Date: {shown(item.date)}"
    stand_in = item.changed or work.site.made
    reason = "of its last change" if item.changed else "of the export"
    work.note(work.files[item.id], f"the date is lost: that {reason} stands in.")
    return f"Date: {shown(stand_in)}" if stand_in else f"Date: {GAP}"


def shown(moment: datetime) -> str:
    """Return a moment as a Date line has it, with its offset."""
    return moment.isoformat(sep=" ", timespec="minutes")


def body_of(work: Import, item: Item) -> Body:
    """Return the body of a post or page."""

    def attached(number: str) -> str | None:
        picture = work.site.by_id.get(number)
        return picture.attachment if picture else None

    host = urlsplit(work.site.address).hostname or ""
    return to_markdown(
        item.content,
        Around(
            lambda address: take(work, address),
            attached,
            lambda address: work.by_address.get(
                key(urlsplit(address)._replace(scheme="", netloc="").geturl())
            ),
            host,
        ),
    )
