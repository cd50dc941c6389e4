"""An edition as a message file to look at in a mail program: a preview, for a reader who does not exist.

Delivery makes the real messages from the frozen parts; this one has the same parts and the same kinds of headers,
and its bytes depend on the edition alone.
"""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from plugins.digest.lock import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Variant
from plugins.digest.model import Digest

READER = Address("A reader", "reader", "preview.invalid")


def preview_message(digest: Digest, form: Variant) -> bytes:
    """Return the message (RFC 5322, multipart/alternative, quoted-printable); its date is the edition's `send_at`."""
    host = urlsplit(digest.site.url).hostname or "localhost"
    links = personal_links(digest)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(digest.site.full_name, "digest", host)
    message["To"] = READER
    message["Subject"] = digest.subject
    message["Date"] = digest.send_at
    message["Message-ID"] = f"<{seed(digest, form)[:40]}@{host}>"
    message["List-Id"] = f"<digest.{host}>"
    message["List-Post"] = "NO"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(personal(form.text, links), cte="quoted-printable")
    message.add_alternative(personal(form.html, links), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{seed(digest, form)[:40]}")
    unsubscribe = f"List-Unsubscribe: <{links[UNSUBSCRIBE_ADDRESS]}>\r\n"
    return unsubscribe.encode("ascii") + message.as_bytes()


def personal_links(digest: Digest) -> dict[str, str]:
    """Return the addresses of the reader who does not exist, by placeholder."""
    return {
        UNSUBSCRIBE_ADDRESS: digest.site.absolute("/unsubscribe/preview/"),
        PREFERENCES_ADDRESS: digest.site.absolute("/preferences/preview/"),
    }


def personal(text: str, links: dict[str, str]) -> str:
    """Return a part with the reader's own addresses in place."""
    for placeholder, address in links.items():
        text = text.replace(placeholder, address)
    return text


def seed(digest: Digest, form: Variant) -> str:
    """Return a digest of everything in a message."""
    parts = (digest.name, digest.subject, form.html, form.text)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
