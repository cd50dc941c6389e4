"""What the mailing tools must know: keys, sender, relay, database. All of it from the environment.

Secrets never stand in the repository. `Site` is the part that the site's own settings give.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from mailing import addresses
from mailing.edition import CONTROLS
from mailing.errors import MailingError
from mailing.tokens import SHORTEST_KEY, Tokens

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"starttls": 587, "tls": 465, "off": 25}


class SettingsError(MailingError):
    """One or more settings are missing or wrong; the message lists them all, one a line."""


@dataclass(frozen=True)
class Site:
    """What the site says about itself. `topics` maps slug to title; `demo` marks a demonstration."""

    organisation: str = ""
    url: str = ""
    privacy_url: str = ""
    stylesheet: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False


@dataclass(frozen=True)
class RelaySettings:
    """The SMTP relay. `tls` is starttls, tls or off (on this machine only); times in seconds."""

    host: str = "127.0.0.1"
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout: float = 300.0
    connections: int = 4
    rate: float = 0.0


@dataclass(frozen=True)
class Settings:
    """Everything that delivery and the sign-up service need; made by `from_environment`."""

    database_url: str
    keys: tuple[str, ...] = field(repr=False)
    suppression_key: str = field(repr=False)
    sender_name: str
    sender_address: str
    reply_to: str
    list_id: str
    bounce_domain: str
    signup_url: str
    relay: RelaySettings
    site: Site = Site()
    returned: str = ""
    imap_password: str = field(default="", repr=False)
    backup_to: str = ""
    listen: str = "127.0.0.1:8075"
    trusted_proxy: str = ""

    @property
    def tokens(self) -> Tokens:
        """The maker and reader of links."""
        return Tokens(self.keys)

    @property
    def suppression(self) -> Tokens:
        """The maker of suppression hashes: its key never changes, or the list of objections is lost."""
        return Tokens((self.suppression_key,))

    def address_key(self, address: str) -> str:
        """Give the keyed hash by which an address is known after the address itself is gone."""
        return self.suppression.digest("suppression", addresses.same(address))


def from_environment(environ: Mapping[str, str] = os.environ, site: Site | None = None) -> Settings:
    """Read all FRONTFOOT_ settings of the mailing tools; raise SettingsError naming every fault."""
    reader = _Reader(environ)
    tls = reader.choice("SMTP_TLS", tuple(PORTS), "starttls")
    relay = RelaySettings(
        host=reader.text("SMTP_HOST"),
        port=int(reader.number("SMTP_PORT", PORTS[tls])),
        tls=tls,
        user=reader.text("SMTP_USER", ""),
        password=reader.text("SMTP_PASSWORD", ""),
        ca_file=reader.text("CA_FILE", ""),
        timeout=reader.number("SMTP_TIMEOUT", 300),
        connections=max(1, int(reader.number("SMTP_CONNECTIONS", 4))),
        rate=reader.number("SMTP_RATE", 0),
    )
    if tls == "off" and relay.host not in LOOPBACK:
        reader.fault("SMTP_TLS", "mail would leave this machine unencrypted", "use starttls or tls")
    settings = Settings(
        database_url=reader.text("DATABASE_URL", default_database_url(environ)),
        keys=reader.keys("SECRET_KEYS"),
        suppression_key=(reader.keys("SUPPRESSION_KEY") or ("",))[0],
        sender_name=reader.text("SENDER_NAME"),
        sender_address=reader.address("SENDER_ADDRESS"),
        reply_to=reader.address("REPLY_TO", ""),
        list_id=reader.domain("LIST_ID"),
        bounce_domain=reader.domain("BOUNCE_DOMAIN"),
        signup_url=reader.https("SIGNUP_BASE"),
        relay=relay,
        site=site or Site(),
        returned=reader.text("RETURNED", ""),
        imap_password=reader.text("IMAP_PASSWORD", ""),
        backup_to=reader.text("BACKUP_TO", ""),
        listen=reader.text("SIGNUP_LISTEN", "127.0.0.1:8075"),
        trusted_proxy=reader.text("TRUSTED_PROXY", ""),
    )
    if reader.faults:
        raise SettingsError("\n".join(reader.faults))
    return settings


def default_database_url(environ: Mapping[str, str]) -> str:
    """Give the SQLite database in the user's own data folder (XDG Base Directory)."""
    home = Path(environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or Path.home()) / ".local/share")
    return f"sqlite:///{home / 'front-foot' / 'subscribers.sqlite'}"


class _Reader:
    """Reads settings one by one and keeps every fault for one message."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def fault(self, name: str, cause: str, fix: str) -> None:
        self.faults.append(f"FRONTFOOT_{name}: {cause}; {fix}.")

    def text(self, name: str, default: str | None = None) -> str:
        value = self.environ.get(f"FRONTFOOT_{name}", "").strip() or default
        if value is None:
            self.fault(name, "not set", "see docs/operating.md")
            return ""
        if CONTROLS.search(value):
            self.fault(name, "holds a line break or another control character", "write it on one line")
            return ""
        return value

    def number(self, name: str, default: float) -> float:
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = -1
        if not 0 <= number < 1e6:  # noqa: PLR2004 (NaN and infinity fail it too)
            self.fault(name, f"{value!r} is not a number from 0 up", "write digits")
            return default
        return number

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.fault(name, f"{value!r} is not a choice", f"use one of {', '.join(choices)}")
            return default
        return value

    def keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(key.strip() for key in self.text(name).split(",") if key.strip())
        if any(len(key) < SHORTEST_KEY for key in keys):
            self.fault(
                name, f"a key is shorter than {SHORTEST_KEY} characters", "make one: openssl rand -hex 32"
            )
        return keys

    def address(self, name: str, default: str | None = None) -> str:
        value = self.text(name, default)
        try:
            return addresses.clean(value) if value else ""
        except addresses.BadAddressError as error:
            self.fault(name, str(error), "write one plain address")
            return ""

    def domain(self, name: str) -> str:
        value = self.text(name)
        try:
            return addresses.clean_domain(value) if value else ""
        except addresses.BadAddressError:
            self.fault(name, "not a domain name", "write it as monthly.example.org")
            return ""

    def https(self, name: str) -> str:
        value = self.text(name).rstrip("/")
        parts = urlsplit(value)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if value and not (parts.netloc and (parts.scheme == "https" or local) and value.isascii()):
            self.fault(name, "not an https address", "mail clients offer one-click only over https")
        return value
