"""robots.txt and security.txt.

https://www.rfc-editor.org/rfc/rfc9309 and https://www.rfc-editor.org/rfc/rfc9116
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from plugins.metadata.site import Site
from plugins.problems import Problem

SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml")
SETTING = "FRONTFOOT_SECURITY"
RENEW_BEFORE = timedelta(days=30)
PREFIXES = ("mailto:", "https://", "tel:")
EXAMPLE = '{"contact": "mailto:security@example.org", "expires": "2030-01-01T00:00:00Z"}'


def robots_txt(site: Site) -> bytes:
    """Return robots.txt: everything may be read, and where the sitemaps are; nothing beside drafts."""
    if site.drafts:
        return b"User-agent: *\nDisallow: /\n"
    lines = ["User-agent: *", "Disallow:", "", *(f"Sitemap: {site.absolute(path)}" for path in SITEMAPS)]
    return ("\n".join(lines) + "\n").encode()


def security_txt(setting: Mapping[str, Any] | None, site: Site) -> bytes | None:
    """Return security.txt, or None when the settings name nobody to tell.

    `setting` has `contact` (an address or several), `expires` (ISO 8601 with offset) and may have `policy`.
    """
    if not setting:
        return None
    lines = [f"Contact: {contact}" for contact in contacts(setting)]
    lines.append(f"Expires: {expiry(setting).isoformat()}")
    lines.append(f"Preferred-Languages: {site.language.partition('-')[0]}")
    lines.append(f"Canonical: {site.absolute('/.well-known/security.txt')}")
    if setting.get("policy"):
        lines.append(f"Policy: {setting['policy']}")
    return ("\n".join(lines) + "\n").encode()


def contacts(setting: Mapping[str, Any]) -> list[str]:
    """Return the addresses to write to."""
    contact = setting.get("contact") or []
    return [contact] if isinstance(contact, str) else list(contact)


def expiry(setting: Mapping[str, Any]) -> datetime:
    """Return when the file stops being true; ValueError when that is no moment with an offset."""
    moment = datetime.fromisoformat(str(setting.get("expires")))
    if moment.tzinfo is None:
        raise ValueError("the moment has no offset")
    return moment


def security_problems(
    setting: Mapping[str, Any] | None, now: datetime, *, file: str, severity: str = "warning"
) -> list[Problem]:
    """Return what is wrong with the setting.

    Nonsense is an error always; an expiry less than 30 days away is of `severity`: a warning while building,
    an error when publishing. `file` is where the settings are, for the message.
    """
    if not setting:
        return []
    found = contacts(setting)
    if not found or not all(contact.startswith(PREFIXES) for contact in found):
        cause = "contact must be addresses that begin with mailto:, https:// or tel:."
        return [Problem(file, 0, SETTING, cause, f"Write {EXAMPLE}.")]
    try:
        left = expiry(setting) - now
    except ValueError:
        cause = "expires is not a moment with its offset."
        return [Problem(file, 0, SETTING, cause, f"Write {EXAMPLE}.")]
    if left >= RENEW_BEFORE:
        return []
    cause = f"security.txt expires on {expiry(setting):%Y-%m-%d}."
    return [Problem(file, 0, SETTING, cause, "Check the contact, then move expires a year on.", severity)]
