"""The lock file: what was frozen is what is sent."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from mailing_parts import make_edition

from mailing import edition
from mailing.edition import LockError, Variant
from plugins.digest import lock


def write(folder: Path, data: bytes, name: str = "2018-10.lock.json") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_lock_comes_back_as_it_was(tmp_path: Path) -> None:
    """Writing and loading a lock gives the same edition, and the same bytes again."""
    frozen = make_edition()
    loaded = edition.load(write(tmp_path, frozen.to_json()))
    assert loaded == frozen
    assert loaded.to_json() == frozen.to_json()


@pytest.mark.parametrize("key", ["subject", "preheader", "send_at", "frozen_at", "stories", "variants"])
def test_any_change_is_noticed(tmp_path: Path, key: str) -> None:
    """A lock edited by hand in any field is refused."""
    data = json.loads(make_edition().to_json())
    data[key] = (
        {"": {"html": "x", "text": "x"}}
        if key == "variants"
        else []
        if key == "stories"
        else "2018-11-03T09:00:00+00:00"
    )
    with pytest.raises(LockError, match="changed after"):
        edition.load(write(tmp_path, json.dumps(data).encode()))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b'{"sha256": 1}', b"null"])
def test_no_lock_is_no_lock(tmp_path: Path, data: bytes) -> None:
    """Anything else in the file is refused with the fix."""
    with pytest.raises(LockError, match="Thaw and freeze"):
        edition.load(write(tmp_path, data))


def test_another_name(tmp_path: Path) -> None:
    """A lock under another edition's name, and a missing one, are refused."""
    with pytest.raises(LockError, match="2018-10"):
        edition.load(write(tmp_path, make_edition().to_json(), "2018-11.lock.json"))
    with pytest.raises(LockError, match=r"digest\.freeze"):
        edition.load(tmp_path / "2018-12.lock.json")
    with pytest.raises(LockError, match="year and a month"):
        edition.lock_path(tmp_path, "../../etc/passwd")


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"subject": "a\r\nBcc: x@y.example"}, "line break"),
        ({"subject": "a\0b"}, "control"),
        ({"subject": " "}, "empty"),
        ({"variants": {"pay": make_edition().variants["pay"]}}, "everybody"),
        ({"variants": {"": Variant("<p>no link</p>", "none")}}, "unsubscribe"),
        ({"send_at": datetime(2018, 11, 1)}, "zone"),  # noqa: DTZ001 (that is the point)
    ],
)
def test_an_unfit_edition_is_refused(tmp_path: Path, changes: dict[str, object], cause: str) -> None:
    """A lock with a whole hash but an impossible content is refused."""
    with pytest.raises(LockError, match=cause):
        edition.load(write(tmp_path, make_edition(**changes).to_json()))


def test_what_building_freezes_delivery_reads(tmp_path: Path) -> None:
    """The two sides, which must not import each other, agree on the form, the hash and the placeholders."""
    ours = make_edition()
    variants = {key: lock.Variant(variant.html, variant.text) for key, variant in ours.variants.items()}
    stories = tuple(lock.LockedStory(story.id, story.address, story.title) for story in ours.stories)
    times = (ours.send_at, ours.frozen_at)
    theirs = lock.Lock(ours.edition, ours.subject, ours.preheader, *times, stories, variants)
    assert lock.dump(theirs) == ours.to_json()
    assert edition.load(write(tmp_path, lock.dump(theirs))) == ours
    assert lock.UNSUBSCRIBE_ADDRESS == edition.UNSUBSCRIBE_ADDRESS
    assert lock.PREFERENCES_ADDRESS == edition.PREFERENCES_ADDRESS
