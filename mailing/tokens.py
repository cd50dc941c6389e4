"""Links and mail addresses that prove where they came from.

A token belongs to one purpose and is signed with SHA-256 under the newest key; older keys still verify,
so that keys can be changed. Web tokens are itsdangerous signatures; the tokens in mail addresses are
lower-case base32, because a local part has 64 characters and may lose its case on the way.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

SHORTEST_KEY = 32
MAIL_MAC = 10  # octets: 80 bits, guessed only by asking our own mail server 2^79 times
MAIL_TOKEN = 29  # characters: 8 octets of number and the MAC, in base32
NUMBER_TOKEN = 55  # characters of a web token for a number: the length that an edition leaves room for


class BadTokenError(ValueError):
    """The token is forged, damaged, or made for another purpose."""


@dataclass(frozen=True)
class Tokens:
    """Makes and reads tokens; `keys` newest first, each at least 32 characters."""

    keys: tuple[str, ...]

    def make(self, purpose: str, payload: bytes) -> str:
        """Give a token for use in a web address: letters, digits, `-`, `_` and one dot."""
        return self._signer(purpose).sign(_text(payload)).decode("ascii")

    def read(self, purpose: str, token: str) -> bytes:
        """Give the payload of a token; raise BadTokenError unless it is exactly what `make` gave."""
        try:
            text = self._signer(purpose).unsign(token.encode("ascii"))
            payload = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
            canonical = base64.urlsafe_b64decode(token.rpartition(".")[2] + "=")
        except (BadSignature, UnicodeError, binascii.Error, ValueError):
            raise BadTokenError(purpose) from None
        # Base64 ignores spare bits in its last character: a changed token must not pass as the same one.
        if _text(payload) != text or _text(canonical).decode() != token.rpartition(".")[2]:
            raise BadTokenError(purpose)
        return payload

    def number(self, purpose: str, number: int) -> str:
        """Give a web token of fixed length for a row number."""
        return self.make(purpose, number.to_bytes(8, "big"))

    def read_number(self, purpose: str, token: str) -> int:
        """Give the row number in a web token; raise BadTokenError."""
        return int.from_bytes(self.read(purpose, token), "big")

    def mail(self, purpose: str, number: int) -> str:
        """Give a token of fixed length for the local part of an address."""
        body = number.to_bytes(8, "big")
        return _lower32(body + self._mac(self.keys[0], purpose, body))

    def read_mail(self, purpose: str, token: str) -> int:
        """Give the row number in a mail token, in any case; raise BadTokenError."""
        try:
            raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        except (binascii.Error, ValueError):
            raise BadTokenError(purpose) from None
        body, mac = raw[:8], raw[8:]
        known = any(hmac.compare_digest(mac, self._mac(key, purpose, body)) for key in self.keys)
        if not known or _lower32(raw) != token.lower():
            raise BadTokenError(purpose)
        return int.from_bytes(body, "big")

    def digest(self, purpose: str, *parts: str) -> str:
        """Give a keyed SHA-256 of the parts as 64 hexadecimal digits, under the newest key."""
        text = "\0".join((purpose, *parts)).encode()
        return hmac.new(self.keys[0].encode(), text, hashlib.sha256).hexdigest()

    def _signer(self, purpose: str) -> Signer:
        oldest_first = list(reversed(self.keys))
        return Signer(
            oldest_first, salt=f"front-foot.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256
        )

    @staticmethod
    def _mac(key: str, purpose: str, body: bytes) -> bytes:
        text = b"front-foot.mail." + purpose.encode() + b"\0" + body
        return hmac.new(key.encode(), text, hashlib.sha256).digest()[:MAIL_MAC]


def _text(payload: bytes) -> bytes:
    return base64.urlsafe_b64encode(payload).rstrip(b"=")


def _lower32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()
