"""The frozen file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mailing import edition as theirs
from plugins.digest import lock as ours
from plugins.digest.lock import Lock, LockedStory, LockError, Variant, dump, load

LOCK = Lock(
    edition="2018-10",
    subject="Llŷr “speaks”",
    preheader="And more",
    send_at=datetime.fromisoformat("2018-11-01T09:00:00+00:00"),
    frozen_at=datetime.fromisoformat("2018-10-31T17:00:00+00:00"),
    stories=(LockedStory("tag:x,2018:/news/a/", "https://ccu.example/news/a/", "A"),),
    variants={"": Variant(f"<p>{ours.UNSUBSCRIBE_ADDRESS}</p>", ours.UNSUBSCRIBE_ADDRESS)},
)


def written(folder: Path, **changes: Any) -> Path:
    """Write the lock with fields changed by hand."""
    file = folder / "2018-10.lock.json"
    file.write_text(json.dumps({**json.loads(dump(LOCK)), **changes}), "utf-8")
    return file


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A lock survives the way to the disk and back."""
    file = tmp_path / "2018-10.lock.json"
    file.write_bytes(dump(LOCK))
    assert load(file) == LOCK
    assert dump(load(file)) == dump(LOCK)


@pytest.mark.parametrize(
    "changes", [{"subject": "Other"}, {"stories": []}, {"sha256": "0"}, {"edition": 1}, {"send_at": "soon"}]
)
def test_a_lock_changed_by_hand_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Any change shows."""
    with pytest.raises(LockError):
        load(written(tmp_path, **changes))


def test_half_a_lock_is_refused(tmp_path: Path) -> None:
    """A file cut short is no lock."""
    file = tmp_path / "2018-10.lock.json"
    file.write_bytes(dump(LOCK)[:200])
    with pytest.raises(LockError, match="not a frozen edition"):
        load(file)


def test_a_lock_under_another_name_is_refused(tmp_path: Path) -> None:
    """The name is part of it."""
    file = tmp_path / "2018-11.lock.json"
    file.write_bytes(dump(LOCK))
    with pytest.raises(LockError, match="2018-10"):
        load(file)


def test_delivery_reads_what_we_write(tmp_path: Path) -> None:
    """Both sides agree on the form, the hash and the two placeholder addresses."""
    assert (theirs.UNSUBSCRIBE_ADDRESS, theirs.PREFERENCES_ADDRESS) == (
        ours.UNSUBSCRIBE_ADDRESS,
        ours.PREFERENCES_ADDRESS,
    )
    file = tmp_path / "2018-10.lock.json"
    file.write_bytes(dump(LOCK))
    assert theirs.load(file).to_json() == dump(LOCK)
