"""robots.txt and security.txt.

https://www.rfc-editor.org/rfc/rfc9309 and https://www.rfc-editor.org/rfc/rfc9116
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugins.metadata.site import Site
from plugins.problems import Problem

SITEMAPS = ("/sitemap.xml", "/news-sitemap.xml")
SETTING = "FRONTFOOT_SECURITY_EXPIRES"
SETTINGS_FILE = "pelicanconf.py"
RENEW_BEFORE = timedelta(days=30)
EXAMPLE = "Write it like 2030-01-01T00:00:00+00:00."


def robots_txt(site: Site) -> bytes:
    """Return robots.txt: everything may be read, and where the sitemaps are; nothing beside drafts."""
    if site.drafts:
        return b"User-agent: *\nDisallow: /\n"
    lines = ["User-agent: *", "Disallow:", "", *(f"Sitemap: {site.absolute(path)}" for path in SITEMAPS)]
    return ("\n".join(lines) + "\n").encode()


def security_txt(site: Site, expires: str) -> bytes | None:
    """Return security.txt, or None when the organisation has no `security_email`.

    `expires` is ISO 8601 with an offset; ValueError when it is not.
    """
    contact = site.organisation.get("security_email")
    if not contact:
        return None
    lines = (
        f"Contact: mailto:{contact}",
        f"Expires: {moment(expires).isoformat()}",
        f"Preferred-Languages: {site.language.partition('-')[0]}",
        f"Canonical: {site.absolute('/.well-known/security.txt')}",
    )
    return ("\n".join(lines) + "\n").encode()


def moment(text: str) -> datetime:
    """Return an aware datetime from ISO 8601 with an offset; ValueError otherwise."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return value


def security_problems(site: Site, expires: str, now: datetime, *, publishing: bool) -> list[Problem]:
    """Return what is wrong with the settings of security.txt.

    An expiry less than 30 days after `now` is a warning while building and an error when publishing.
    """
    if not site.organisation.get("security_email"):
        return []
    try:
        left = moment(expires) - now
    except ValueError:
        return [Problem(SETTINGS_FILE, 0, SETTING, f'"{expires}" is not a moment with its offset.', EXAMPLE)]
    if left >= RENEW_BEFORE:
        return []
    cause = f"security.txt expires on {moment(expires):%Y-%m-%d}."
    fix = "Check that security_email is still read, then move the date a year on."
    return [Problem(SETTINGS_FILE, 0, SETTING, cause, fix, "error" if publishing else "warning")]
