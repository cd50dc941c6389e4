"""A frozen edition: the one file that building and delivery share.

`content/digests/2018-10.lock.json` holds the rendered parts of every variant and a hash over all of it.
What was tested is what is sent: delivery reads nothing else.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mailing.errors import MailingError

# Where an edition wants the recipient's own links it writes these; delivery puts the real ones in.
# `.invalid` can never resolve (RFC 2606), so a forgotten one leads nowhere.
UNSUBSCRIBE_ADDRESS = "https://front-foot.invalid/unsubscribe/" + "u" * 55
PREFERENCES_ADDRESS = "https://front-foot.invalid/preferences/" + "p" * 55

NAME = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class LockError(MailingError):
    """The lock file is damaged, was edited by hand, or does not fit its name."""


@dataclass(frozen=True)
class Variant:
    """One rendering of an edition: the HTML part and the plain-text part."""

    html: str
    text: str


@dataclass(frozen=True)
class LockedStory:
    """A story as it stood when the edition was frozen."""

    id: str
    address: str
    title: str


@dataclass(frozen=True)
class Edition:
    """A frozen edition. `variants` has the key "" for everybody and one key for each topic's slug.

    `send_at` and `frozen_at` are aware.
    """

    edition: str
    subject: str
    preheader: str
    send_at: datetime
    frozen_at: datetime
    stories: tuple[LockedStory, ...]
    variants: Mapping[str, Variant] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the canonical JSON: what a test send and a list send must agree on."""
        return hashlib.sha256(_canonical(self._data())).hexdigest()

    def to_json(self) -> bytes:
        """Give the lock file's bytes: UTF-8, sorted keys, a hash over all the rest."""
        data = {**self._data(), "sha256": self.sha256}
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    def variant_for(self, topic: str | None) -> str:
        """Give the key of the variant that a subscriber with this topic receives."""
        return topic if topic and topic in self.variants else ""

    def _data(self) -> dict[str, Any]:
        return {
            "edition": self.edition,
            "subject": self.subject,
            "preheader": self.preheader,
            "send_at": self.send_at.isoformat(),
            "frozen_at": self.frozen_at.isoformat(),
            "stories": [vars(story) for story in self.stories],
            "variants": {key: vars(variant) for key, variant in self.variants.items()},
        }


def lock_path(content: Path, edition: str) -> Path:
    """Give the place of an edition's lock under the content folder; raise LockError for a bad name."""
    if not NAME.fullmatch(edition):
        raise LockError(f"{edition!r} names no edition. Write it as a year and a month, such as 2018-10.")
    return content / "digests" / f"{edition}.lock.json"


def load(path: Path) -> Edition:
    """Read a lock file and verify it; raise LockError with the file, the cause and the fix."""
    if not path.exists():
        raise LockError(f"{path}: there is no such lock. Freeze the edition first: ./inv digest.freeze")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        stated = data.pop("sha256")
        edition = _from_data(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LockError(
            f"{path}: not a lock file ({type(error).__name__}). Thaw and freeze again."
        ) from error
    if stated != hashlib.sha256(_canonical(data)).hexdigest() or stated != edition.sha256:
        raise LockError(f"{path}: changed after it was frozen. Thaw and freeze again.")
    if path.name != f"{edition.edition}.lock.json":
        raise LockError(f"{path}: holds the edition {edition.edition}. Give the file its own name back.")
    for cause in faults(edition):
        raise LockError(f"{path}: {cause}. Thaw and freeze again.")
    return edition


def faults(edition: Edition) -> list[str]:
    """Give what makes an edition impossible to send, each as one clause; empty when it is fit."""
    causes = []
    if not NAME.fullmatch(edition.edition):
        causes.append("the edition is not named by a year and a month")
    if not edition.subject.strip() or CONTROLS.search(edition.subject):
        causes.append("the subject is empty or holds a line break or another control character")
    if not edition.send_at.tzinfo or not edition.frozen_at.tzinfo:
        causes.append("a time has no zone")
    if "" not in edition.variants:
        causes.append("the variant for everybody is missing")
    for key, variant in sorted(edition.variants.items()):
        if UNSUBSCRIBE_ADDRESS not in variant.html or UNSUBSCRIBE_ADDRESS not in variant.text:
            causes.append(f"the variant {key or 'for everybody'!r} has a part without an unsubscribe link")
        if "\0" in variant.html + variant.text:
            causes.append(f"the variant {key!r} holds a NUL")
    return causes


def _canonical(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _from_data(data: Mapping[str, Any]) -> Edition:
    return Edition(
        edition=data["edition"],
        subject=data["subject"],
        preheader=data["preheader"],
        send_at=datetime.fromisoformat(data["send_at"]),
        frozen_at=datetime.fromisoformat(data["frozen_at"]),
        stories=tuple(LockedStory(**story) for story in data["stories"]),
        variants={key: Variant(**parts) for key, parts in data["variants"].items()},
    )
