"""One message for each recipient, from parts that were encoded once.

The body of a variant is encoded once; a recipient costs a few replaced octets. Everything is
deterministic: the same edition, keys and recipient give the same bytes.
"""

import base64
import hashlib
import quopri
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from mailing.edition import PREFERENCES_ADDRESS, UNSUBSCRIBE_ADDRESS, Edition, Variant
from mailing.settings import Settings
from mailing.tokens import NUMBER_TOKEN

UNSUBSCRIBE, PREFERENCES, BOUNCE = "unsubscribe", "preferences", "bounce"
# Stand for a recipient's tokens in an encoded body. Letters that text cannot hold by accident.
UNSUBSCRIBE_MARK = "U" + "-uuu" * 13 + "-U"
PREFERENCES_MARK = "P" + "-ppp" * 13 + "-P"
TEST = 0  # the number in a test message's links: it belongs to nobody
LINE = 76
CRLF = b"\r\n"


@dataclass(frozen=True)
class Envelope:
    """What the relay is told and given: SMTP sender and recipient, and the message with dots doubled."""

    sender: str
    recipient: str
    data: bytes


@dataclass(frozen=True)
class Messages:
    """Makes the messages of one edition. `bodies` maps a variant to its common headers and body."""

    settings: Settings
    edition: Edition
    bodies: dict[str, bytes]

    def make(self, *, delivery_id: int, subscriber_id: int, address: str, topic: str | None) -> Envelope:
        """Give the message for one recipient."""
        tokens = self.settings.tokens
        links = {
            UNSUBSCRIBE_MARK: tokens.number(UNSUBSCRIBE, subscriber_id),
            PREFERENCES_MARK: tokens.number(PREFERENCES, subscriber_id),
        }
        body = self.bodies[self.edition.variant_for(topic)]
        for mark, token in links.items():
            body = body.replace(mark.encode(), token.encode())
        head = own_headers(self.settings, self.edition, subscriber_id, address)
        return Envelope(bounce_address(self.settings, "b", delivery_id), address, head + body)


def prepare(settings: Settings, edition: Edition) -> Messages:
    """Encode every variant of an edition once."""
    bodies = {
        key: common_headers(settings, edition) + encode(settings, variant, edition.sha256)
        for key, variant in edition.variants.items()
    }
    return Messages(settings, edition, bodies)


def own_headers(settings: Settings, edition: Edition, subscriber_id: int, address: str) -> bytes:
    """Give the headers that differ from recipient to recipient.

    List-Unsubscribe (RFC 2369, RFC 8058) is written here by hand: the standard library folds it into an
    encoded word when it is long, and then mail clients show no button.
    """
    tokens = settings.tokens
    identity = settings.tokens.digest("message-id", edition.edition, str(subscriber_id))[:40]
    web = f"{settings.signup_url}/unsubscribe/{tokens.number(UNSUBSCRIBE, subscriber_id)}"
    post = bounce_address(settings, "u", subscriber_id)
    lines = (
        f"To: {address}",
        f"Message-ID: <{identity}@{settings.list_id}>",
        f"List-Unsubscribe: <{web}>,",
        f" <mailto:{post}?subject=unsubscribe>",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def common_headers(settings: Settings, edition: Edition) -> bytes:
    """Give the headers that all recipients share; Date is the time for which the edition was set."""
    lines = [
        f"From: {mailbox(settings.sender_name, settings.sender_address)}",
        f"Subject: {words(edition.subject, len('Subject: '))}",
        f"Date: {format_datetime(edition.send_at)}",
        f"List-Id: <{settings.list_id}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Post: NO",
    ]
    if settings.reply_to:
        lines.insert(1, f"Reply-To: {settings.reply_to}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def bounce_address(settings: Settings, purpose: str, number: int) -> str:
    """Give the address to which mail about one recipient returns (VERP): purpose, number and a proof."""
    return f"{purpose}-{settings.tokens.mail(purpose, number)}@{settings.bounce_domain}"


def mailbox(name: str, address: str) -> str:
    """Give `name <address>` for a header, quoted or encoded as RFC 5322 and RFC 2047 ask."""
    if not name:
        return address
    if name.isascii() and name.replace(" ", "").isalnum():
        return f"{name} <{address}>"
    return f"{words(name, len('From: '), always=True)} <{address}>"


def words(text: str, used: int, *, always: bool = False) -> str:
    """Give a text for a header, folded: as it is when plain ASCII, else as encoded words (RFC 2047)."""
    charset = "utf-8" if always or not text.isascii() or "=?" in text else "us-ascii"
    header = Header(text, charset, maxlinelen=LINE, header_name="x" * max(used - 2, 1))
    return header.encode(splitchars=" ", linesep="\r\n")


def encode(settings: Settings, variant: Variant, seed: str) -> bytes:
    """Give the MIME headers and body: text, then HTML, both quoted-printable (RFC 2045), dots doubled."""
    boundary = "=_" + hashlib.sha256(f"{seed}{settings.list_id}".encode()).hexdigest()[:40]
    parts = (("plain", variant.text), ("html", variant.html))
    chunks = [
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode()
    ]
    for kind, text in parts:
        head = f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        head += "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        chunks += [head.encode(), quote(with_marks(settings, text)), CRLF]
    chunks.append(f"--{boundary}--\r\n".encode())
    return double_dots(b"".join(chunks))


def with_marks(settings: Settings, text: str) -> str:
    """Put the service's real addresses, with marks for the tokens, where the edition left room."""
    base = settings.signup_url
    text = text.replace(UNSUBSCRIBE_ADDRESS, f"{base}/unsubscribe/{UNSUBSCRIBE_MARK}")
    return text.replace(PREFERENCES_ADDRESS, f"{base}/preferences/{PREFERENCES_MARK}")


def quote(text: str) -> bytes:
    """Give quoted-printable lines of at most 76 characters in which no mark is split."""
    pieces = [text.replace("\r\n", "\n").replace("\r", "\n")]
    for mark in (UNSUBSCRIBE_MARK, PREFERENCES_MARK):
        pieces = [part for piece in pieces for part in _split(piece, mark)]
    soft = b"=" + CRLF
    return soft.join(_quote_piece(piece) for piece in pieces)


def _split(piece: str, mark: str) -> list[str]:
    """Split around a mark and keep it as a piece of its own."""
    first, *rest = piece.split(mark)
    return [first, *(part for after in rest for part in (mark, after))]


def _quote_piece(piece: str) -> bytes:
    if piece in {UNSUBSCRIBE_MARK, PREFERENCES_MARK}:
        return piece.encode()
    return quopri.encodestring(piece.encode(), quotetabs=False).replace(b"\n", CRLF)


def double_dots(data: bytes) -> bytes:
    """Give the message as SMTP carries it: a leading dot is doubled (RFC 5321, 4.5.2)."""
    doubled = data.replace(b"\r\n.", b"\r\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


def simple(settings: Settings, *, to: str, subject: str, text: str, identity: str, at: datetime) -> bytes:
    """Give a short plain-text message, such as a request to confirm; `identity` makes its Message-ID."""
    name = hashlib.sha256(identity.encode()).hexdigest()[:40]
    lines = (
        f"To: {to}",
        f"From: {mailbox(settings.sender_name, settings.sender_address)}",
        f"Subject: {words(subject, len('Subject: '))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{name}@{settings.list_id}>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
    )
    body = base64.encodebytes(text.replace("\n", "\r\n").encode()).replace(b"\n", CRLF)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + body


if not len(UNSUBSCRIBE_MARK) == len(PREFERENCES_MARK) == NUMBER_TOKEN:
    raise AssertionError("a mark must be as long as the token that replaces it")
