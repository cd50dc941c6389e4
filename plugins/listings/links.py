"""Links within the site, checked before anything is written: every target and anchor must be there.

Each body is parsed once. Links to what has no page yet become plain words, with a warning; the rest is a problem.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from plugins.front_matter.reader import PAGE_ID
from plugins.front_matter.values import did_you_mean, is_web_address
from plugins.memory import pure
from plugins.problems import Problem

FILENAME = re.compile(r"^\{filename\}(?P<path>[^#]*)(?:#(?P<anchor>.*))?$")
HOW_TO_LINK = "Begin it with https://, or name a file of this site: {filename}/news/slug.md."
OTHER_SCHEMES = ("mailto:", "tel:", "{data}")  # {data}: a file of content/data


@dataclass(frozen=True)
class Body:
    """What links need to know of a body: the targets of its links, and its ids with how often each stands there."""

    links: tuple[str, ...] = ()
    ids: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Web:
    """The site as links see it: each content's body, contents by source and by address, and all addresses."""

    bodies: Mapping[Any, Body]
    sources: Mapping[str, Any]
    by_address: Mapping[str, Any]
    known: frozenset[str]


def check_links(
    contents: Iterable[Any], sources: Mapping[str, Any], addresses: Iterable[str]
) -> list[Problem]:
    """Return what is wrong with links and ids in bodies; unlink, in place, what has no page yet.

    `contents` are all that have a body; `sources` those of them that are published, by source path; `addresses`
    those of every page and feed, with both slashes: a topic without stories has none.
    """
    everything = list(contents)
    known = frozenset(addresses)
    by_address = {f"/{one.url}": one for one in everything}
    live = {path: one for path, one in sources.items() if f"/{one.url}" in known}
    web = Web({one: read_body(one) for one in everything}, live, by_address, known)
    return [
        problem
        for one in everything
        for problem in (*unlink(one, web), *dead_links(one, web), *bad_ids(one, web))
    ]


def read_body(content: Any) -> Body:
    """Return the links and ids of a body before Pelican sets its links."""
    return links_and_ids(content._content or "")  # noqa: SLF001 (links are not set yet)


@pure
def links_and_ids(text: str) -> Body:
    """Return the links and ids of HTML."""
    if "href=" not in text and "id=" not in text:
        return Body()
    root = html.fragment_fromstring(text, create_parent="div")
    links = (element.get("href") for element in root.iter("a"))
    return Body(tuple(unquote(link) for link in links if link is not None), Counter(root.xpath(".//@id")))


def unlink(content: Any, web: Web) -> list[Problem]:
    """Turn links to what has no page yet into plain words, in place, and return a warning for each.

    The link comes by itself with the first build after the other story's publication.
    """
    dead = {link for link in web.bodies[content].links if waits(link, content, web)}
    if dead:
        content._content = without_links(content._content, dead)  # noqa: SLF001 (as above)
    cause = "is not published yet: the words stand without a link until it is."
    return [problem_of(content, link, f"{shown(link)} {cause}", "", "warning") for link in sorted(dead)]


def waits(link: str, content: Any, web: Web) -> bool:
    """Tell a link to a file that has no page yet; that the file is there, `front_matter` has checked."""
    named = FILENAME.match(link)
    return named is not None and source_path(named["path"], content) not in web.sources


def without_links(body: str, targets: set[str]) -> str:
    """Return a body in which the links to `targets` have become their words."""
    root = html.fragment_fromstring(body, create_parent="div")
    for element in list(root.iter("a")):
        if unquote(element.get("href") or "") in targets:
            element.drop_tag()
    text = escape(root.text or "", quote=False)
    return text + "".join(html.tostring(child, encoding="unicode") for child in root)


def dead_links(content: Any, web: Web) -> list[Problem]:
    """Return a problem for each link in a body that leads nowhere."""
    verdicts = ((link, *verdict(link, content, web)) for link in web.bodies[content].links)
    return [
        problem_of(content, link, f"{shown(link)} {cause}".strip(), fix)
        for link, cause, fix in verdicts
        if cause
    ]


def verdict(link: str, content: Any, web: Web) -> tuple[str, str]:
    """Return what is wrong with one link and how to mend it; two empty texts when nothing is."""
    if named := FILENAME.match(link):
        target = web.sources.get(source_path(named["path"], content))
        return anchor_verdict(target, named["anchor"] or "", web)
    if not link:
        return "a link has no address.", HOW_TO_LINK
    if link.startswith("#"):
        return anchor_verdict(content, link[1:], web)
    if link.startswith("/") and not link.startswith("//"):
        return address_verdict(link, web)
    if is_web_address(link.replace(" ", "%20")) or link.lower().startswith(OTHER_SCHEMES):
        return "", ""
    return "is not a web address.", HOW_TO_LINK


def address_verdict(link: str, web: Web) -> tuple[str, str]:
    """Return what is wrong with a link to an address of the site."""
    path, _, anchor = link.partition("#")
    path = path.partition("?")[0]
    address = path if "." in posixpath.basename(path) else path.rstrip("/") + "/"
    if address not in web.known:
        return "leads to a page that is not there.", did_you_mean(address, sorted(web.known))
    return anchor_verdict(web.by_address.get(address), anchor, web)


def anchor_verdict(target: Any, anchor: str, web: Web) -> tuple[str, str]:
    """Return what is wrong with an anchor into the body of `target`; pages that are lists have none to check."""
    if not anchor or target is None:
        return "", ""
    ids = web.bodies[target].ids or {}
    if anchor in ids:
        return "", ""
    return f'has no heading "#{anchor}" at its target.', did_you_mean(anchor, sorted(ids))


def bad_ids(content: Any, web: Web) -> list[Problem]:
    """Return a problem for each id that stands twice in a body, or that the page around it has."""
    found = []
    for name, count in sorted((web.bodies[content].ids or {}).items()):
        if count > 1 or PAGE_ID.match(name):
            cause = f'the id "{name}" is {"used twice" if count > 1 else "one of the page itself"}.'
            found.append(problem_of(content, name, cause, "Choose another."))
    return found


def source_path(path: str, content: Any) -> str:
    """Return the source that `{filename}` names, relative to the content folder."""
    return path[1:] if path.startswith("/") else posixpath.normpath(f"{content.relative_dir}/{path}")


def shown(link: str) -> str:
    """Return a link as messages name it."""
    return link.replace("{filename}", "")


def problem_of(content: Any, words: str, cause: str, fix: str, severity: str = "error") -> Problem:
    """Return the problem at the line of the source that holds the words."""
    root = Path(content.settings["PATH"])
    lines = Path(content.source_path).read_text("utf-8").split("\n")
    line = next((number for number, text in enumerate(lines, 1) if f"({words}" in text), 0)
    line = line or next((number for number, text in enumerate(lines, 1) if words in text), 1)
    return Problem(f"{root.name}/{content.relative_source_path}", line, "link", cause, fix, severity)
