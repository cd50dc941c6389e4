"""Stories that others may republish: clean HTML with a credit line, without trackers, without our page around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import html

from plugins.feeds.clean import clean
from plugins.problems import Problem

FREE = ("cc by", "cc0", "ogl", "open government licence", "public domain", "cc-by")


def allows(licence: str | None) -> bool:
    """Tell whether a picture's licence lets others republish it with our story."""
    return bool(licence) and str(licence).casefold().startswith(FREE)


def problems(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each story that is offered although its picture is not free."""
    for _, entry in sorted(entries.items()):
        values, source = entry.values, entry.source
        if values.get("republish") and values.get("image") and not allows(values.get("image_licence")):
            fix = "Take the line out, or use a picture under an open licence (Image_licence: CC BY 4.0)."
            cause = "the picture's licence does not let others republish it."
            yield Problem(source.path, source.line("republish"), "Republish", cause, fix)


def is_offered(article: Any) -> bool:
    """Tell whether a story is offered to others."""
    return bool(getattr(article, "republish", False))


def text_of(article: Any, siteurl: str, site: str, note: str = "") -> str:
    """Return the HTML to paste: headline, standfirst, credit with a link, the story. Nothing in it loads from us.

    Pictures are left out: their credits would get lost. `siteurl` is absolute; `note` is a last line, if any.
    """
    address = f"{siteurl}/{article.url}"
    body = html.fragment_fromstring(clean(article.content, address), create_parent="article")
    for picture in list(body.iter("img")):
        picture.drop_tree()
    lead = [element("h1", article.title), element("p", article.summary), credit(article, address, site)]
    for index, part in enumerate(lead):
        body.insert(index, part)
    if note:
        body.append(element("p", note))
    return str(html.tostring(body, encoding="unicode", method="html")).replace("><", ">\n<")


def element(tag: str, words: str) -> Any:
    """Return an element with words."""
    made = html.Element(tag)
    made.text = words
    return made


def credit(article: Any, address: str, site: str) -> Any:
    """Return the credit line: who wrote it, where it first appeared, and when."""
    names = " and ".join(byline.name for byline in article.bylines)
    line = element("p", f"By {names}. First published by ")
    link = html.Element("a", href=address)
    when = "on" if article.date_precision == "day" else "in"
    link.text, link.tail = site, f" {when} {article.published.text}."
    line.append(link)
    return line
