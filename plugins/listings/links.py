"""Links within the site, checked before anything is written: every target and anchor must be there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html

from plugins.front_matter.values import did_you_mean
from plugins.problems import Problem

FILENAME = re.compile(r"^\{filename\}(?P<path>[^#]*)(?:#(?P<anchor>.*))?$")


def dead_links(
    contents: Iterable[Any], context: Mapping[str, Any], addresses: Iterable[str]
) -> list[Problem]:
    """Return a problem for each link in a body that leads nowhere.

    `contents` are articles, pages and subjects; `addresses` all addresses of the site with both slashes.
    """
    everything = list(contents)
    by_address = {f"/{content.url}": content for content in everything}
    known = set(addresses) | set(by_address)
    sources = context["generated_content"]
    problems = []
    for content in everything:
        for link in internal_links(content._content):  # noqa: SLF001 (links are not set yet)
            cause, fix = verdict(link, content, sources, by_address, known)
            if cause:
                problems.append(problem_of(content, link, cause, fix))
    return problems


def internal_links(body: str) -> Iterator[str]:
    """Yield the targets of links that stay within the site, as they stand in the body's HTML."""
    if 'href="' not in body:
        return
    for element in html.fragment_fromstring(body, create_parent="div").iter("a"):
        target = unquote(element.get("href") or "")
        if target.startswith(("/", "#", "{filename}")) and not target.startswith("//"):
            yield target


def verdict(
    link: str, content: Any, sources: Mapping[str, Any], by_address: Mapping[str, Any], known: set[str]
) -> tuple[str, str]:
    """Return what is wrong with one link and how to mend it; two empty texts when nothing is."""
    named = FILENAME.match(link)
    if named:
        target = sources.get(source_path(named["path"], content))
        return anchor_verdict(target, named["anchor"] or "") if target is not None else ("", "")
    parts = urlsplit(link)
    if not parts.path:
        return anchor_verdict(content, parts.fragment)
    address = parts.path if "." in posixpath.basename(parts.path) else parts.path.rstrip("/") + "/"
    if address not in known:
        return "leads to a page that is not there.", did_you_mean(address, sorted(known))
    target = by_address.get(address)
    return anchor_verdict(target, parts.fragment) if target is not None else ("", "")


def unlink_unpublished(contents: Iterable[Any], sources: Mapping[str, Any]) -> list[Problem]:
    """Turn links to stories that may not appear yet into plain words, in place, and return a warning for each.

    The link comes by itself with the first build after the other story's publication.
    """
    problems = []
    for content in contents:
        dead = [
            link
            for link in internal_links(content._content)  # noqa: SLF001 (links are not set yet)
            if (named := FILENAME.match(link)) and sources.get(source_path(named["path"], content)) is None
        ]
        if dead:
            content._content = without_links(content._content, set(dead))  # noqa: SLF001 (as above)
            cause = "is not published yet: the words stand without a link until it is."
            problems += [problem_of(content, link, cause, "", "warning") for link in dead]
    return problems


def without_links(body: str, targets: set[str]) -> str:
    """Return a body in which the links to `targets` have become their words."""
    root = html.fragment_fromstring(body, create_parent="div")
    for element in list(root.iter("a")):
        if unquote(element.get("href") or "") in targets:
            element.drop_tag()
    return (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)


def source_path(path: str, content: Any) -> str:
    """Return the source that `{filename}` names, relative to the content folder."""
    return path[1:] if path.startswith("/") else posixpath.normpath(f"{content.relative_dir}/{path}")


def anchor_verdict(target: Any, anchor: str) -> tuple[str, str]:
    """Return what is wrong with an anchor into the body of `target`."""
    if not anchor:
        return "", ""
    body = html.fragment_fromstring(target._content or "", create_parent="div")  # noqa: SLF001 (as above)
    ids = sorted(body.xpath(".//@id"))
    if anchor in ids:
        return "", ""
    return f'has no heading "#{anchor}" at its target.', did_you_mean(anchor, ids)


def problem_of(content: Any, link: str, cause: str, fix: str, severity: str = "error") -> Problem:
    """Return the problem at the line of the source that holds the link."""
    root = Path(content.settings["PATH"])
    lines = Path(content.source_path).read_text("utf-8").split("\n")
    line = next((number for number, text in enumerate(lines, 1) if f"({link}" in text or link in text), 1)
    name = f"{root.name}/{content.relative_source_path}"
    return Problem(name, line, "link", f"{link.replace('{filename}', '')} {cause}", fix, severity)
