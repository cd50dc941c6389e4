"""The settings that are ours, what they mean, and a check of all settings before anything is read."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown import Markdown
from pelican.settings import DEFAULT_CONFIG

from plugins.front_matter.newsroom import OWN_ADDRESSES
from plugins.front_matter.types import BY_NAME, OTHER_FOLDERS
from plugins.front_matter.values import SLUG, did_you_mean, is_web_address
from plugins.problems import Problem

OURS = {
    "FRONTFOOT_LANGUAGE": "The language of the pages, as browsers know it: en-GB.",
    "FRONTFOOT_ORGANISATION": "Who publishes: name, short_name, tagline, what_title and what_text (the footer's "
    "question and answer), about_url, join_url, email, press_email, security_email.",
    "FRONTFOOT_DEMO": "True: every page, feed, email and share card says that this is a demonstration.",
    "FRONTFOOT_DEMO_TEXT": "What they say.",
    "FRONTFOOT_SECTIONS": "The sections in menu order: folder, title, summary, and the content type of its files.",
    "FRONTFOOT_NEWS_SECTIONS": "The sections that stand below News & campaigns.",
    "FRONTFOOT_MENU": "The main navigation: labels and addresses.",
    "FRONTFOOT_LEAD": "The story that leads the front page, such as news/slug, its first related stories beside it. "
    "Empty: the newest story marked `Digest: lead` leads.",
    "FRONTFOOT_SIGNUP_URL": "Where the sign-up form posts to. Empty: the box offers the feed and an address.",
    "FRONTFOOT_PRESS": "The press room: `pages`, the slugs of the pages shown on it (key facts, reports by others).",
    "FRONTFOOT_REPUBLISH": "The licence under which stories marked Republish may be printed by others: licence, url.",
    "FRONTFOOT_SHARE": "The services to share to: linkedin, bluesky, facebook, whatsapp, x.",
    "FRONTFOOT_COLOURS": "The colours of covers, cards and icons: paper, ink, tint, signal, teal, deep.",
    "FRONTFOOT_TOKENS": "A stylesheet to use instead of the theme's css/tokens.css: another union's colours and faces.",
    "FRONTFOOT_SECURITY_EXPIRES": "Until when security.txt holds: ISO 8601 with an offset.",
    "FRONTFOOT_BUILD_TIME": "The moment of the build. Do not set it: it is BUILD_TIME in the environment, or now.",
    "FRONTFOOT_DRAFTS": "True in previews: what may not appear yet is shown, marked, and hidden from search engines.",
    "FRONTFOOT_PRODUCTION": "True in publishconf.py.",
    "FRONTFOOT_CHECK_ONLY": "True while only a check is asked for.",
    "FRONTFOOT_CACHE": "The folder that keeps what is dear to make: pictures, stylesheets, compiled templates.",
    "FRONTFOOT_LISTING_TEMPLATES": "Which template each kind of listing uses.",
    "FRONTFOOT_FEED_ITEMS": "How many stories a feed carries.",
    "ENGINE_JOBS": "How many processes the engine may use; all cores when it is not set.",
    "ENGINE_LOCK_WAIT": "How many seconds a build waits for another one to end.",
    "ENGINE_WATCH": "More files and folders that `serve` watches.",
    "ENGINE_VERIFY": "Which skipped pages to render again for a check: all, or a number.",
    "ENGINE_TRACED_SETTINGS": "Settings that reach pages only through what pages are seen to read.",
    "PERSON_URL": "The address of a person's page.",
    "PERSON_SAVE_AS": "Its file.",
    "TOPIC_URL": "The address of a topic's page.",
    "TOPIC_SAVE_AS": "Its file.",
    "SERIES_URL": "The address of the page of a series.",
    "SERIES_SAVE_AS": "Its file.",
}
ORGANISATION = ("name", "short_name", "what_title", "what_text", "about_url", "join_url", "email")
SHARES = ("linkedin", "bluesky", "facebook", "whatsapp", "x")
COLOURS = ("paper", "ink", "tint", "signal", "teal", "deep")
COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
PELICANS_OWN = frozenset(
    {"SITESUBTITLE", "TIMEZONE", "DEBUG", "AUTHOR", "FEED_DOMAIN", "AUTORELOAD", "LOGLEVEL"}
)
SET_BY_PLUGINS = frozenset({"FRONTFOOT_ASSETS"})


def settings_guide() -> str:
    """Return the list of our settings as Markdown, for docs/settings.md."""
    rows = [f"| `{name}` | {meaning} |" for name, meaning in sorted(OURS.items())]
    head = "# Settings\n\nOurs; all others are Pelican's. This list is made from the software (`./inv golden`).\n\n"
    return head + "\n".join(["| setting | what it means |", "|---|---|", *rows]) + "\n"


def check_settings(
    settings: Mapping[str, Any], settings_file: str, checks: Iterable[Check] | None = None
) -> list[Problem]:
    """Return everything wrong with the settings, by all checks or some; each problem names the settings file."""
    name = Path(settings_file).name
    return [
        Problem(name, 0, setting, cause, fix)
        for check in checks or ALL_CHECKS
        for setting, cause, fix in check(settings)
    ]


Findings = list[tuple[str, str, str]]
Check = Callable[[Mapping[str, Any]], Findings]


def unknown_names(settings: Mapping[str, Any]) -> Findings:
    """Find settings that neither Pelican nor we know."""
    known = set(DEFAULT_CONFIG) | set(OURS) | PELICANS_OWN | SET_BY_PLUGINS
    return [
        (name, "is not a setting.", did_you_mean(name, sorted(known)) or "Delete it, or check its spelling.")
        for name in sorted(settings)
        if name.isupper() and name not in known and not name.endswith(("_SAVE_AS", "_URL", "_ATOM", "_RSS"))
    ]


def addresses(settings: Mapping[str, Any]) -> Findings:
    """The site's address must be absolute: feeds, share cards and canonical links are made from it."""
    address = str(settings.get("SITEURL") or "")
    if not is_web_address(address):
        return [("SITEURL", f'"{address}" is not an address.', "Write https:// and the name.")]
    parts = urlsplit(address)
    if parts.path.strip("/") or parts.query:
        return [
            ("SITEURL", "has a path.", "Give the site a name of its own: links in pages begin at its root.")
        ]
    if settings.get("FRONTFOOT_PRODUCTION") and parts.scheme != "https":
        return [("SITEURL", "is not https.", "A public site is served over https.")]
    return []


def time_zone(settings: Mapping[str, Any]) -> Findings:
    """The time zone must be one of the tz database."""
    try:
        ZoneInfo(settings["TIMEZONE"])
    except (ZoneInfoNotFoundError, ValueError, KeyError):
        return [("TIMEZONE", f'"{settings.get("TIMEZONE")}" is not a time zone.', "Write Europe/London.")]
    return []


def folders(settings: Mapping[str, Any]) -> Findings:
    """The theme and the content must be there, and the stylesheet of tokens when one is named."""
    found = [
        (name, f"there is no folder {settings[name]}.", "Check its spelling.")
        for name in ("THEME", "PATH")
        if not Path(settings[name]).is_dir()
    ]
    tokens = settings.get("FRONTFOOT_TOKENS")
    if tokens and not Path(tokens).is_file():
        found.append(("FRONTFOOT_TOKENS", f"there is no file {tokens}.", "Check its spelling."))
    return found


def organisation(settings: Mapping[str, Any]) -> Findings:
    """Who publishes must be told in full: every page says it."""
    missing = [name for name in ORGANISATION if name not in settings.get("FRONTFOOT_ORGANISATION", {})]
    return (
        [("FRONTFOOT_ORGANISATION", f"lacks {', '.join(missing)}.", "Add what is missing.")]
        if missing
        else []
    )


def sections(settings: Mapping[str, Any]) -> Findings:
    """Every section needs a folder that is an address of its own, a title, and a content type that exists."""
    found = []
    for folder, section in settings.get("FRONTFOOT_SECTIONS", {}).items():
        if not SLUG.match(folder):
            found.append(
                (f'"{folder}" cannot be part of an address.', "Use small letters, digits and hyphens.")
            )
        if folder in OWN_ADDRESSES | {"all"} or folder in OTHER_FOLDERS:
            found.append((f'"{folder}" is a folder that the site itself uses.', "Choose another name."))
        found += section_findings(folder, section)
    return [("FRONTFOOT_SECTIONS", cause, fix) for cause, fix in found]


def section_findings(folder: str, section: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong with one section: cause and fix."""
    types = [name for name, one in BY_NAME.items() if one.folder not in OTHER_FOLDERS]
    found = [] if section.get("title") else [(f'"{folder}" has no title.', 'Add "title": "…".')]
    if section.get("type") not in types:
        cause = f'the type of "{folder}" is "{section.get("type", "")}".'
        found.append((cause, f"Write one of: {', '.join(types)}."))
    return found


def looks(settings: Mapping[str, Any]) -> Findings:
    """Services to share to must be known ones; colours must be six, each of the form #c2321f."""
    colours = settings.get("FRONTFOOT_COLOURS", {})
    wrong = [name for name in COLOURS if not COLOUR.match(str(colours.get(name, "")))]
    found = list(unknown_shares(settings.get("FRONTFOOT_SHARE") or ()))
    if wrong:
        found.append(("FRONTFOOT_COLOURS", f"lacks a colour for {', '.join(wrong)}.", "Write it as #c2321f."))
    return found


def unknown_shares(names: Iterable[str]) -> Findings:
    """Find services that pages have no link for."""
    fix = f"Use: {', '.join(SHARES)}."
    return [
        ("FRONTFOOT_SHARE", f'"{name}" is not a service here.', fix) for name in names if name not in SHARES
    ]


def extensions(settings: Mapping[str, Any]) -> Findings:
    """Every Markdown extension must load, and every plugin must be found."""
    found = [
        ("PLUGINS", f'there is no plugin "{name}".', "Check its spelling.")
        for name in settings.get("PLUGINS") or ()
        if isinstance(name, str) and not is_importable(name)
    ]
    for name in settings["MARKDOWN"].get("extensions", ()):
        try:
            Markdown(extensions=[name])
        except (ImportError, AttributeError, TypeError) as error:
            found.append(
                ("MARKDOWN", f'the extension "{name}" does not load: {error}.', "Check its spelling.")
            )
    return found


def is_importable(name: str) -> bool:
    """Tell whether a module of that name can be found."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


ALL_CHECKS: tuple[Check, ...] = (
    unknown_names,
    addresses,
    time_zone,
    folders,
    extensions,
    organisation,
    sections,
    looks,
)
