"""A frozen edition: `content/digests/2018-10.lock.json`, the one file that building and delivery share.

Delivery has its own reader of this form and its own copy of the two placeholder addresses, so that neither
needs the other; a test holds both sides together.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

UNSUBSCRIBE_ADDRESS = "https://front-foot.invalid/unsubscribe/" + "u" * 55
PREFERENCES_ADDRESS = "https://front-foot.invalid/preferences/" + "p" * 55
"""Where an edition wants the recipient's own links it writes these; delivery puts the real ones in.
`.invalid` can never resolve (RFC 2606), so a forgotten one leads nowhere."""

SUFFIX = ".lock.json"


class LockError(ValueError):
    """A lock file that is damaged, was changed by hand, or does not fit its name."""


@dataclass(frozen=True)
class Variant:
    """One rendering of an edition: the HTML part and the plain-text part."""

    html: str
    text: str


@dataclass(frozen=True)
class LockedStory:
    """A story as it stood when the edition was frozen: permanent id, absolute address, headline."""

    id: str
    address: str
    title: str


@dataclass(frozen=True)
class Lock:
    """A frozen edition. `variants` has the key "" for everybody and one for each topic's slug; times are aware."""

    edition: str
    subject: str
    preheader: str
    send_at: datetime
    frozen_at: datetime
    stories: tuple[LockedStory, ...]
    variants: Mapping[str, Variant]

    @property
    def ids(self) -> frozenset[str]:
        """The permanent ids of the stories it carries."""
        return frozenset(story.id for story in self.stories)


def lock_file(content: Path, name: str) -> Path:
    """Return the place of an edition's lock below the content folder."""
    return content / "digests" / f"{name}{SUFFIX}"


def dump(lock: Lock) -> bytes:
    """Return the lock file's bytes: UTF-8 JSON with sorted keys and, as `sha256`, a hash over all the rest."""
    data = {
        **asdict(lock),
        "send_at": lock.send_at.isoformat(),
        "frozen_at": lock.frozen_at.isoformat(),
        "variants": {key: asdict(variant) for key, variant in lock.variants.items()},
    }
    data["stories"] = list(data["stories"])
    data["sha256"] = fingerprint(data)
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def load(file: Path) -> Lock:
    """Return the frozen edition in a file. Raises LockError when it is not what `freeze` wrote."""
    try:
        data = json.loads(file.read_text("utf-8"))
        stated = data.pop("sha256")
        lock = from_data(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LockError("is not a frozen edition.") from error
    if stated != fingerprint(data):
        raise LockError("was changed after it was frozen.")
    if file.name != f"{lock.edition}{SUFFIX}":
        raise LockError(f"holds the edition {lock.edition}.")
    if not lock.send_at.tzinfo or not lock.frozen_at.tzinfo:
        raise LockError("has a time without a zone.")
    return lock


def from_data(data: Mapping[str, Any]) -> Lock:
    """Return a lock from its JSON. Raises KeyError, TypeError or ValueError when something is amiss."""
    return Lock(
        edition=data["edition"],
        subject=data["subject"],
        preheader=data["preheader"],
        send_at=datetime.fromisoformat(data["send_at"]),
        frozen_at=datetime.fromisoformat(data["frozen_at"]),
        stories=tuple(LockedStory(**story) for story in data["stories"]),
        variants={key: Variant(**parts) for key, parts in data["variants"].items()},
    )


def fingerprint(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON: no spaces, sorted keys, UTF-8."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save(file: Path, lock: Lock) -> None:
    """Write a lock whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(dump(lock))
    os.replace(part, file)  # noqa: PTH105 (the one that says what it promises)
